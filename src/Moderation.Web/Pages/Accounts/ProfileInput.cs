using Microsoft.AspNetCore.Mvc.ModelBinding;
using Moderation.Accounts;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Accounts;

/// <summary>An account's name and business profile as they are typed.</summary>
public sealed class ProfileInput
{
    public const int LongestName = 200;
    public const int LongestWebsite = 400;
    public const int LongestDescription = 4000;

    public string? Name { get; set; }
    public string? Industry { get; set; }
    public string? Website { get; set; }
    public string? Description { get; set; }
    public bool TrackOpens { get; set; } = true;
    public bool TrackClicks { get; set; } = true;

    public static ProfileInput Of(Customer account) => new()
    {
        Name = account.Name,
        Industry = account.Profile.Industry,
        Website = account.Profile.Website,
        Description = account.Profile.Description,
        TrackOpens = account.TrackOpens,
        TrackClicks = account.TrackClicks,
    };

    /// <summary>Trims what was typed and says what is wrong with it.</summary>
    public void Check(ModelStateDictionary errors)
    {
        Name = Line("Input.Name", Name, "Write the name of the customer.", LongestName, errors);
        Industry = Line("Input.Industry", Industry, "Write what business they are in, such as Books or Travel.", LongestName, errors);
        Website = (Website ?? "").Trim();
        if (Website.Length > 0)
        {
            Website = CheckWebsite(Website, errors);
        }

        Description = (Description ?? "").Trim().ReplaceLineEndings("\n");
        if (Description.Length == 0)
        {
            errors.AddModelError("Input.Description", "Write what they sell and whom they write to. Reviewers hold each mail against it.");
        }
        else if (Description.Length > LongestDescription || Description.Any(c => char.IsControl(c) && c != '\n'))
        {
            errors.AddModelError("Input.Description", $"The description has at most {LongestDescription:N0} characters of plain text; this one has {Description.Length:N0}.");
        }
    }

    /// <summary>Call after <see cref="Check"/> found nothing.</summary>
    public void Write(Customer account)
    {
        account.Name = Name!;
        (account.TrackOpens, account.TrackClicks) = (TrackOpens, TrackClicks);
        account.Profile = new BusinessProfile { Industry = Industry!, Website = Website!, Description = Description! };
    }

    /// <summary>What would change, for the log; empty when nothing would. The new words stand there whole, the old ones in the entry before.</summary>
    public string Difference(Customer account) => string.Join("; ", new[]
    {
        Change("Name", account.Name, Name),
        Change("Industry", account.Profile.Industry, Industry),
        Change("Website", account.Profile.Website, Website),
        Change("Description", account.Profile.Description.ReplaceLineEndings("\n"), Description),
        Change("Opens", Counted(account.TrackOpens), Counted(TrackOpens)),
        Change("Clicks", Counted(account.TrackClicks), Counted(TrackClicks)),
    }.OfType<string>());

    private static string Counted(bool isCounted) => isCounted ? "counted" : "not counted";

    private static string? Change(string what, string before, string? now) => before == now ? null : $"{what}: {(now is { Length: > 0 } ? now : "taken out")}";

    private static string Line(string field, string? text, string missing, int longest, ModelStateDictionary errors)
    {
        var line = (text ?? "").Trim();
        if (line.Length == 0)
        {
            errors.AddModelError(field, missing);
        }
        else if (line.Length > longest || line.Any(char.IsControl))
        {
            errors.AddModelError(field, $"Write at most {longest} characters, on one line.");
        }

        return line;
    }

    private static string CheckWebsite(string text, ModelStateDictionary errors)
    {
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (address.Length <= LongestWebsite && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0 && DomainName.TryParse(uri.IdnHost, out _))
        {
            return address;
        }

        errors.AddModelError("Input.Website", address.Length > LongestWebsite
            ? $"The address has at most {LongestWebsite} characters. The start page suffices."
            : $"'{text}' is no address of a website. Write it like https://www.their-company.com.");
        return text;
    }
}

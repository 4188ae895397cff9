using Microsoft.AspNetCore.Mvc.ModelBinding;
using Moderation.Delivery;
using Moderation.Mail.Smtp;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Pages.Platform.Routes;

/// <summary>A route as it is typed.</summary>
public sealed class RouteForm
{
    private const int LongestName = 100;

    // Fields that say who wrote to whom, or what the mail is: not ours to add to.
    private static readonly string[] Taken = ["From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Return-Path", "Subject", "Date", "Message-ID", "Received", "MIME-Version", "DKIM-Signature"];

    public string? Name { get; set; }
    public RouteKind Kind { get; set; }
    public string? Host { get; set; }
    public int Port { get; set; } = 25;
    public TlsPolicy Tls { get; set; } = TlsPolicy.Opportunistic;
    public string? UserName { get; set; }

    /// <summary>Empty keeps the one that is stored.</summary>
    public string? Password { get; set; }
    public string? HeloName { get; set; }
    public string? PoolHeader { get; set; }

    public static RouteForm Of(MailRoute route) => new()
    {
        Name = route.Name,
        Kind = route.Kind,
        Host = route.Host,
        Port = route.Port,
        Tls = Enum.Parse<TlsPolicy>(route.Tls),
        UserName = route.UserName,
        HeloName = route.HeloName,
        PoolHeader = route.PoolHeader,
    };

    /// <param name="state">Gets a sentence for each field that is wrong.</param>
    /// <param name="prefix">Of the fields' names.</param>
    public bool Check(ModelStateDictionary state, string prefix)
    {
        void Refuse(string field, string why) => state.AddModelError($"{prefix}.{field}", why);
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName || Name.Any(char.IsControl))
        {
            Refuse(nameof(Name), $"Give it a name of at most {LongestName} characters.");
        }

        if (Kind == RouteKind.SmartHost && Uri.CheckHostName(Host?.Trim() ?? "") == UriHostNameType.Unknown)
        {
            Refuse(nameof(Host), "Write the name or the address of the server, like mta.provider.example.");
        }

        if (Port is < 1 or > 65535)
        {
            Refuse(nameof(Port), "A port is a number from 1 to 65535.");
        }

        if (!string.IsNullOrWhiteSpace(UserName) && Tls is not (TlsPolicy.Required or TlsPolicy.Implicit))
        {
            Refuse(nameof(Tls), "A password is only sent encrypted: choose Required or Implicit.");
        }

        if (!string.IsNullOrWhiteSpace(HeloName) && (HeloName.Trim().Length > 255 || !HeloName.Trim().All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')))
        {
            Refuse(nameof(HeloName), "Write a host name, like relay1.provider.example.");
        }

        if (!string.IsNullOrWhiteSpace(PoolHeader) && (PoolHeader.Trim().Length > 60 || !PoolHeader.Trim().All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || Taken.Contains(PoolHeader.Trim(), StringComparer.OrdinalIgnoreCase)))
        {
            Refuse(nameof(PoolHeader), "Write the name of a field of its own, of letters, digits and hyphens, like X-Pool.");
        }

        return state.IsValid;
    }

    public void Fill(MailRoute route, RouteSecrets secrets)
    {
        var isHost = route.Kind == RouteKind.SmartHost;
        route.Name = Name!.Trim();
        route.Host = isHost ? Host!.Trim() : "";
        route.Port = Port;
        route.Tls = (isHost ? Tls : TlsPolicy.Opportunistic).ToString();
        route.UserName = isHost ? UserName?.Trim() ?? "" : "";
        route.HeloName = HeloName?.Trim() ?? "";
        route.PoolHeader = isHost ? PoolHeader?.Trim() ?? "" : "";
        if (route.UserName.Length == 0)
        {
            route.SealedPassword = null;
        }
        else if (!string.IsNullOrEmpty(Password))
        {
            route.SealedPassword = secrets.Seal(Password);
        }
    }
}

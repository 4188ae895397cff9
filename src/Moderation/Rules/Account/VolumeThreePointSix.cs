using System.Globalization;
using Moderation.Campaigns;

namespace Moderation.Rules.Account;

/// <summary>More messages in seven days than 3.6 times the contacts who opted in. The mailing that crosses the limit still passes.</summary>
public sealed class VolumeThreePointSix : IRule
{
    public const string Code = "volume.three-point-six";
    private const string Excess = "excess";

    public RuleInfo Info { get; } = new(
        Code,
        "Too many messages for the number of contacts",
        "In seven days an account may send 3.6 times as many messages as it has contacts who opted in and can be mailed. More than that wears readers out, or shows that other addresses are mailed.",
        "Wait until earlier messages are older than seven days, or ask your project manager.",
        Severity.Hold,
        Needs.Account,
        "The provider's terms: 3.6 messages a contact in seven days.")
    {
        Figures = [nameof(Thresholds.VolumeFactor), nameof(Thresholds.VolumeCountsThisMailing)],
        Examples = [new("3,601 messages in seven days to 1,000 contacts", "3,600 messages in seven days to 1,000 contacts")],
    };

    /// <summary>The messages beyond the limit that these findings show: what an approval that saw them covers. Null when they show none.</summary>
    public static decimal? ExcessIn(IEnumerable<Finding> findings) =>
        findings.FirstOrDefault(finding => finding is { Rule: Code, Severity: > Severity.Advise })?.Evidence.FirstOrDefault(evidence => evidence.Name == Excess) is { } excess
            ? decimal.Parse(excess.Value, NumberStyles.Number, CultureInfo.InvariantCulture)
            : null;

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Volume is not { } volume)
        {
            return [Unknown.Because(Info, "there is no account", new Where(Part.Account))];
        }

        if (!volume.HandedOver.TryGet(out var sent) || !volume.OptInContacts.TryGet(out var contacts) || !volume.Recipients.TryGet(out var recipients))
        {
            return [Unknown.Because(Info, Why(volume), new Where(Part.Account))];
        }

        return Check(new VolumeSum(sent, contacts, recipients, thresholds.VolumeFactor), volume, thresholds.VolumeCountsThisMailing) is { } finding ? [finding] : [];
    }

    private Finding? Check(VolumeSum sum, VolumeFacts volume, bool countsThisMailing)
    {
        var counted = countsThisMailing ? sum.Forecast : sum.Sent;
        var excess = counted - sum.Limit;
        if (excess > 0 || sum.Contacts == 0)
        {
            return volume.ApprovedExcess is { } approved && excess <= approved ? null : Report(Info.Severity, Held(sum, countsThisMailing), sum, excess, Frees(sum, volume, counted));
        }

        return sum.Forecast <= sum.Limit ? null : Report(
            Severity.Advise,
            $"This mailing crosses the limit: {sum.Sent:N0} + {sum.Recipients:N0} messages in seven days, against {sum.Factor:0.##} × {sum.Contacts:N0} contacts = {sum.Limit:N0}. It may go; the next ones would be held.",
            sum, sum.Forecast - sum.Limit, null);
    }

    private static string Held(VolumeSum sum, bool countsThisMailing) => sum switch
    {
        { Contacts: 0 } => "No contact of this account is opted in and can be mailed, so there is nobody to whom it may send.",
        _ when countsThisMailing && sum.Sent <= sum.Limit => $"With this mailing {sum.Forecast:N0} messages would go in seven days. The limit is {sum.Factor:0.##} × {sum.Contacts:N0} contacts = {sum.Limit:N0}.",
        _ => $"{sum.Sent:N0} messages went or are reserved in the last seven days. The limit is {sum.Factor:0.##} × {sum.Contacts:N0} contacts = {sum.Limit:N0}.",
    };

    private Finding Report(Severity severity, string message, VolumeSum sum, decimal excess, string? frees)
    {
        var evidence = new List<Evidence>
        {
            new("messages in seven days", $"{sum.Sent:N0}"),
            new("contacts opted in", $"{sum.Contacts:N0}"),
            new("limit", $"{sum.Factor:0.##} × {sum.Contacts:N0} = {sum.Limit:#,0.##}"),
            new("left before this mailing", $"{sum.Limit - sum.Sent:#,0.##}"),
            new("this mailing", $"{sum.Recipients:N0}"),
            new("with this mailing", $"{sum.Forecast:N0}"),
            new(Excess, $"{excess:#,0.####}"),
        };
        if (frees is not null)
        {
            evidence.Add(new Evidence("frees", frees));
        }

        return new Finding(Info.Code, severity, message, new Where(Part.Account), evidence, Fix(severity, sum));
    }

    private string Fix(Severity severity, VolumeSum sum) => severity == Severity.Advise ? "Nothing needs mending. Plan the next mailing for later."
        : sum.Contacts == 0 ? "Import contacts who opted in, or ask your project manager."
        : Info.Fix;

    // The first moment at which enough has left the seven days.
    private static string Frees(VolumeSum sum, VolumeFacts volume, decimal counted)
    {
        if (sum.Contacts == 0)
        {
            return "not by waiting";
        }

        foreach (var leaving in volume.Leaving.OrderBy(leaving => leaving.At))
        {
            counted -= leaving.Messages;
            if (counted <= sum.Limit)
            {
                return leaving.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'");
            }
        }

        return "cannot be told yet: it depends on mailings that have not been sent";
    }

    private static string Why(VolumeFacts volume) => string.Join("; ", new[]
    {
        volume.HandedOver.IsKnown ? null : $"messages in seven days: {volume.HandedOver.Why}",
        volume.OptInContacts.IsKnown ? null : $"contacts opted in: {volume.OptInContacts.Why}",
        volume.Recipients.IsKnown ? null : $"recipients of this mailing: {volume.Recipients.Why}",
    }.OfType<string>());

    private sealed record VolumeSum(long Sent, long Contacts, long Recipients, decimal Factor)
    {
        public decimal Limit { get; } = Factor * Contacts;

        public long Forecast { get; } = Sent + Recipients;
    }
}

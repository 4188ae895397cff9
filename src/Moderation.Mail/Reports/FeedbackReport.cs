using System.Globalization;

namespace Moderation.Mail.Reports;

/// <summary>The fields of message/feedback-report (RFC 5965 §3, RFC 6591 §3).</summary>
internal static class FeedbackReport
{
    // RFC 5965 §3.2: Original-Rcpt-To may repeat; nobody has so many.
    private const int MostRecipients = 1_000;

    public static (Feedback Feedback, List<ReportedRecipient> Recipients, string? MessageId) Read(string text)
    {
        var fields = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in StatusFields.ReadGroups(text).SelectMany(group => group))
        {
            if (fields.TryGetValue(name, out var known))
            {
                known.AddRange(values);
            }
            else
            {
                fields.Add(name, values);
            }
        }

        var recipients = new List<ReportedRecipient>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var address in All(fields, "Original-Rcpt-To").Select(AddressText.OfField))
        {
            if (address is not null && seen.Count < MostRecipients && seen.Add(address))
            {
                recipients.Add(new ReportedRecipient(address, null, null, null, null));
            }
        }

        var version = fields.First("Version");
        var feedback = new Feedback
        {
            Type = fields.First("Feedback-Type")?.ToLowerInvariant(),
            UserAgent = fields.First("User-Agent"),
            Version = version,
            Incidents = int.TryParse(fields.First("Incidents"), NumberStyles.None, CultureInfo.InvariantCulture, out var incidents) && incidents > 0 ? incidents : 1,
            OriginalMailFrom = AddressText.OfField(fields.First("Original-Mail-From")),
            OriginalEnvelopeId = fields.First("Original-Envelope-Id"),
            SourceIp = fields.First("Source-IP"),
            ArrivalDate = fields.First("Arrival-Date") ?? fields.First("Received-Date"),
            AuthenticationResults = fields.First("Authentication-Results"),
            AuthFailure = fields.First("Auth-Failure")?.ToLowerInvariant(),
            ReportedDomains = [.. All(fields, "Reported-Domain")],
            ReportedUris = [.. All(fields, "Reported-URI")],
            // §3.1; versions such as "1.0" and "0.1" are in the wild.
            IsWellFormed = IsOnce(fields, "Feedback-Type") && IsOnce(fields, "User-Agent") && IsOnce(fields, "Version") && version == "1",
        };
        return (feedback, recipients, fields.First("Original-Message-ID") ?? fields.First("Message-ID"));
    }

    private static IEnumerable<string> All(Dictionary<string, List<string>> fields, string name) => fields.TryGetValue(name, out var values) ? values.Take(MostRecipients) : [];

    private static bool IsOnce(Dictionary<string, List<string>> fields, string name) => fields.TryGetValue(name, out var values) && values.Count == 1 && values[0].Length > 0;
}

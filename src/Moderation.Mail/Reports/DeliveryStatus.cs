using System.Globalization;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Reports;

/// <summary>The fields of a delivery status notification (RFC 3464 §2, RFC 6533).</summary>
internal sealed class DeliveryStatus
{
    private static readonly Dictionary<string, DeliveryAction> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["failed"] = DeliveryAction.Failed,
        ["failure"] = DeliveryAction.Failed,
        ["delayed"] = DeliveryAction.Delayed,
        ["delivered"] = DeliveryAction.Delivered,
        ["relayed"] = DeliveryAction.Relayed,
        ["expanded"] = DeliveryAction.Expanded,
    };

    public List<ReportedRecipient> Recipients { get; } = [];

    public string? ReportingMta { get; private set; }

    public string? EnvelopeId { get; private set; }

    /// <param name="text">The body of message/delivery-status, or words that hold its fields.</param>
    /// <param name="around">The human part of the report, for what the fields do not say; may be empty.</param>
    public static DeliveryStatus Read(string text, string around)
    {
        var status = new DeliveryStatus();
        foreach (var group in StatusFields.ReadGroups(text))
        {
            status.ReportingMta ??= MtaName(group.First("Reporting-MTA"));
            status.EnvelopeId ??= group.First("Original-Envelope-Id");
            // §2.3: one group a recipient; some servers leave the blank line out, so a repeated field begins another one.
            for (var i = 0; i < Repeats(group); i++)
            {
                status.Add(group, i, around);
            }
        }

        return status;
    }

    private static int Repeats(Dictionary<string, List<string>> group) =>
        Math.Max(
            group.TryGetValue("Final-Recipient", out var final) ? final.Count : 0,
            group.TryGetValue("Original-Recipient", out var original) ? original.Count : 0);

    private void Add(Dictionary<string, List<string>> group, int index, string around)
    {
        string? At(string name) => group.TryGetValue(name, out var values) && index < values.Count && values[index].Length > 0 ? values[index] : null;

        var final = AddressText.OfField(At("Final-Recipient"));
        var original = AddressText.OfField(At("Original-Recipient"));
        // An address behind an alias may be a program or a path; then the one that was written is the recipient.
        var address = final?.Contains('@', StringComparison.Ordinal) == true ? final : original ?? final;
        if (address is null)
        {
            return;
        }

        var statusText = At("Status");
        var code = ReadStatus(statusText);
        DeliveryAction? action = Actions.TryGetValue(FirstWord(At("Action")), out var known) ? known : code?.Class switch
        {
            2 => DeliveryAction.Delivered,
            4 => DeliveryAction.Delayed,
            5 => DeliveryAction.Failed,
            _ => null,
        };
        var diagnostic = Diagnostic(At("Diagnostic-Code"));
        var isGood = action is DeliveryAction.Delivered or DeliveryAction.Relayed or DeliveryAction.Expanded;
        BounceClass? bounce = null;
        var decided = code;
        if (!isGood)
        {
            // Sendmail and others put the words into the human part, or as a remark behind the status.
            // Sendmail's x-unix is the exit status of a program (sysexits.h): 67 is no such user, the others are its own trouble.
            var exit = At("Diagnostic-Code")?.StartsWith("x-unix;", StringComparison.OrdinalIgnoreCase) == true ? diagnostic : null;
            var words = exit is "67" ? "user unknown" : exit?.Length <= 3 ? "exit status" : diagnostic is { Length: > 4 } ? diagnostic : $"{Remark(statusText)} {Passage(around, address)}";
            bounce = BounceClassifier.Classify(code, words, out decided);
            if (bounce == BounceClass.Unknown && diagnostic is { Length: > 4 })
            {
                bounce = BounceClassifier.Classify(code, $"{diagnostic} {Remark(statusText)} {Passage(around, address)}", out decided);
            }

            if (bounce == BounceClass.Unknown)
            {
                bounce = BounceClassifier.Classify(code, around, out decided);
            }
        }

        Recipients.Add(new ReportedRecipient(address, action, (decided ?? code)?.ToString(), diagnostic, bounce)
        {
            OriginalAddress = original is not null && !AddressText.Same(original, address) ? original : null,
            RemoteMta = MtaName(At("Remote-MTA")),
        });
    }

    // "5.1.1 (bad destination mailbox)"; old servers write leading zeros or "5.1.1." and some nothing.
    private static EnhancedStatus? ReadStatus(string? text)
    {
        var word = FirstWord(text).TrimEnd('.', ',', ';');
        var parts = word.Split('.');
        return parts.Length == 3 && parts[0] is "2" or "4" or "5"
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var subject)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var detail)
            && subject < 1000 && detail < 1000
            ? new EnhancedStatus(parts[0][0] - '0', subject, detail)
            : null;
    }

    private static string Remark(string? status) => status is not null && status.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open ? status[open..] : "";

    // What the human part says from the recipient's address on; all of it, if the address is not in there.
    private static string Passage(string around, string address)
    {
        var at = around.IndexOf(address, StringComparison.OrdinalIgnoreCase);
        var rest = at < 0 ? around : around[(at + address.Length)..];
        return rest.Length > ReportedRecipient.LongestDiagnostic ? rest[..ReportedRecipient.LongestDiagnostic] : rest;
    }

    // §2.3.6: "smtp; 550 …", the type optional in the wild.
    private static string? Diagnostic(string? field)
    {
        if (field is null)
        {
            return null;
        }

        var semicolon = field.IndexOf(';', StringComparison.Ordinal);
        var isTyped = semicolon is > 0 and < 40 && !field.AsSpan(0, semicolon).Contains(' ');
        return OneLine.Of(isTyped ? field[(semicolon + 1)..] : field);
    }

    // §2.1.2: "dns; mx.example.org"
    private static string? MtaName(string? field)
    {
        var name = field is null ? "" : field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim();
        return name.Length is 0 or > 255 ? null : name;
    }

    private static string FirstWord(string? text) => text is null ? "" : text.Split([' ', '\t', '('], 2)[0];
}

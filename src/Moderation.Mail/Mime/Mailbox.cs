using Moderation.Accounts;

namespace Moderation.Mail.Mime;

/// <summary>A person or a desk with its address, as From, Reply-To and To show it (RFC 5322 §3.4).</summary>
public sealed record Mailbox(string Name, EmailAddress Address)
{
    /// <summary>The display name; empty when there is none.</summary>
    /// <exception cref="InvalidHeaderException">The name holds a control character.</exception>
    public string Name { get; } = HeaderText.Check(Name, "The display name");

    /// <summary>The mailboxes of an address field, in order; groups are opened, what is no address is left out (RFC 5322 §3.4, §4.4).</summary>
    public static IReadOnlyList<Mailbox> ParseList(string field) => AddressReader.Read(field);

    public override string ToString() => Name.Length == 0 ? Address.ToString() : $"{Name} <{Address}>";
}

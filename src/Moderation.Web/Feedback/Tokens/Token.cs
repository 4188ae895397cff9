using System.Runtime.InteropServices;

namespace Moderation.Web.Feedback.Tokens;

/// <summary>What a token may be used for: part of what is signed, so that one made for viewing never opts anybody out. Stored in sent mail: never renumber.</summary>
public enum TokenPurpose : byte
{
    OptOut = 1,
    View = 2,
    Verp = 3,
    MessageId = 4,
    Preferences = 5,

    /// <summary>The link of a confirmation mail; names a form's request, not a delivery.</summary>
    Confirm = 6,

    /// <summary>The address of List-Unsubscribe.</summary>
    OptOutMail = 7,

    /// <summary>The link of a last mailing behind which people say that they want to stay.</summary>
    Keep = 8,

    /// <summary>The header by which reports that hide everything else still name the delivery.</summary>
    Trace = 16,

    /// <summary>The picture of a mail.</summary>
    Open = 17,

    /// <summary>A rewritten link; names its number beside the delivery.</summary>
    Click = 18,
}

/// <summary>One delivery: a campaign's short number and the recipient's place in it, counted from 1.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DeliveryRef(long Campaign, int Sequence);

/// <summary>A signing key; its id (1–255) stands in each token that it signed.</summary>
public sealed record TokenKey(byte Id, byte[] Secret);

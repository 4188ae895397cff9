using Moderation.Accounts;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback.Mx;

internal enum MxMailbox
{
    /// <summary>The envelope sender of one delivery.</summary>
    Bounce,

    /// <summary>The address of List-Unsubscribe of one delivery.</summary>
    OptOut,

    /// <summary>Where feedback loops report.</summary>
    Loop,

    /// <summary>RFC 2142 §4, §5: people write there.</summary>
    Desk,
}

/// <summary>A recipient that is ours.</summary>
/// <param name="Mailbox">What it is for.</param>
/// <param name="Token">Of a delivery; not yet verified.</param>
/// <param name="Purpose">What the token must be for.</param>
internal sealed record MxAddress(MxMailbox Mailbox, string Token = "", TokenPurpose Purpose = default)
{
    /// <summary>What the local part of an envelope sender begins with.</summary>
    public const string BouncePrefix = "b-";

    /// <summary>Where reports are taken.</summary>
    public const string LoopLocal = "fbl";

    /// <returns>Null when the address is none of ours.</returns>
    public static MxAddress? Read(string recipient, MxOptions options)
    {
        // RFC 5321 §4.5.1: without a domain too.
        if (recipient.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
        {
            return new MxAddress(MxMailbox.Desk);
        }

        if (!EmailAddress.TryParse(recipient, out var address) || !options.IsOurs(address.Domain))
        {
            return null;
        }

        var local = address.Local;
        return local switch
        {
            _ when Is(local, "postmaster") || Is(local, "abuse") => new MxAddress(MxMailbox.Desk),
            _ when BounceToken(address, options.BounceDomain) is { } token => new MxAddress(MxMailbox.Bounce, token, TokenPurpose.Verp),
            _ when address.Domain == options.Domain && Begins(local, PublicLinks.OptOutPrefix) => new MxAddress(MxMailbox.OptOut, local[PublicLinks.OptOutPrefix.Length..], TokenPurpose.OptOutMail),
            _ when address.Domain == options.Domain && Is(local, LoopLocal) => new MxAddress(MxMailbox.Loop),
            _ => null,
        };
    }

    /// <returns>The token of an envelope sender of ours, not yet verified; null when the address is none.</returns>
    public static string? BounceToken(EmailAddress address, DomainName bounceDomain) =>
        address.Domain == bounceDomain && Begins(address.Local, BouncePrefix) ? address.Local[BouncePrefix.Length..] : null;

    private static bool Is(string local, string name) => local.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string local, string prefix) => local.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}

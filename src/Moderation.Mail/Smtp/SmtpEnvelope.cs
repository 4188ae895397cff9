using System.Runtime.InteropServices;

namespace Moderation.Mail.Smtp;

/// <summary>Who a message is from and for, on the wire. One recipient: each delivery has its own return path.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct SmtpEnvelope
{
    /// <param name="sender">Where bounces go; <see cref="SmtpPath.Null"/> for mail that must not bounce.</param>
    /// <param name="recipient">The mailbox.</param>
    /// <exception cref="ArgumentException">The recipient is the null path.</exception>
    public SmtpEnvelope(SmtpPath sender, SmtpPath recipient)
    {
        if (recipient.IsNull)
        {
            throw new ArgumentException("A message needs a recipient.", nameof(recipient));
        }

        (Sender, Recipient) = (sender, recipient);
    }

    public SmtpPath Sender { get; }

    public SmtpPath Recipient { get; }
}

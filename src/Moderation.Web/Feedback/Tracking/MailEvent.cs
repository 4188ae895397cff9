using System.Net;
using System.Runtime.InteropServices;
using Moderation.Reputation;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>One request for an address in a mail, as it is written.</summary>
/// <param name="Campaign">Of the token.</param>
/// <param name="Sequence">Of the recipient.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="Link">Of a click.</param>
/// <param name="At">When the answer was given.</param>
/// <param name="IsHead">Asked for by HEAD: counts nowhere.</param>
/// <param name="Ip">The address that asked.</param>
/// <param name="UserAgent">The program that asked, as it calls itself; clipped.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MailEvent(TrackedCampaign Campaign, int Sequence, TrackedKind Kind, int Link, DateTimeOffset At, bool IsHead, IPAddress? Ip, string? UserAgent);

using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay;

/// <summary>Where this node sends to; null while there is nowhere.</summary>
public sealed record RelayRoutes(SmtpRoute? Route);

namespace Moderation.Mail.Mime;

/// <summary>A value that may not stand in a header; the sentence says which and why, and can be shown.</summary>
public sealed class InvalidHeaderException(string message) : ArgumentException(message);

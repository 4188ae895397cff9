namespace Moderation.Mail.Fetching;

/// <summary>Why no connection was made.</summary>
public enum DialFault
{
    /// <summary>The address is not one of the public internet, or the port not one of the web.</summary>
    Refused,

    /// <summary>The name does not exist, or has no address.</summary>
    NoSuchName,

    /// <summary>The name could not be looked up now.</summary>
    NameUnknown,

    /// <summary>Nobody answered there.</summary>
    NoConnection,
}

/// <summary>
/// No connection was made. The message is a sentence for people, without a full stop. It never names the address that a name leads to:
/// whoever writes a link could else ask our resolver about our own network.
/// </summary>
public sealed class DialException(DialFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    public DialFault Fault { get; } = fault;
}

namespace Moderation.Delivery;

public enum RouteKind
{
    /// <summary>A mail server of the provider's, which does the shaping.</summary>
    SmartHost,

    /// <summary>To the recipients' own servers.</summary>
    Direct,
}

/// <summary>A way out. Of the platform, not of an account.</summary>
public sealed class MailRoute
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Given by the database; stands in each outcome, where a UUID would be too long.</summary>
    public short Number { get; private set; }
    public required string Name { get; set; }
    public required RouteKind Kind { get; init; }

    /// <summary>Of a smart host; empty when direct.</summary>
    public string Host { get; set; } = "";
    public int Port { get; set; } = 25;

    /// <summary>The name of a <c>TlsPolicy</c>; a direct route looks at each receiver.</summary>
    public string Tls { get; set; } = "Opportunistic";
    public string UserName { get; set; } = "";

    /// <summary>Encrypted under the master key; null without credentials.</summary>
    public byte[]? SealedPassword { get; set; }

    /// <summary>Our name in EHLO; empty is the address's own name, or the node's.</summary>
    public string HeloName { get; set; } = "";

    /// <summary>The header field that tells a smart host the pool; empty sends none.</summary>
    public string PoolHeader { get; set; } = "";

    /// <summary>Null while it may be used.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }
    public string? StoppedWhy { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }

    public void Stop(string why, DateTimeOffset now) => (StoppedAt, StoppedWhy) = (StoppedAt ?? now, why);

    public void Resume() => (StoppedAt, StoppedWhy) = (null, null);
}

namespace Moderation.Mail.Dns;

/// <summary>Where answers come from: <see cref="DnsResolver"/> on the wire, a zone in memory in tests.</summary>
public interface IDnsResolver
{
    /// <summary>Looks up one name, following aliases (CNAME) unless they are what is asked for.</summary>
    /// <param name="name">Absolute, with or without the final dot; A-labels only. Nothing is ever appended to it.</param>
    /// <param name="type">The kind of record.</param>
    /// <param name="ct">Ends the waiting; the only thing that throws.</param>
    /// <returns>Never null; a failure is an answer too.</returns>
    ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct);
}

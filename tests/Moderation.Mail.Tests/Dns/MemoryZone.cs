using System.Net;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Tests.Dns;

/// <summary>A zone in memory and a list of failures. Aliases are followed as the real resolver does.</summary>
public sealed class MemoryZone : IDnsResolver
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<string, List<DnsRecord>> _records = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string, DnsType?), bool> _failures = [];

    public List<(string Name, DnsType Type)> Asked { get; } = [];

    public MemoryZone Txt(string name, params string[] parts) => Add(new TxtRecord(name, Hour, parts));

    public MemoryZone Address(string name, string address) => Add(new AddressRecord(name, Hour, IPAddress.Parse(address)));

    public MemoryZone Mx(string name, int preference, string exchange) => Add(new MxRecord(name, Hour, preference, exchange.TrimEnd('.')));

    public MemoryZone Ptr(string name, string target) => Add(new NameRecord(name, DnsType.Ptr, Hour, target.TrimEnd('.')));

    public MemoryZone Alias(string name, string target) => Add(new NameRecord(name, DnsType.Cname, Hour, target.TrimEnd('.')));

    /// <summary>The name exists, whatever it has.</summary>
    public MemoryZone Exists(string name)
    {
        _records.TryAdd(name.TrimEnd('.'), []);
        return this;
    }

    /// <summary>No type means all.</summary>
    public MemoryZone Fail(string name, DnsType? type = null)
    {
        _failures[(name.TrimEnd('.').ToLowerInvariant(), type)] = true;
        return Exists(name);
    }

    public MemoryZone Remove(string name, DnsType type)
    {
        _records.GetValueOrDefault(name)?.RemoveAll(r => r.Type == type);
        return this;
    }

    public ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        // Some ask many questions at once.
        lock (Asked)
        {
            Asked.Add((name, type));
        }

        return ValueTask.FromResult(Answer(name.TrimEnd('.').Replace("\\\\", "\\", StringComparison.Ordinal), type, 0));
    }

    private DnsAnswer Answer(string name, DnsType type, int hops)
    {
        var key = name.ToLowerInvariant();
        if (_failures.ContainsKey((key, null)) || _failures.ContainsKey((key, type)) || hops > 10)
        {
            return DnsAnswer.Failed($"The server for {name} is silent.");
        }

        if (!_records.TryGetValue(name, out var own))
        {
            return _records.Keys.Any(other => DnsName.IsAtOrBelow(other, name)) ? DnsAnswer.NoData : DnsAnswer.NxDomain;
        }

        var alias = own.OfType<NameRecord>().FirstOrDefault(r => r.Type == DnsType.Cname);
        return alias is not null && type != DnsType.Cname ? Answer(alias.Target, type, hops + 1) : DnsAnswer.From([.. own.Where(r => r.Type == type)]);
    }

    private MemoryZone Add(DnsRecord record)
    {
        Exists(record.Name);
        _records[record.Name.TrimEnd('.')].Add(record);
        return this;
    }
}

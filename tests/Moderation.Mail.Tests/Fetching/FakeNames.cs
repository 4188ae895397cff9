using System.Collections.Concurrent;
using System.Net;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Tests.Fetching;

/// <summary>Names whose answers may differ from one time to the next, as an attacker's server gives them.</summary>
internal sealed class FakeNames : IDnsResolver
{
    private static readonly TimeSpan NoTime = TimeSpan.Zero;

    private readonly ConcurrentDictionary<string, Queue<IPAddress[]>> _names = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentBag<string> Silent { get; } = [];

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <param name="name">The host.</param>
    /// <param name="answers">One for each time that it is asked for, the last for ever: addresses separated by spaces.</param>
    public void Set(string name, params string[] answers) =>
        _names[name] = new Queue<IPAddress[]>(answers.Select(answer => answer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray()));

    public ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Asked.Enqueue(name);
        name = name.TrimEnd('.');
        if (Silent.Contains(name))
        {
            return ValueTask.FromResult(DnsAnswer.Failed($"The server for {name} is silent."));
        }

        if (!_names.TryGetValue(name, out var answers))
        {
            return ValueTask.FromResult(DnsAnswer.NxDomain);
        }

        lock (answers)
        {
            // One time is a question for each family; AAAA comes last.
            var addresses = type == DnsType.Aaaa && answers.Count > 1 ? answers.Dequeue() : answers.Peek();
            return ValueTask.FromResult(DnsAnswer.From([.. addresses.Select(address => new AddressRecord(name, NoTime, address)).Where(record => record.Type == type)]));
        }
    }
}

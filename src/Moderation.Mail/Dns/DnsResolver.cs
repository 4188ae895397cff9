namespace Moderation.Mail.Dns;

/// <summary>
/// A stub resolver: asks recursive servers and believes them. It does not validate DNSSEC, and takes from an answer only
/// the records of the name that was asked for and of its aliases.
/// </summary>
/// <param name="options">Whom to ask.</param>
/// <param name="time">For the age of what is kept.</param>
public sealed class DnsResolver(DnsOptions options, TimeProvider time) : IDnsResolver
{
    /// <summary>Aliases followed for one question; real chains have two or three.</summary>
    public const int MaxAliases = 10;

    private readonly DnsCache _cache = new(options.CacheSize, time);

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct)
    {
        if (!DnsName.IsValid(name))
        {
            // No server can hold it, so this is certain.
            return DnsAnswer.NxDomain;
        }

        if (_cache.Find(name, type) is { } kept)
        {
            return kept;
        }

        var chain = new AliasChain(name, type);
        while (true)
        {
            var (message, problem) = await AskAsync(chain.Last, type, ct);
            if (message is null)
            {
                return DnsAnswer.Failed(problem!);
            }

            if (chain.Follow(message) is { } answer)
            {
                _cache.Keep(name, type, answer, chain.TimeToLive);
                return answer;
            }
        }
    }

    private async ValueTask<(DnsMessage? Message, string? Problem)> AskAsync(string name, DnsType type, CancellationToken ct)
    {
        var problem = "No name server is configured.";
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var server in options.Servers)
            {
                try
                {
                    var message = await DnsExchange.AskAsync(server, name, type, options.Timeout, ct);
                    // Whoever refuses, fails or sends us elsewhere does not know: somebody else may (RFC 1035 §7.2).
                    if (!message.IsReferral && message.Code is (DnsResponseCode.NoError or DnsResponseCode.NxDomain))
                    {
                        return (message, null);
                    }

                    problem = $"{server} answered {Say(message)} for {name}.";
                }
                catch (DnsExchangeException failure)
                {
                    problem = failure.Message;
                }
            }
        }

        return (null, problem);
    }

    private static string Say(DnsMessage message) => message.Code switch
    {
        DnsResponseCode.NoError => "with a referral: it does not look names up for us",
        DnsResponseCode.ServerFailure => "SERVFAIL",
        DnsResponseCode.Refused => "REFUSED",
        DnsResponseCode.FormatError => "FORMERR",
        DnsResponseCode.NotImplemented => "NOTIMP",
        _ => $"with code {(int)message.Code}",
    };
}

using Moderation.Mail.Dns;

namespace Moderation.Mail.Spf;

/// <summary>A check cannot go on; <paramref name="result"/> is TempError or PermError.</summary>
internal sealed class SpfStopException(SpfResult result, string message) : Exception(message)
{
    public SpfResult Result { get; } = result;
}

/// <summary>One run of check_host() with its recursions (RFC 7208 §4), which share the limits.</summary>
internal sealed class SpfCheck(IDnsResolver dns, SpfRequest request, string sender, DateTimeOffset now)
{
    private readonly SpfLookups _lookups = new(dns, request.Address);

    public async ValueTask<SpfOutcome> RunAsync(string domain, CancellationToken ct)
    {
        SpfOutcome outcome;
        try
        {
            outcome = await CheckHostAsync(domain, isOutermost: true, ct);
        }
        catch (SpfStopException stop)
        {
            outcome = new SpfOutcome(stop.Result, domain, stop.Message);
        }

        return outcome with { Domain = domain, Lookups = _lookups.Terms, VoidLookups = _lookups.Voids };
    }

    /// <returns>For a redirect, the outcome of its target.</returns>
    private async ValueTask<SpfOutcome> CheckHostAsync(string domain, bool isOutermost, CancellationToken ct)
    {
        if (await FetchAsync(domain, ct) is not { } record)
        {
            return new SpfOutcome(SpfResult.None, domain, $"{Printable(domain)} publishes no SPF record.");
        }

        var values = new MacroValues(request, sender, domain, now);
        foreach (var term in record.Terms)
        {
            if (!await MatchesAsync(term, values, ct))
            {
                continue;
            }

            var outcome = new SpfOutcome(term.Result, domain, $"{request.Address} matches \"{term.Text}\" in the record of {Printable(domain)}.") { Mechanism = term.Text, RecordDomain = domain };
            // RFC 7208 §6.2: only a fail is explained, and never by an included record.
            return term.Result == SpfResult.Fail && isOutermost && record.Explanation is not null
                ? outcome with { Explanation = await ExplainAsync(record.Explanation, values, ct) }
                : outcome;
        }

        if (record.Redirect is not null)
        {
            return await RedirectAsync(record.Redirect, values, isOutermost, ct);
        }

        return new SpfOutcome(SpfResult.Neutral, domain, $"Nothing in the record of {Printable(domain)} matches {request.Address}.") { Mechanism = "default", RecordDomain = domain };
    }

    /// <summary>RFC 7208 §6.1.</summary>
    private async ValueTask<SpfOutcome> RedirectAsync(MacroString redirect, MacroValues values, bool isOutermost, CancellationToken ct)
    {
        _lookups.CountTerm();
        var target = await ExpandAsync(redirect, values, ct);
        var outcome = await CheckHostAsync(target, isOutermost, ct);
        return outcome.Result == SpfResult.None
            ? throw new SpfStopException(SpfResult.PermError, $"The record of {Printable(values.Domain)} redirects to {Printable(target)}, which publishes none.")
            : outcome;
    }

    /// <summary>RFC 7208 §4.4, §4.5.</summary>
    private async ValueTask<SpfRecord?> FetchAsync(string domain, CancellationToken ct)
    {
        var answer = await _lookups.QueryAsync(domain, DnsType.Txt, ct);
        var found = answer.Of<TxtRecord>().Select(txt => txt.Text).Where(SpfRecord.IsOne).ToList();
        if (found.Count > 1)
        {
            throw new SpfStopException(SpfResult.PermError, $"{Printable(domain)} publishes {found.Count} SPF records; one is allowed.");
        }

        try
        {
            return found.Count == 0 ? null : SpfRecord.Parse(found[0]);
        }
        catch (SpfSyntaxException problem)
        {
            throw new SpfStopException(SpfResult.PermError, $"The record of {Printable(domain)} cannot be read. {problem.Message}");
        }
    }

    private async ValueTask<bool> MatchesAsync(SpfTerm term, MacroValues values, CancellationToken ct)
    {
        if (term.AsksTheDns)
        {
            _lookups.CountTerm();
        }

        var target = term.Domain is null ? values.Domain : await ExpandAsync(term.Domain, values, ct);
        return term.Mechanism switch
        {
            SpfMechanism.All => true,
            SpfMechanism.Ip4 or SpfMechanism.Ip6 => _lookups.IsWithin(term.Network!, term),
            SpfMechanism.A => (await _lookups.AddressesAsync(target, ct)).Any(address => _lookups.IsWithin(address, term)),
            SpfMechanism.Mx => await _lookups.AnyExchangeAsync(target, term, ct),
            SpfMechanism.Ptr => (await _lookups.ClientNamesAsync(ct)).Exists(name => DnsName.IsAtOrBelow(name, target)),
            SpfMechanism.Exists => await _lookups.ExistsAsync(target, ct),
            _ => await IncludeAsync(target, values, ct),
        };
    }

    /// <summary>The table of RFC 7208 §5.2: it includes a pass, not a record.</summary>
    private async ValueTask<bool> IncludeAsync(string target, MacroValues values, CancellationToken ct)
    {
        var outcome = await CheckHostAsync(target, isOutermost: false, ct);
        return outcome.Result == SpfResult.None
            ? throw new SpfStopException(SpfResult.PermError, $"The record of {Printable(values.Domain)} includes {Printable(target)}, which publishes none.")
            : outcome.Result == SpfResult.Pass;
    }

    /// <summary>RFC 7208 §6.2: whatever goes wrong here, there is no explanation; it counts towards no limit.</summary>
    private async ValueTask<string?> ExplainAsync(MacroString explanation, MacroValues values, CancellationToken ct)
    {
        try
        {
            var answer = await dns.QueryAsync(SpfLookups.Escape(await ExpandAsync(explanation, values, ct)), DnsType.Txt, ct);
            if (answer.Of<TxtRecord>().ToList() is not [var text])
            {
                return null;
            }

            var parsed = MacroString.Parse(text.Text, MacroUse.Explanation);
            // A macro may bring in whatever the client said.
            return Printable(parsed.Expand(await WithClientNameAsync(parsed, values, ct)));
        }
        catch (SpfSyntaxException)
        {
            return null;
        }
    }

    private async ValueTask<string> ExpandAsync(MacroString text, MacroValues values, CancellationToken ct) =>
        text.ExpandDomain(await WithClientNameAsync(text, values, ct));

    /// <summary><c>%{p}</c>: the domain itself first, then a name below it, then any (RFC 7208 §7.3).</summary>
    private async ValueTask<MacroValues> WithClientNameAsync(MacroString text, MacroValues values, CancellationToken ct)
    {
        if (!text.NeedsClientName)
        {
            return values;
        }

        var names = await _lookups.ClientNamesAsync(ct);
        return values with
        {
            ClientName = names.Find(name => DnsName.Same(name, values.Domain)) ?? names.Find(name => DnsName.IsAtOrBelow(name, values.Domain)) ?? names.FirstOrDefault() ?? "unknown",
        };
    }

    private static string Printable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}

namespace Moderation.Campaigns;

/// <summary>What was seen of the links of a mail by following them.</summary>
/// <param name="Probes">By the address as it stands in the mail (<see cref="Rules.Links.MailLink.Address"/>). A link that is not in it was not tried.</param>
/// <param name="Listings">By registrable domain or host in lower case: blocklists on which it stands. A host that is not in it was not looked up.</param>
public sealed record LinkFacts(
    IReadOnlyDictionary<string, LinkProbe> Probes,
    IReadOnlyDictionary<string, Fact<IReadOnlyList<Listing>>> Listings)
{
    /// <summary>Whether any blocklist is configured. Without one nothing is listed and nothing unknown.</summary>
    public bool AsksBlocklists { get; init; } = true;
}

/// <summary>One link, followed to its end.</summary>
/// <param name="End">What was there.</param>
/// <param name="Hops">Each address on the way, the first included.</param>
/// <param name="At">When.</param>
/// <param name="Tries">How often it was tried; 0 when there was no time for it.</param>
/// <param name="Why">More about the end, a sentence without a full stop: "the name does not exist". Null for a page that answered.</param>
public sealed record LinkProbe(LinkEnd End, IReadOnlyList<LinkHop> Hops, DateTimeOffset At, int Tries = 1, string? Why = null);

public enum LinkEnd
{
    /// <summary>An HTTPS page that answered, with a certificate that holds.</summary>
    Page,

    /// <summary>A certificate that holds, and an answer by which the page keeps robots out: 401, 403, 405, 429, 503, 999.</summary>
    PageNotRead,

    /// <summary>The last address is http. One before it may be http in any other case as well.</summary>
    NotHttps,

    /// <summary>The certificate is expired, for another name, not trusted, or not valid yet.</summary>
    BadCertificate,

    /// <summary>An answer that says that there is nothing: 404, 410, or another error.</summary>
    Gone,

    /// <summary>The name does not exist.</summary>
    NoSuchName,

    /// <summary>No answer in time, or a connection that broke off.</summary>
    NoAnswer,

    /// <summary>More than ten redirects, or in a circle.</summary>
    Endless,

    /// <summary>It leads to an address that is not on the public internet, to a port that is not the web's, or to no web page: no connection was made.</summary>
    Refused,
}

/// <param name="Address">As asked for.</param>
/// <param name="Status">The HTTP status; null when there was none.</param>
/// <param name="Certificate">Null for http, and when the connection did not come so far.</param>
/// <param name="By">How the chain went on from here: "301", "refresh", null at the end.</param>
public sealed record LinkHop(string Address, int? Status = null, HopCertificate? Certificate = null, string? By = null);

/// <param name="Issuer">Who vouches for it.</param>
/// <param name="NotBefore">Valid from.</param>
/// <param name="NotAfter">Valid to.</param>
/// <param name="Names">The hosts that it is for; at most ten.</param>
/// <param name="Fault">Null when it holds; else what is wrong, a sentence without a full stop: "it expired on 3 May 2026".</param>
public sealed record HopCertificate(string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, IReadOnlyList<string> Names, string? Fault)
{
    /// <summary>Whether the one fault is that the server leaves out the authority between its certificate and one that is known: browsers may find it, others do not.</summary>
    public bool IsIncomplete { get; init; }
}

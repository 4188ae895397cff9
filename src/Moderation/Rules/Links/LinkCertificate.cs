using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links on whose way a certificate does not hold: browsers then warn instead of showing the page.</summary>
public sealed class LinkCertificate : IRule
{
    public RuleInfo Info { get; } = new(
        "link.certificate",
        "A link whose certificate does not hold",
        "Browsers show a warning instead of the page when its certificate is expired, made for another name, or not signed by an authority that they trust. Readers who see it report the mail.",
        "Renew the certificate of that site, or link to a page whose certificate holds. Then check again.",
        Severity.Block,
        Needs.Content | Needs.Network,
        "The provider's terms: each link leads to a page with an HTTPS certificate; RFC 9110 §4.3.4.")
    {
        Examples =
        [
            new RuleExample("a link to https://shop.example/ whose certificate expired yesterday", "the same link after the certificate was renewed"),
            new RuleExample("a link to https://www.shop.example/ with a certificate for shop.example alone", "a certificate for both names"),
        ],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        ProbedLink.In(submission).Where(link => link.Probe.End == LinkEnd.BadCertificate).Select(Report);

    private Finding Report(ProbedLink link)
    {
        if (link.Probe.Hops is not [.., { Certificate: { Fault: { } fault } certificate } hop])
        {
            return Unknown.Because(Info, $"what the server of {link.Shown} showed is not known", link.Link.Place(), link.Evidence());
        }

        var evidence = link.Evidence(
            new Evidence("issuer", Excerpt.Of(certificate.Issuer)),
            new Evidence("names", certificate.Names.Count == 0 ? "none" : Excerpt.Of(string.Join(", ", certificate.Names))),
            new Evidence("valid", $"{ProbedLink.Day(certificate.NotBefore)} to {ProbedLink.Day(certificate.NotAfter)}"),
            new Evidence("fault", fault));
        var at = link.Probe.Hops.Count == 1 ? "" : $" at {Excerpt.Of(hop.Address)}";
        return certificate.IsIncomplete
            ? new Finding(Info.Code, Severity.Hold, $"The certificate of the link {link.Shown} could not be checked{at}: {fault}. Some browsers show a warning there.", link.Link.Place(), evidence,
                "Let that server send the certificate of its authority along with its own: the whole chain but the root.")
            : new Finding(Info.Code, Info.Severity, $"The certificate of the link {link.Shown} does not hold{at}: {fault}.", link.Link.Place(), evidence, Info.Fix);
    }
}

using Moderation.Accounts;
using Moderation.Mail.Dmarc;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Dmarc;

public sealed class DmarcDiscoveryTests
{
    [Fact]
    public void A_deep_name_costs_eight_questions() =>
        // The example of RFC 9989 §4.10.
        Assert.Equal(
            ["a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com", "h.i.j.mail.example.com", "i.j.mail.example.com", "j.mail.example.com", "mail.example.com", "example.com", "com"],
            DmarcTreeWalk.Targets("a.b.c.d.e.f.g.h.i.j.mail.example.com"));

    // The examples of RFC 9989 §4.10.2.
    [Theory]
    [InlineData("example.com", "a.mail.example.com", "mail.example.com: v=DMARC1; p=none", "example.com: v=DMARC1; p=none")]
    [InlineData("mail.example.com", "a.mail.example.com", "mail.example.com: v=DMARC1; p=none; psd=n", "example.com: v=DMARC1; p=none")]
    [InlineData("example.com", "a.mail.example.com", "com: v=DMARC1; p=none; psd=y")]
    [InlineData("a.mail.example.com", "a.mail.example.com")]
    [InlineData("com", "com", "com: v=DMARC1; p=none; psd=y")]
    [InlineData("example.com", "a.example.com", "a.example.com: v=DMARC1; p=none", "com: v=DMARC1; p=reject; psd=y")]
    [InlineData("example.com", "example.com", "example.com: v=DMARC1; p=none; psd=y")]
    public async Task The_organisational_domain_is_found(string expected, string domain, params string[] records) =>
        Assert.Equal(expected, (await DmarcTreeWalk.WalkAsync(Zone(records), domain, default)).OrganisationalDomain);

    [Theory]
    [InlineData("example.com", DmarcPolicy.Reject)]
    [InlineData("known.example.com", DmarcPolicy.Quarantine)]
    [InlineData("unknown.example.com", DmarcPolicy.None)]
    [InlineData("own.example.com", DmarcPolicy.Quarantine)]
    public async Task Subdomains_that_exist_and_that_do_not_have_their_own_policies(string domain, DmarcPolicy policy)
    {
        var zone = Zone("example.com: v=DMARC1; p=reject; sp=quarantine; np=none", "own.example.com: v=DMARC1; p=quarantine; sp=reject").Address("known.example.com", "192.0.2.1");
        Assert.Equal(policy, (await DmarcDiscovery.DiscoverAsync(zone, domain, default)).Policy);
    }

    [Fact]
    public async Task The_public_suffix_stands_in_for_an_organisation_without_a_record()
    {
        var discovery = await DmarcDiscovery.DiscoverAsync(Zone("gov.example: v=DMARC1; p=none; np=reject; psd=y").Address("tax.gov.example", "192.0.2.1"), "tax.gov.example", default);
        Assert.Equal(("gov.example", "tax.gov.example", DmarcPolicy.None), (discovery.RecordDomain, discovery.Walk.OrganisationalDomain, discovery.Policy));
        Assert.Equal(DmarcPolicy.Reject, (await DmarcDiscovery.DiscoverAsync(Zone("gov.example: v=DMARC1; p=none; np=reject; psd=y"), "fake.gov.example", default)).Policy);
    }

    [Fact]
    public async Task A_test_is_one_step_milder()
    {
        var discovery = await DmarcDiscovery.DiscoverAsync(Zone("example.com: v=DMARC1; p=reject; t=y"), "example.com", default);
        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.Quarantine), (discovery.Policy, discovery.AppliedPolicy));
    }

    [Fact]
    public async Task Several_records_are_none()
    {
        var discovery = await DmarcDiscovery.DiscoverAsync(Zone("example.com: v=DMARC1; p=reject", "example.com: v=DMARC1; p=none"), "example.com", default);
        Assert.Null(discovery.Record);
        Assert.Equal(["example.com"], discovery.Walk.Ambiguous);
    }

    [Fact]
    public async Task A_silent_server_leaves_things_unknown()
    {
        var discovery = await DmarcDiscovery.DiscoverAsync(Zone().Fail("_dmarc.example.com"), "a.example.com", default);
        Assert.Null(discovery.Record);
        Assert.Null(discovery.Walk.OrganisationalDomain);
        Assert.NotNull(discovery.Problem);
        // What was found below the failure stands.
        discovery = await DmarcDiscovery.DiscoverAsync(Zone("a.example.com: v=DMARC1; p=reject").Fail("_dmarc.example.com"), "a.example.com", default);
        Assert.Equal(DmarcPolicy.Reject, discovery.Policy);
    }

    [Theory]
    [InlineData(DmarcVerdict.Pass, "v=DMARC1; p=reject", "example.com", "bounce.example.com")]
    [InlineData(DmarcVerdict.Fail, "v=DMARC1; p=reject; aspf=s", "example.com", "bounce.example.com")]
    [InlineData(DmarcVerdict.Pass, "v=DMARC1; p=reject; aspf=s", "example.com", "EXAMPLE.com")]
    [InlineData(DmarcVerdict.Fail, "v=DMARC1; p=reject", "example.com", "example.org")]
    [InlineData(DmarcVerdict.Fail, "v=DMARC1; p=reject", "example.com", null)]
    [InlineData(DmarcVerdict.None, "nothing", "example.com", "example.com")]
    public async Task Alignment_decides(DmarcVerdict verdict, string record, string from, string? spf)
    {
        var result = await new DmarcVerifier(Zone("example.com: " + record), PublicSuffixList.Default).VerifyAsync(from, spf, ["other.example.net"], default);
        Assert.Equal(verdict, result.Verdict);
    }

    [Fact]
    public async Task Neighbours_under_one_public_suffix_are_not_aligned()
    {
        var result = await new DmarcVerifier(Zone("one.co.uk: v=DMARC1; p=reject"), PublicSuffixList.Default).VerifyAsync("one.co.uk", "two.co.uk", ["mail.one.co.uk"], default);
        Assert.Equal([(true, (bool?)true), (false, false)], result.Identifiers.Select(i => (i.SharesRegistrableDomain, i.SharesOrganisationalDomain)));
        Assert.Equal(DmarcVerdict.Pass, result.Verdict);
    }

    private static MemoryZone Zone(params string[] records)
    {
        var zone = new MemoryZone();
        foreach (var record in records.Select(r => r.Split(": ", 2)))
        {
            zone.Txt("_dmarc." + record[0], record[1]);
        }

        return zone;
    }
}

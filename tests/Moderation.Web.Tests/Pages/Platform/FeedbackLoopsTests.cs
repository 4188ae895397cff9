using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Tests.Pages.Platform;

public sealed class FeedbackLoopsTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    private const string Page = "/platform/feedback-loops";

    [Fact]
    public async Task An_admin_joins_a_loop_and_the_log_keeps_it()
    {
        var admin = await world.App.SignInAsync(await world.App.AddUserAsync("root@provider.example", Role.Admin));
        Assert.Contains("Yahoo Complaint Feedback Loop", await admin.ReadAsync(Page), StringComparison.Ordinal);
        var yahoo = await world.App.AsEngineAsync(db => db.FeedbackProgrammes.AsNoTracking().SingleAsync(p => p.Name.StartsWith("Yahoo")));
        Assert.Equal(ProgrammeState.NotJoined, yahoo.State);

        (string, string)[] Fields(string covers, string networks, string state) => [("Name", "Yahoo"), ("Address", ""), ("Covers", covers), ("DkimDomains", "arf.mail.yahoo.com"), ("Networks", networks), ("State", state)];
        foreach (var wrong in new[] { Fields("not a domain", "", "Active"), Fields("", "", "Active"), Fields("yahoo.com", "the office", "Asked") })
        {
            using var refused = await admin.SubmitAsync($"{Page}/{yahoo.Id}", wrong);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        using var saved = await admin.SubmitAsync($"{Page}/{yahoo.Id}", Fields("yahoo.com\r\nAOL.com", "192.0.2.7, 2001:db8::/32", "Active"));
        Assert.Equal(Page, MarketerWorld.Location(saved));
        using var added = await admin.SubmitAsync($"{Page}/new", [("Name", "A small one"), ("State", "NotJoined")]);
        Assert.Equal(Page, MarketerWorld.Location(added));

        var after = await world.App.AsEngineAsync(db => db.FeedbackProgrammes.AsNoTracking().SingleAsync(p => p.Id == yahoo.Id));
        Assert.Equal((ProgrammeState.Active, "yahoo.com aol.com", "192.0.2.7/32 2001:db8::/32"), (after.State, string.Join(' ', after.Covers), string.Join(' ', after.Networks)));
        Assert.True(after.Recognises([], IPAddress.Parse("192.0.2.7")));
        Assert.Equal(["feedback-loop.added", "feedback-loop.changed"], await world.App.AsEngineAsync(db => db.PlatformEntries.Where(e => e.Action.StartsWith("feedback-loop")).Select(e => e.Action).OrderBy(a => a).ToListAsync()));
        Assert.Contains("A small one", await admin.ReadAsync(Page), StringComparison.Ordinal);
        using var nothing = await admin.GetAsync($"{Page}/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task Only_admins_see_the_loops_and_only_the_account_and_staff_what_came_back()
    {
        using var refused = await world.Marketer.GetAsync(Page);
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);

        var campaign = new Campaign { AccountId = world.Lighthouse.Id, CreatedBy = world.Author.Id, CreatedAt = world.App.Clock.GetUtcNow() };
        await world.SaveAsync([campaign]);
        await world.App.AsEngineAsync(async db =>
        {
            db.Feedback.Add(new FeedbackEntry { AccountId = world.Lighthouse.Id, CampaignId = campaign.Id, Seq = 1, Kind = FeedbackKind.Bounce, Class = BounceKind.Hard, Status = "5.1.1", Diagnostic = "<b>nobody here", Domain = "mailbox.example", At = campaign.CreatedAt, Source = "mx.mailbox.example" });
            return await db.SaveChangesAsync();
        });

        Assert.Contains("&lt;b&gt;nobody here", await world.Marketer.ReadAsync($"/campaigns/{campaign.Id}/came-back?what=Hard"), StringComparison.Ordinal);
        var staff = await world.App.SignInAsync(await world.App.AddUserAsync("pm@provider.example", Role.ProjectManager));
        Assert.Contains("nobody here", await staff.ReadAsync($"/campaigns/{campaign.Id}/came-back"), StringComparison.Ordinal);
        using var hidden = await world.Stranger.GetAsync($"/campaigns/{campaign.Id}/came-back");
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }
}

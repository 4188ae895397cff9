using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class SendingHoursPageTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Hours_are_kept_with_their_zone_shown_and_logged()
    {
        Assert.Contains("At any hour.", await _world.Marketer.ReadAsync("/campaigns/hours"), StringComparison.Ordinal);

        using var saved = await _world.Marketer.SubmitAsync(
            "/campaigns/hours", [("Restricts", "true"), ("From", "08:00"), ("Until", "17:30"), ("Days", "Monday"), ("Days", "Tuesday"), ("Days", "Wednesday"), ("Days", "Friday"), ("Zone", "Europe/Prague")]);

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var account = await _world.ReadAsync(db => db.Accounts.SingleAsync(a => a.Id == _world.Lighthouse.Id));
        Assert.Equal(("08:00-17:30 1235", "Europe/Prague"), (account.SendWindow!.ToString(), account.TimeZone));
        const string Said = "Monday to Wednesday, Friday, 08:00 to 17:30, Europe/Prague";
        Assert.Contains(Said, await _world.Marketer.ReadAsync("/campaigns/hours"), StringComparison.Ordinal);
        Assert.Equal(Said, await _world.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "account.sending-hours").Select(e => e.Detail).SingleAsync()));
        Assert.Contains(Said, await _world.Marketer.ReadAsync($"/campaigns/{(await _world.DraftAsync()).Id}"), StringComparison.Ordinal);

        using var lifted = await _world.Marketer.SubmitAsync("/campaigns/hours", [("Restricts", "false"), ("Zone", "Europe/Prague")]);
        Assert.Equal(HttpStatusCode.Redirect, lifted.StatusCode);
        Assert.Null((await _world.ReadAsync(db => db.Accounts.SingleAsync(a => a.Id == _world.Lighthouse.Id))).SendWindow);
    }

    [Fact]
    public async Task What_would_never_open_is_refused_with_a_sentence_each()
    {
        using var refused = await _world.Marketer.SubmitAsync("/campaigns/hours", [("Restricts", "true"), ("From", "8"), ("Until", ""), ("Zone", "Prague")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains("4 things to mend", page, StringComparison.Ordinal);
        Assert.Contains("Choose one day at least", page, StringComparison.Ordinal);
        Assert.Contains("Choose a zone from the list", page, StringComparison.Ordinal);
        Assert.Equal("UTC", (await _world.ReadAsync(db => db.Accounts.SingleAsync(a => a.Id == _world.Lighthouse.Id))).TimeZone);
    }
}

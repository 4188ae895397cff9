using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Hygiene;
using Moderation.Web.Intake;
using Moderation.Web.Tests.Intake.Purchase;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake;

/// <summary>Filters over contacts, kept as groups and used as audiences; with a real database.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private Guid Account => _world.Lighthouse.Id;

    [Fact]
    public async Task Each_condition_counts_what_it_says_and_all_must_hold()
    {
        var (list, _) = await _world.AddAsync("Fair", [.. ListOf.People(40, seed: 1).Where(a => a.EndsWith("@post.example", StringComparison.Ordinal)), "x@gmail.com"], _ => null);
        var one = await _world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "x@gmail.com"));
        var now = _world.App.Clock.GetUtcNow();
        await _world.ReadAsync(db => db.EngagedAsync(Account, one.Id, Engagement.Clicked, now.AddDays(-10), CancellationToken.None));
        await _world.ReadAsync(db => db.Contacts.Where(c => c.Id == one.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Attributes, """{"City":"Oslo"}""")));
        var fair = await _world.ReadAsync(db => db.ListMemberships.CountAsync(m => m.ListId == list.Id));
        var today = DateOnly.FromDateTime(now.UtcDateTime);

        Assert.Equal(60 + fair, await CountAsync(new ContactFilter()));
        Assert.Equal(fair, await CountAsync(new ContactFilter { ListId = list.Id }));
        Assert.Equal(60, await CountAsync(new ContactFilter { Source = "fOrm" }));
        Assert.Equal(1, await CountAsync(new ContactFilter { Provider = "Gmail.com" }));
        Assert.Equal(1, await CountAsync(new ContactFilter { Attribute = "City", Value = "Oslo" }));
        Assert.Equal(0, await CountAsync(new ContactFilter { Attribute = "City", Value = "Rome" }));
        Assert.Equal(0, await CountAsync(new ContactFilter { From = today.AddDays(2) }));
        Assert.Equal(60 + fair, await CountAsync(new ContactFilter { From = today.AddDays(-1), Until = today.AddDays(1) }));
        Assert.Equal(60 + fair, await CountAsync(new ContactFilter { Activity = ActivityFilter.NeverOpened }));
        Assert.Equal(59 + fair, await CountAsync(new ContactFilter { Activity = ActivityFilter.NeverClicked }));
        Assert.Equal(60 + fair, await CountAsync(new ContactFilter { Activity = ActivityFilter.NotClickedSince, Since = today.AddDays(-5) }));
        Assert.Equal(59 + fair, await CountAsync(new ContactFilter { Activity = ActivityFilter.NotClickedSince, Since = today.AddDays(-20) }));
        Assert.Equal(1, await CountAsync(new ContactFilter { ListId = list.Id, Provider = "gmail.com", Activity = ActivityFilter.NeverOpened }));
    }

    [Fact]
    public async Task Another_account_is_never_counted() =>
        Assert.Equal(0, await _world.App.AsAccountAsync((await _world.App.AddAccountAsync("Other")).Id, async services => (await services.GetRequiredService<ModerationDb>().CountAsync(Account, new ContactFilter(), TimeSpan.FromSeconds(5), CancellationToken.None)).Count));

    [Fact]
    public async Task A_group_is_an_audience_looked_up_anew_and_its_filter_is_part_of_what_is_approved()
    {
        using var kept = await _world.Marketer.SubmitAsync("/contacts/all?Provider=mailbox.example", [("Name", "Mailbox")]);
        var group = await _world.ReadAsync(db => db.Lists.AsNoTracking().SingleAsync(l => l.Filter != null));
        Assert.Equal($"/contacts/{group.Id}", MarketerWorld.Location(kept));
        Assert.Equal(60, (await _world.CheckAsync(group)).Submission.Audience!.Recipients);

        await _world.AddAsync("More", ["new@mailbox.example", "new@elsewhere.example"], _ => null);
        await _world.ReadAsync(db => db.Contacts.Where(c => c.EmailKey == "reader001@mailbox.example").ExecuteUpdateAsync(set => set.SetProperty(c => c.EmailKey, "moved@elsewhere.example")));
        Assert.Equal(60, (await _world.CheckAsync(group)).Submission.Audience!.Recipients);
        var members = await _world.ReadAsync(db => db.MailableMembers(Account, group.Id).Select(c => c.EmailKey).ToListAsync());
        Assert.Contains("new@mailbox.example", members);
        Assert.DoesNotContain(members, key => key.EndsWith("elsewhere.example", StringComparison.Ordinal));

        var options = _world.App.Services.GetRequiredService<IntakeOptions>();
        Task<string> HashAsync() => _world.ReadAsync(db => db.ContentHashAsync(options, Account, _world.Sender.Id, group.Id, new Content { Subject = "A" }, CancellationToken.None));
        var approved = await HashAsync();
        await _world.ReadAsync(db => db.Lists.Where(l => l.Id == group.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.Filter, new ContactFilter { Provider = "elsewhere.example" }.ToJson())));
        Assert.NotEqual(approved, await HashAsync());
    }

    [Fact]
    public async Task All_contacts_are_shown_page_by_page_and_by_the_start_of_the_address()
    {
        await _world.AddAsync("Many", [.. Enumerable.Range(0, 120).Select(i => $"z{i:000}@post.example")], _ => null);

        var first = await _world.Marketer.ReadAsync("/contacts/all");
        var found = await _world.Marketer.ReadAsync("/contacts/all?Find=z11&Provider=post.example");

        Assert.Contains("180 contacts", first, StringComparison.Ordinal);
        Assert.Contains("After=z", first, StringComparison.Ordinal);
        Assert.Contains("z119@post.example", found, StringComparison.Ordinal);
        Assert.DoesNotContain("z120", found, StringComparison.Ordinal);
        Assert.Contains("120 contacts", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_of_everybody_and_a_name_that_is_taken_are_refused()
    {
        using var everybody = await _world.Marketer.SubmitAsync("/contacts/all", [("Name", "All")]);
        using var taken = await _world.Marketer.SubmitAsync("/contacts/all?Provider=a.example", [("Name", "Readers")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, everybody.StatusCode);
        Assert.Contains("already", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_changed_and_deleted_while_no_campaign_is_under_way_to_it()
    {
        using var kept = await _world.Marketer.SubmitAsync("/contacts/all?Provider=mailbox.example", [("Name", "Mailbox")]);
        var group = await _world.ReadAsync(db => db.Lists.AsNoTracking().SingleAsync(l => l.Filter != null));
        Assert.Contains($"Provider=mailbox.example&amp;GroupId={group.Id}", await _world.Marketer.ReadAsync($"/contacts/{group.Id}"), StringComparison.Ordinal);

        using var changed = await _world.Marketer.SubmitAsync($"/contacts/all?Provider=elsewhere.example&GroupId={group.Id}", [("Name", "Elsewhere")]);
        Assert.Equal($"/contacts/{group.Id}", MarketerWorld.Location(changed));
        Assert.Equal("Elsewhere", await _world.ReadAsync(db => db.Lists.Where(l => l.Filter != null).Select(l => l.Name).SingleAsync()));
        Assert.Equal(0, await _world.ReadAsync(db => db.ListMemberships.CountAsync(m => m.ListId == group.Id)));

        using var deleted = await _world.Marketer.SubmitAsync($"/contacts/{group.Id}", [], "Delete");
        Assert.Equal("/contacts", MarketerWorld.Location(deleted));
        Assert.False(await _world.ReadAsync(db => db.Lists.AnyAsync(l => l.Filter != null)));
        using var list = await _world.Marketer.Client.GetAsync(new Uri($"/contacts/all?GroupId={_world.List.Id}&Provider=a.example", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, list.StatusCode);
    }

    [Fact]
    public async Task A_count_that_takes_too_long_says_so()
    {
        var slow = await _world.ReadAsync(async db =>
        {
            try
            {
                await Groups.WithinAsync(db, TimeSpan.FromMilliseconds(50), () => db.Database.ExecuteSqlAsync($"select pg_sleep(5)"), CancellationToken.None);
                return false;
            }
            catch (Npgsql.PostgresException canceled)
            {
                return canceled.SqlState == Npgsql.PostgresErrorCodes.QueryCanceled;
            }
        });

        Assert.True(slow);
    }

    private Task<long> CountAsync(ContactFilter filter) => _world.ReadAsync(async db => (await db.CountAsync(Account, filter, TimeSpan.FromSeconds(5), CancellationToken.None)).Count);
}

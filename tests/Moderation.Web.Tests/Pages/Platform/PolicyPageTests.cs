using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.Jobs;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Web.Tests.Pages.Platform;

public sealed class PolicyPageTests : IAsyncLifetime
{
    private const string Address = "/platform/policy";

    private QueueWorld _world = null!;
    private Visitor _root = null!;

    public async Task InitializeAsync()
    {
        _world = await QueueWorld.StartAsync();
        _root = await _world.App.SignInAsync(await _world.App.AddUserAsync("root@provider.example", Role.Admin));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task It_shows_every_rule_with_its_weight_and_every_figure()
    {
        var page = await _root.ReadAsync(Address);
        Assert.All(RuleCatalogue.All, rule => Assert.Contains($"/rules/{rule.Info.Code}", page, StringComparison.Ordinal));
        Assert.All(Figure.All, figure => Assert.Contains($"name=\"figure.{figure.Name}\"", page, StringComparison.Ordinal));
        Assert.Contains("Version 1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"severity.optout.missing\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saving_makes_a_version_with_who_when_why_and_its_changes_and_the_log_keeps_it()
    {
        using var saved = await SaveAsync(await OpenAsync(), ("severity.attachment.large", "Block"), ("figure.VolumeFactor", "2.5"), ("share", "5"), ("Why", "Complaints about large files"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);

        var made = Assert.Single(await _world.App.AsEngineAsync(db => db.Policies.AsNoTracking().ToListAsync()));
        Assert.Equal((2, "root", "Complaints about large files"), (made.Version, made.ByName, made.Why));
        var policy = made.Read();
        Assert.Equal((Severity.Block, 2.5m, 0.05m), (policy.SeverityOf(RuleCatalogue.Info("attachment.large")), policy.Thresholds.VolumeFactor, policy.ReviewShare));
        var page = WebUtility.HtmlDecode(await _root.ReadAsync(Address));
        Assert.Contains("Complaints about large files", page, StringComparison.Ordinal);
        Assert.Matches("holds</span>.*blocks</span>", page.ReplaceLineEndings(" "));
        var logged = await _world.App.AsEngineAsync(db => db.PlatformEntries.SingleAsync(entry => entry.Action == "policy.changed"));
        Assert.Contains("Messages per opted-in contact in seven days: 3.6 → 2.5", logged.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_change_is_shown_before_and_nothing_is_saved()
    {
        using var answer = await SaveAsync(await OpenAsync(), "?handler=Preview", ("everything", "true"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Saving would change", page, StringComparison.Ordinal);
        Assert.Contains("Review everything", page, StringComparison.Ordinal);
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.Policies.CountAsync()));
    }

    [Theory]
    [InlineData("figure.VolumeFactor", "3,6", "is no number. Write it like 3.6")]
    [InlineData("figure.AttachmentBytes", "1.5", "is no whole number")]
    [InlineData("figure.Likeness", "1.2", "The most is 1.")]
    [InlineData("figure.CorrectMailings", "2", "The least is 3.")]
    [InlineData("share", "101", "from 0 to 100")]
    [InlineData("severity.attachment.large", "Explode", "choose whether it advises, holds or blocks")]
    [InlineData("Why", "", "Write why.")]
    public async Task Bad_input_gets_a_sentence_and_saves_nothing(string field, string value, string says)
    {
        using var answer = await SaveAsync(await OpenAsync(), ("everything", "true"), ("Why", "Because"), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(says, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.Policies.CountAsync()));
    }

    [Fact]
    public async Task A_form_without_a_change_saves_nothing()
    {
        using var answer = await SaveAsync(await OpenAsync(), ("Why", "Because"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Nothing was changed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_law_asks_for_cannot_be_weakened_by_a_made_up_field()
    {
        using var answer = await SaveAsync(await OpenAsync(), ("severity.optout.missing", "Advise"), ("Why", "Because"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("cannot be weakened", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_admins_the_second_is_told_what_the_first_changed_and_keeps_the_own_changes_upon_it()
    {
        var form = await OpenAsync();
        using var first = await SaveAsync(form, ("figure.VolumeFactor", "2.5"), ("Why", "Complaints"));
        using var second = await SaveAsync(form, ("figure.MailsPerContact", "3"), ("Why", "Fatigue"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var page = WebUtility.HtmlDecode(await second.Content.ReadAsStringAsync());
        Assert.Contains("root made version 2", page, StringComparison.Ordinal);

        using var again = await SaveAsync(Fields(page), ("Why", "Fatigue"));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        var policy = await _world.App.AsEngineAsync(db => db.CurrentPolicyAsync(default));
        Assert.Equal((3, 2.5m, 3), (policy.Version, policy.Thresholds.VolumeFactor, policy.Thresholds.MailsPerContact));
    }

    [Fact]
    public async Task A_project_manager_reads_and_cannot_save_and_a_marketer_does_not_see_it()
    {
        var ada = await _world.App.SignInAsync(_world.Ada);
        var page = await ada.ReadAsync(Address);
        Assert.DoesNotContain("Save the new version", page, StringComparison.Ordinal);
        using var refused = await SaveAsync(Fields(page), ada, "", ("everything", "true"), ("Why", "Because"));
        Assert.Contains("/account/denied", refused.Headers.Location!.ToString(), StringComparison.Ordinal);
        var marketer = await _world.App.SignInAsync(_world.Marketer);
        using var hidden = await marketer.GetAsync(Address);
        Assert.NotEqual(HttpStatusCode.OK, hidden.StatusCode);
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.Policies.CountAsync()));
    }

    [Fact]
    public async Task What_waits_is_judged_again_and_only_what_becomes_worse_is_touched()
    {
        var worse = await _world.HoldAsync("Held for its account", QueueWorld.New);
        using var saved = await SaveAsync(await OpenAsync(), ("figure.VolumeFactor", "2"), ("Why", "A first version"));
        Assert.Equal(0, await JudgeAgainAsync());
        Assert.Equal(worse.Version, (await _world.CampaignAsync(worse.Id)).Version);

        using var stricter = await SaveAsync(await OpenAsync(), ("severity.account.new", "Block"), ("Why", "No new accounts this week"));
        Assert.Equal("1", await _world.App.BehindTheWallsAsync("select count(*) from quartz.qrtz_job_details where job_name = 'version-3'"));
        Assert.Equal(1, await JudgeAgainAsync());

        var again = await _world.CampaignAsync(worse.Id);
        Assert.Equal((CampaignState.Held, worse.Version + 1), (again.State, again.Version));
        Assert.NotEqual(worse.SubmissionId, again.SubmissionId);
        Assert.Contains("campaign.judged-again", await _world.StepsAsync(worse.Id));
        Assert.Equal(0, await JudgeAgainAsync());
    }

    private Task<int> JudgeAgainAsync() => _world.App.AsEngineAsync(db =>
        new JudgingAgain(db, _world.App.Clock, _world.App.Services.GetRequiredService<IntakeOptions>(), _world.App.Services.GetRequiredService<Overlaps>()).RunAsync(default));

    private async Task<Dictionary<string, string>> OpenAsync() => Fields(await _root.ReadAsync(Address));

    private Task<HttpResponseMessage> SaveAsync(Dictionary<string, string> form, params (string Name, string Value)[] changes) => SaveAsync(form, _root, "", changes);

    private Task<HttpResponseMessage> SaveAsync(Dictionary<string, string> form, string handler, params (string Name, string Value)[] changes) => SaveAsync(form, _root, handler, changes);

    private static Task<HttpResponseMessage> SaveAsync(Dictionary<string, string> form, Visitor visitor, string handler, params (string Name, string Value)[] changes)
    {
        var sent = new Dictionary<string, string>(form, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            sent[name] = value;
        }

        return visitor.PostAsync(Address + handler, sent.Select(field => (field.Key, field.Value)));
    }

    /// <summary>What a browser would send of the page as it stands.</summary>
    private static Dictionary<string, string> Fields(string page)
    {
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["__RequestVerificationToken"] = Visitor.Token(page) };
        foreach (var input in document.QuerySelectorAll("form.policy input[name], form.policy select[name]"))
        {
            var name = input.GetAttribute("name")!;
            if (input.GetAttribute("type") == "checkbox" ? input.HasAttribute("checked") : name != "__RequestVerificationToken")
            {
                fields[name] = input.LocalName == "select" ? input.QuerySelector("option[selected]")!.GetAttribute("value")! : input.GetAttribute("value") ?? "";
            }
        }

        return fields;
    }
}

using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Accounts;

public sealed class ProfileTests : IAsyncLifetime
{
    private static readonly (string, string)[] Soap =
        [("Input.Name", " Soap & Sons "), ("Input.Industry", "Soap"), ("Input.Website", "soap.example"), ("Input.Description", "They write to those who bought soap.")];

    private ConsoleApp _app = null!;
    private Visitor _admin = null!;

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        _admin = await _app.SignInAsync(await _app.AddUserAsync("root@provider.example", Role.Admin));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task An_admin_makes_an_account_and_changes_its_profile_and_the_log_keeps_both()
    {
        using var made = await _admin.SubmitAsync("/accounts/new", Soap);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var account = await _app.AsEngineAsync(db => db.Accounts.AsNoTracking().SingleAsync());
        Assert.Equal(("Soap & Sons", "https://soap.example"), (account.Name, account.Profile.Website));

        var profile = $"/accounts/{account.Id}/profile";
        using var saved = await _admin.SubmitAsync(profile, [("Input.Name", "Soap & Sons"), ("Input.Industry", "Candles"), ("Input.Website", ""), ("Input.Description", account.Profile.Description)]);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var same = await _admin.SubmitAsync(profile, [("Input.Name", "Soap & Sons"), ("Input.Industry", "Candles"), ("Input.Website", ""), ("Input.Description", account.Profile.Description)]);
        var entries = await _app.AsEngineAsync(db => db.AuditEntries.OrderBy(e => e.Position).Select(e => new { e.Action, e.Detail }).ToListAsync());
        Assert.Equal(["account.created", "account.profile-changed"], entries.Select(e => e.Action));
        Assert.Equal("Industry: Candles; Website: taken out", entries[1].Detail);
    }

    [Fact]
    public async Task Opens_and_clicks_are_counted_until_an_admin_switches_each_off_by_itself()
    {
        using var made = await _admin.SubmitAsync("/accounts/new", await FieldsAsync("/accounts/new", []));
        var id = await _app.AsEngineAsync(db => db.Accounts.Select(a => a.Id).SingleAsync());
        Assert.Equal((true, true), await SwitchesAsync());

        foreach (var (opens, clicks) in new[] { (false, true), (true, false), (false, false), (false, false), (true, true) })
        {
            var profile = $"/accounts/{id}/profile";
            using var saved = await _admin.SubmitAsync(profile, await FieldsAsync(profile, [("Input.TrackOpens", opens), ("Input.TrackClicks", clicks)]));
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
            Assert.Equal((opens, clicks), await SwitchesAsync());
            // The form shows what holds, and saving it as it stands changes nothing.
            using var again = await _admin.SubmitAsync(profile, await FieldsAsync(profile, []));
            Assert.Equal((opens, clicks), await SwitchesAsync());
        }

        var entries = await _app.AsEngineAsync(db => db.AuditEntries.Where(e => e.Action == "account.profile-changed").OrderBy(e => e.Position).Select(e => e.Detail).ToListAsync());
        Assert.Equal(["Opens: not counted", "Opens: counted; Clicks: not counted", "Opens: not counted", "Opens: counted; Clicks: counted"], entries);
    }

    [Fact]
    public async Task An_account_can_begin_with_nothing_counted()
    {
        using var made = await _admin.SubmitAsync("/accounts/new", await FieldsAsync("/accounts/new", [("Input.TrackOpens", false), ("Input.TrackClicks", false)]));

        Assert.Equal((false, false), await SwitchesAsync());
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_kept()
    {
        await _app.AddAccountAsync("Lighthouse");
        using var empty = await _admin.SubmitAsync("/accounts/new", [("Input.Website", "javascript://x")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        var page = WebUtility.HtmlDecode(await empty.Content.ReadAsStringAsync());
        Assert.Contains("Write the name of the customer.", page, StringComparison.Ordinal);
        Assert.Contains("Write what business they are in", page, StringComparison.Ordinal);
        Assert.Contains("is no address of a website", page, StringComparison.Ordinal);
        Assert.Contains("Write what they sell", page, StringComparison.Ordinal);

        using var twin = await _admin.SubmitAsync("/accounts/new", [.. Soap.Skip(1), ("Input.Name", "lightHOUSE")]);
        Assert.Contains("There is an account lightHOUSE already", await twin.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await _app.AsEngineAsync(db => db.Accounts.CountAsync()));
    }

    [Fact]
    public async Task A_project_manager_sees_the_profile_and_cannot_change_it()
    {
        var account = await _app.AddAccountAsync("Lighthouse");
        var ada = await _app.SignInAsync(await _app.AddUserAsync("ada@provider.example", Role.ProjectManager));
        var page = await ada.ReadAsync($"/accounts/{account.Id}");
        Assert.Contains("Business profile", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/profile\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/accounts/new", await ada.ReadAsync("/accounts"), StringComparison.Ordinal);
        var token = Visitor.Token(await ada.ReadAsync($"/accounts/{account.Id}"));
        using var changed = await ada.PostAsync($"/accounts/{account.Id}/profile", [.. Soap, ("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        using var made = await ada.PostAsync("/accounts/new", [.. Soap, ("__RequestVerificationToken", token)]);
        Assert.Contains("/account/denied", made.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("Lighthouse", await _app.AsEngineAsync(db => db.Accounts.Select(a => a.Name).SingleAsync()));
    }

    /// <summary>What a browser sends of the form: of a box without a tick nothing but the hidden field that stands for it.</summary>
    private async Task<List<(string Name, string Value)>> FieldsAsync(string address, (string Name, bool IsTicked)[] boxes)
    {
        var form = new HtmlParser().ParseDocument(await _admin.ReadAsync(address)).QuerySelector("textarea[name='Input.Description']")!.Closest("form")!;
        foreach (var (name, isTicked) in boxes)
        {
            Assert.IsAssignableFrom<IHtmlInputElement>(form.QuerySelector($"input[type=checkbox][name='{name}']")).IsChecked = isTicked;
        }

        var sent = form.QuerySelectorAll<IHtmlInputElement>("input[name^='Input.']").Where(input => input.Type is not "checkbox" || input.IsChecked).Select(input => (Name: input.Name!, input.Value));
        return [.. sent.Where(field => Soap.All(typed => typed.Item1 != field.Name)), .. Soap];
    }

    private Task<(bool Opens, bool Clicks)> SwitchesAsync() => _app.AsEngineAsync(async db =>
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync();
        return (account.TrackOpens, account.TrackClicks);
    });
}

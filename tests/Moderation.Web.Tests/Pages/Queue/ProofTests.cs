using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Intake.Purchase;

namespace Moderation.Web.Tests.Pages.Queue;

public sealed class ProofTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();
    private Visitor _ada = null!;
    private Guid _campaign;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _ada = await _world.App.SignInAsync(await _world.App.AddUserAsync("ada@provider.example", Role.ProjectManager));
        var (list, _) = await _world.AddAsync("Bought", [.. ListOf.People(150, seed: 6), .. Enumerable.Range(1, 9).Select(i => $"webmaster@site{i}.example")], _ => null);
        var campaign = await _world.DraftAsync();
        await _world.ReadAsync(db => db.Campaigns.Where(c => c.Id == campaign.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ListId, list.Id)));
        campaign = await _world.AgainAsync(campaign);
        using var answer = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Submit");
        _campaign = campaign.Id;
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    private string Review => $"/queue/{_world.Lighthouse.Id}/{_campaign}";

    [Fact]
    public async Task Ten_are_drawn_once_the_marketer_shows_a_text_or_a_file_and_staff_see_it()
    {
        Assert.Contains("Ask for proof", await _ada.ReadAsync(Review), StringComparison.Ordinal);
        using var asked = await _ada.SubmitAsync(Review + "/proof", []);
        var drawn = await DrawnAsync();
        Assert.Equal(ProofSample.Drawn, drawn.Count);
        using var again = await PostAsync();
        Assert.Equal(drawn.Select(s => s.ContactId), (await DrawnAsync()).Select(s => s.ContactId));

        Assert.Contains("asks how 10 contacts signed up", await _world.Marketer.ReadAsync($"/campaigns/{_campaign}"), StringComparison.Ordinal);
        var page = $"/campaigns/{_campaign}/proof";
        using var text = await _world.Marketer.SubmitAsync(page, [("Contact", $"{drawn[0].ContactId}"), ("Text", "On paper at the fair")]);
        using var file = await MarketerWorld.UploadAsync(_world.Marketer, page, "", "Upload", "form.png", Encoding.ASCII.GetBytes("a picture"), ("Contact", $"{drawn[1].ContactId}"));
        using var nothing = await _world.Marketer.SubmitAsync(page, [("Contact", $"{drawn[2].ContactId}"), ("Text", " ")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        var shown = await _ada.ReadAsync(Review + "/proof");
        Assert.Contains("On paper at the fair", shown, StringComparison.Ordinal);
        Assert.Contains("2 of 10 are answered", shown, StringComparison.Ordinal);
        using var saved = await _ada.GetAsync($"{Review}/proof?handler=File&contact={drawn[1].ContactId}");
        Assert.Equal("a picture", await saved.Content.ReadAsStringAsync());
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("2 of 10 contacts are answered", await _ada.ReadAsync(Review), StringComparison.Ordinal);

        async Task<HttpResponseMessage> PostAsync() => await _ada.PostAsync(Review + "/proof", [("__RequestVerificationToken", Visitor.Token(await _ada.ReadAsync(Review)))]);
    }

    [Fact]
    public async Task The_marketer_cannot_draw_and_nobody_else_sees_it()
    {
        var token = Visitor.Token(await _world.Marketer.ReadAsync("/contacts"));
        using var drawing = await _world.Marketer.PostAsync(Review + "/proof", [("__RequestVerificationToken", token)]);
        Assert.Empty(await DrawnAsync());
        using var asked = await _ada.SubmitAsync(Review + "/proof", []);
        using var stranger = await _world.Stranger.GetAsync($"/campaigns/{_campaign}/proof");

        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Equal(ProofSample.Drawn, (await DrawnAsync()).Count);
    }

    private Task<List<ProofSample>> DrawnAsync() => _world.ReadAsync(db => db.ProofSamples.AsNoTracking().OrderBy(s => s.Email).ToListAsync());
}

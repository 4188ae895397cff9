using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages;

/// <summary>A console with two accounts, each with a marketer at a browser; the first one can send.</summary>
public sealed class MarketerWorld : IAsyncLifetime
{
    public ConsoleApp App { get; private set; } = null!;

    public Account Lighthouse { get; private set; } = null!;

    public Visitor Marketer { get; private set; } = null!;

    public Visitor Stranger { get; private set; } = null!;

    public AppUser Author { get; private set; } = null!;

    public Sender Sender { get; private set; } = null!;

    public ContactList List { get; private set; } = null!;

    public Task InitializeAsync() => InitializeAsync(_ => { });

    /// <param name="services">Replaces some by the test's own.</param>
    public async Task InitializeAsync(Action<IServiceCollection> services)
    {
        App = await ConsoleApp.StartWithAsync(services);
        Lighthouse = await App.AddAccountAsync("Lighthouse");
        Author = await App.AddMarketerAsync(Lighthouse);
        Marketer = await App.SignInAsync(Author);
        Stranger = await App.SignInAsync(await App.AddMarketerAsync(await App.AddAccountAsync("Harbour")));
        var now = App.Clock.GetUtcNow();
        var domain = new SendingDomain { AccountId = Lighthouse.Id, Name = DomainName.Parse("lighthouse.example"), Selector = "m202611", SealedPrivateKey = [1], DnsRecord = "v=DKIM1; k=rsa; p=AAAA", CreatedAt = now };
        Sender = new Sender { AccountId = Lighthouse.Id, Name = "Lighthouse", Email = EmailAddress.Parse("letters@lighthouse.example"), SendingDomainId = domain.Id, CreatedAt = now };
        List = new ContactList { AccountId = Lighthouse.Id, Name = "Readers", CreatedAt = now };
        await SaveAsync([domain, Sender, List]);
        await SaveAsync(Enumerable.Range(1, 60).SelectMany(i =>
        {
            var contact = new Contact { AccountId = Lighthouse.Id, Email = $"reader{i:000}@mailbox.example", EmailKey = $"reader{i:000}@mailbox.example", OptedInAt = now.AddDays(-30), Source = "Form", CreatedAt = now };
            return new object[] { contact, new ListMembership { AccountId = Lighthouse.Id, ListId = List.Id, ContactId = contact.Id } };
        }));
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    public Task SaveAsync(IEnumerable<object> rows) => App.AsAccountAsync(Lighthouse.Id, async services =>
    {
        var db = services.GetRequiredService<ModerationDb>();
        db.AddRange(rows);
        return await db.SaveChangesAsync();
    });

    public Task<T> ReadAsync<T>(Func<ModerationDb, Task<T>> read) =>
        App.AsAccountAsync(Lighthouse.Id, services => read(services.GetRequiredService<ModerationDb>()));

    /// <summary>A draft that can be submitted.</summary>
    public async Task<Campaign> DraftAsync(string html = "<p>Hello <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>", string text = "", string subject = "A letter")
    {
        var now = App.Clock.GetUtcNow();
        var campaign = new Campaign { AccountId = Lighthouse.Id, CreatedBy = Author.Id, CreatedAt = now };
        campaign.Edit(new CampaignDraft(subject, "", html, text, Sender.Id, List.Id, SendAt: null), Author.Id, now);
        await SaveAsync([campaign]);
        return campaign;
    }

    public Task<Campaign> AgainAsync(Campaign campaign) => ReadAsync(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == campaign.Id));

    /// <summary>Posts a form with files, as a browser does.</summary>
    public static async Task<HttpResponseMessage> UploadAsync(Visitor visitor, string page, string handler, string field, string fileName, byte[] bytes, params (string Name, string Value)[] fields)
    {
        var token = Visitor.Token(await visitor.ReadAsync(page));
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(token), "__RequestVerificationToken");
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        using var file = new ByteArrayContent(bytes);
        form.Add(file, field, fileName);
        return await visitor.Client.PostAsync(new Uri(page + handler, UriKind.Relative), form);
    }

    public static string Location(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}

using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Tests.Intake.Importing;
using Moderation.Web.Tests.Pages;
using Npgsql;

namespace Moderation.Web.Tests.Tenancy;

/// <summary>An account with one of everything that an address can name, and a stranger at a browser.</summary>
public sealed class TenantThings : IAsyncLifetime
{
    public MarketerWorld World { get; } = new();

    /// <summary>In review, with an attachment.</summary>
    public Guid Campaign { get; private set; }

    public Guid Submission { get; private set; }

    public Guid Attachment { get; private set; }

    public Guid Import { get; private set; }

    public Guid Contact { get; private set; }

    public Guid Form { get; private set; }

    public async Task InitializeAsync()
    {
        await World.InitializeAsync();
        var campaign = await World.DraftAsync(subject: "A letter of the lighthouse");
        var file = new CampaignAttachment { AccountId = World.Lighthouse.Id, CampaignId = campaign.Id, Name = "menu.txt", MediaType = "text/plain", Bytes = [65], Size = 1 };
        await World.SaveAsync([file]);
        using var submitted = await World.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Submit");
        (Campaign, Attachment) = (campaign.Id, file.Id);
        Submission = (await World.AgainAsync(campaign)).SubmissionId ?? throw new InvalidOperationException("The campaign was not submitted.");
        await Uploads.ImportAsync(World.App, World.Marketer, World.List.Id, "email\nada@lighthouse.example\nnobody");
        Contact = await World.ReadAsync(db => db.Contacts.OrderBy(c => c.EmailKey).Select(c => c.Id).FirstAsync());
        var form = new SubscriptionForm { AccountId = World.Lighthouse.Id, ListId = World.List.Id, Title = "Letters", ConsentText = "One letter a month.", SenderId = World.Sender.Id, MailSubject = "Please confirm", MailText = "Please say yes.", CreatedAt = World.App.Clock.GetUtcNow() };
        await World.SaveAsync([form]);
        Form = form.Id;
        Import = await World.ReadAsync(db => db.Imports.Select(i => i.Id).SingleAsync());
    }

    public Task DisposeAsync() => World.DisposeAsync();

    /// <summary>Every row of the account as it is now, a line to a table.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var connection = new NpgsqlConnection(World.App.ConnectionString);
        await connection.OpenAsync();
        var lines = new List<string>();
        foreach (var table in await TenantTables.ReadAsync(connection))
        {
#pragma warning disable CA2100 // Names from the catalogue.
            await using var command = new NpgsqlCommand($"select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table.Name} t where t.{table.Key} = $1", connection);
#pragma warning restore CA2100
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = World.Lighthouse.Id });
            lines.Add($"{table.Name}: {await command.ExecuteScalarAsync()}");
        }

        return lines;
    }
}

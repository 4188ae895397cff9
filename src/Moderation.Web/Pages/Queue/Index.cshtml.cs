using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Queue;

/// <summary>What waits for a person, over all accounts, in the order of <see cref="QueueOrder"/>.</summary>
[Authorize(Policies.Staff)]
public sealed class IndexModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;
    private const int MostAccounts = 200;

    /// <summary>Where the page begins; see <see cref="QueueKey"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Decided { get; set; }

    public QueueFilter Filter => QueueFilter.From(Request.Query);

    public QueuePage Queue { get; private set; } = new([], null);

    public IReadOnlyDictionary<QueuePart, int> Counts { get; private set; } = new Dictionary<QueuePart, int>();

    public IReadOnlyList<KeyValuePair<Guid, string>> Accounts { get; private set; } = [];

    public JustDecided? Before { get; private set; }

    public int DoneToday { get; private set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public Guid Me { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Me = User.Id();
        Queue = await db.ReadQueueAsync(Filter, QueueKey.Parse(After) is { } key ? new QueueFrom(key) : null, PageSize, Me, Now, ct);
        var counts = new Dictionary<QueuePart, int>();
        foreach (var part in Enum.GetValues<QueuePart>())
        {
            counts[part] = await db.CountQueueAsync(part, ct);
        }

        Counts = counts;
        var waiting = db.InQueue(Filter.Part).OrderBy(campaign => campaign.DueAt).Select(campaign => campaign.AccountId).Take(QueueReading.CountLimit);
        Accounts = await db.Accounts.Where(account => waiting.Contains(account.Id) || account.Id == Filter.Account)
            .OrderBy(account => account.Name)
            .Take(MostAccounts)
            .Select(account => new KeyValuePair<Guid, string>(account.Id, account.Name))
            .ToListAsync(ct);
        var today = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero);
        DoneToday = await db.Decisions.CountAsync(decision => decision.By == Me && decision.At >= today && decision.UndoneAt == null, ct);
        Before = Decided is { } decided ? await JustDecided.LoadAsync(db, decided, Me, Now, ct) : null;
    }

    public static string Say(int count) => count < QueueReading.CountLimit ? $"{count:N0}" : $"{QueueReading.CountLimit - 1:N0}+";
}

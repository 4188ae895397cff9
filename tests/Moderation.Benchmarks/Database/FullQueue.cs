using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Pages.Queue;
using PersonClaim = System.Security.Claims.Claim;

namespace Moderation.Benchmarks.Database;

/// <summary>A queue with so many campaigns that wait, and what a project manager’s page of it costs the database.</summary>
internal sealed class FullQueue(PostgresServer postgres, ConsoleHost console, string database, int waiting) : IDisposable
{
    private static readonly ClaimsPrincipal Reader = new(new ClaimsIdentity([new PersonClaim(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString())], "benchmark"));

    private readonly CommandTimes _times = new();

    // Put aside are the oldest: they stand before all others in the order of the queue.
    public async Task MakeAsync()
    {
        var judgement = JsonSerializer.Serialize(new Judgement(
            Verdict.Held, [new Finding("account.new", Severity.Hold, "This is a new account: 1 of 3 correct mass mailings so far.", null, [new Evidence("correct", "1")], "A project manager looks at each mailing.")], [], 1));
        await postgres.ExecuteAsync(
            database,
            $"""
            insert into app.accounts (id, name, created_at, description, industry, website)
            select md5('account' || i)::uuid, 'Account ' || i, '2029-01-01', '', '', '' from generate_series(0, 199) i;

            insert into app.campaigns (account_id, id, state, version, subject, preheader, html, text, created_by, created_at, edited_by, edited_at, submission_id, submitted_by, submitted_at, due_at)
            select md5('account' || i % 200)::uuid, md5('campaign' || i)::uuid, case when i <= {waiting} / 20 then 'Deferred' when i % 50 = 0 then 'Escalated' else 'Held' end, 1, 'Letter ' || i, '', '<p>x</p>', '',
                gen_random_uuid(), t, gen_random_uuid(), t, md5('submission' || i)::uuid, gen_random_uuid(), t, t + interval '4 hours'
            from generate_series(1, {waiting}) i, lateral (select timestamptz '2030-06-01 00:00Z' + interval '1 second' * i as t) at;

            insert into app.submissions (account_id, id, campaign_id, content_hash, frozen_content, sender_id, list_id, recipients, verdict, judgement, policy_version, by, by_name, at)
            select account_id, submission_id, id, 'hash', '', id, id, 10000, 'Held', '{judgement}', 1, submitted_by, 'Author', submitted_at from app.campaigns;
            """);
        await postgres.ExecuteAsync(database, "vacuum analyze");
    }

    /// <summary>All that the page asks: its rows, the counts of its parts, the accounts to choose from, the count in the navigation.</summary>
    /// <param name="times">Pages that are read.</param>
    /// <param name="after">Where the page begins; null at the head.</param>
    /// <returns>Milliseconds of one page.</returns>
    public Task<double> PageAsync(int times, string? after = null) => TimeAsync(times, () => console.AsStaffAsync(async db =>
    {
        var page = new IndexModel(db, TimeProvider.System)
        {
            After = after,
            PageContext = new PageContext { HttpContext = new DefaultHttpContext { User = Reader } },
        };
        await page.OnGetAsync(CancellationToken.None);
        await db.CountQueueAsync(QueuePart.Waiting, CancellationToken.None);
        return page.Queue.Rows.Count == 50 ? 0 : throw new GoalFailedException($"the page has {page.Queue.Rows.Count} rows.");
    }));

    /// <summary>One row by its key, under the same role and policies.</summary>
    /// <returns>Milliseconds of one read.</returns>
    public Task<double> ReadAsync(int times)
    {
        var random = new Random(times);
        return TimeAsync(times, () => console.AsStaffAsync(db =>
        {
            var i = random.Next(1, waiting + 1);
            var (account, id) = (Md5($"account{i % 200}"), Md5($"campaign{i}"));
            return db.Campaigns.AsNoTracking().Where(c => c.AccountId == account && c.Id == id).Select(c => c.Subject).SingleAsync();
        }));
    }

    /// <summary>The middle of the queue.</summary>
    public async Task<string> MiddleAsync() => await console.AsStaffAsync(async db =>
    {
        var id = Md5($"campaign{waiting / 2}");
        var due = await db.Campaigns.Where(c => c.Id == id).Select(c => c.DueAt).SingleAsync();
        return new QueueKey(due!.Value, id).ToString();
    });

    public void Dispose() => _times.Dispose();

    private async Task<double> TimeAsync<T>(int times, Func<Task<T>> work)
    {
        var before = _times.Waited;
        for (var i = 0; i < times; i++)
        {
            await work();
        }

        return (_times.Waited - before).TotalMilliseconds / times;
    }

    // As PostgreSQL reads md5() into a uuid.
    private static Guid Md5(string text)
    {
#pragma warning disable CA5351 // A name, no secret.
        return new Guid(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.ASCII.GetBytes(text)), bigEndian: true);
#pragma warning restore CA5351
    }
}

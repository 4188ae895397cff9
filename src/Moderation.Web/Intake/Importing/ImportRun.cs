using System.Collections.Concurrent;
using System.Threading.Channels;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Intake.Importing;

/// <summary>
/// Goes through one file: reads it from its first row, passes over what is decided already, and writes the rest in batches, some at
/// the same time, committed in the order of the file. Whatever breaks it off, the position in the database says what is done.
/// </summary>
internal sealed class ImportRun(ConsoleDataSource console, AddressHashes hashes, ImportOptions options, TimeProvider clock, Import import, (string Controller, string Purpose) consent, Guid lease)
{
    private readonly ConcurrentBag<ImportBatch> _spare = [];
    private Task _last = Task.CompletedTask;

    /// <returns>False when the import is no longer this worker's.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var current = new CurrentAccount();
        current.ActFor(import.AccountId);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var batches = Channel.CreateBounded<ImportBatch>(1);
        var isOurs = true;
        Task[] work = [Guarded(ReadAsync), .. Enumerable.Range(0, options.Lanes).Select(_ => Guarded(WriteAsync))];
        await Task.WhenAll(work);
        ct.ThrowIfCancellationRequested();
        return isOurs;

        // The first that fails ends the others; its exception is the one that is thrown.
        async Task Guarded(Func<Task> part)
        {
            try
            {
                await Task.Run(part, CancellationToken.None);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
            }
            catch
            {
                await end.CancelAsync();
                throw;
            }
        }

        async Task ReadAsync()
        {
            await using var connection = await console.OpenAsync(current, end.Token);
            await using var text = new PieceStream(connection, import.AccountId, import.Id, import.Size);
            await ReadFileAsync(text, batches.Writer, end.Token);
            batches.Writer.Complete();
        }

        async Task WriteAsync()
        {
            await using var connection = await console.OpenAsync(current, end.Token);
            var merge = new ImportMerge(connection, hashes, import, consent.Controller, consent.Purpose, clock.GetUtcNow());
            await merge.PrepareAsync(end.Token);
            await foreach (var batch in batches.Reader.ReadAllAsync(end.Token))
            {
                if (!await merge.WriteAsync(batch, lease, options.Lease, clock, end.Token))
                {
                    isOurs = false;
                    await end.CancelAsync();
                    return;
                }

                batch.Committed.SetResult();
                batch.Clear();
                _spare.Add(batch);
            }
        }
    }

    private async Task ReadFileAsync(PieceStream text, ChannelWriter<ImportBatch> to, CancellationToken ct)
    {
        var csv = new CsvReader(text, import.Delimiter);
        using var rows = new RowReader(new RowRules(import.FileName, ImportColumn.Read(import.Columns), import.Encoding == FileText.DamagedUtf8, import.AgreedAt, import.Declaration, clock.GetUtcNow()));
        var batch = new ImportBatch();
        var isHeading = true;
        while (true)
        {
            if (!csv.TryRead())
            {
                if (!await csv.FillAsync(ct))
                {
                    break;
                }

                continue;
            }

            if (isHeading)
            {
                isHeading = Recognition.IsBlank(csv) || Recognition.IsHint(csv);
                continue;
            }

            rows.Read(csv, batch);
            if (csv.End <= import.Position)
            {
                // Decided before a break; only its address must be remembered.
                batch.Clear();
            }
            else if (batch.Rows >= options.BatchRows)
            {
                batch = await PassAsync(batch, csv.End, to, ct);
            }
        }

        if (import.Size > import.Position)
        {
            await PassAsync(batch, import.Size, to, ct);
        }
    }

    private async Task<ImportBatch> PassAsync(ImportBatch batch, long at, ChannelWriter<ImportBatch> to, CancellationToken ct)
    {
        batch.End = at;
        batch.Before = _last;
        _last = batch.Committed.Task;
        await to.WriteAsync(batch, ct);
        return _spare.TryTake(out var spare) ? spare : new ImportBatch();
    }
}

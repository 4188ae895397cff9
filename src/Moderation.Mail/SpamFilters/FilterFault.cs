using System.Net.Sockets;
using System.Text.Json;
using Moderation.Campaigns;

namespace Moderation.Mail.SpamFilters;

/// <summary>Runs one question against a filter, so that whatever goes wrong comes out as "unknown", with the reason.</summary>
internal static class FilterFault
{
    public static async Task<SpamFacts> GuardAsync(string engine, SpamQuestion question, SpamFilterOptions options, Func<CancellationToken, Task<SpamScore>> ask, CancellationToken ct)
    {
        if (question.Message.Length > options.MaxMessageBytes)
        {
            return NotKnown(engine, $"the message has {question.Message.Length:N0} bytes; at most {options.MaxMessageBytes:N0} are sent to {engine}");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Timeout);
        try
        {
            return new SpamFacts(engine, await ask(limit.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return NotKnown(engine, $"{engine} did not answer within {options.Timeout.TotalSeconds:0.#} s");
        }
        catch (FilterAnswerException wrong)
        {
            return NotKnown(engine, $"{engine} {wrong.Message}");
        }
        catch (JsonException)
        {
            return NotKnown(engine, $"{engine} gave an answer that cannot be read");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return NotKnown(engine, $"{engine} could not be reached: {OneLine(broken.Message)}");
        }
    }

    /// <summary>Printable ASCII: what another program says is shown to people.</summary>
    public static string OneLine(string text) => string.Concat(text.Take(200).Select(c => c is >= ' ' and <= '~' ? c : ' ')).Trim().TrimEnd('.');

    private static SpamFacts NotKnown(string engine, string why) => new(engine, Fact.Unknown<SpamScore>(why));
}

/// <summary>A filter's answer that is no score. The message goes on a sentence that begins with the filter's name.</summary>
internal sealed class FilterAnswerException(string message) : Exception(message);

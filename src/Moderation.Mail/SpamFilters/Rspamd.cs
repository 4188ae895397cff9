using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Moderation.Campaigns;

namespace Moderation.Mail.SpamFilters;

/// <summary>Rspamd by its HTTP protocol: <c>POST /checkv2</c>, the raw message as the body.</summary>
public sealed class Rspamd : ISpamFilter, IDisposable
{
    // Symbols of one message; real ones have 20 to 60.
    private const int MostSymbols = 500;

    private readonly Uri _check;
    private readonly string? _password;
    private readonly SpamFilterOptions _options;

    // An address that the administrator has chosen, most often on a private network: the filtered dialer would refuse it.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <param name="address">Of the worker that scans, such as <c>http://127.0.0.1:11333</c>.</param>
    /// <param name="password">Where the controller or a proxy asks for one; else null.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="ArgumentException">The address is not http or https, or the password cannot stand in a header.</exception>
    public Rspamd(Uri address, string? password, SpamFilterOptions options)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"{address} is no address of Rspamd: it has to begin with http:// or https://.", nameof(address));
        }

        if (password is not null && !IsHeaderValue(password))
        {
            throw new ArgumentException("The password of Rspamd may have printable ASCII characters only.", nameof(password));
        }

        _check = new Uri(address.AbsoluteUri.TrimEnd('/') + "/checkv2");
        (_password, _options) = (password, options);
    }

    public string Engine => "Rspamd";

    public Task<SpamFacts> ScoreAsync(SpamQuestion question, CancellationToken ct) =>
        FilterFault.GuardAsync(Engine, question, _options, stop => AskAsync(question, stop), ct);

    public void Dispose() => _http.Dispose();

    private async Task<SpamScore> AskAsync(SpamQuestion question, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _check) { Content = new ReadOnlyMemoryContent(question.Message) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        foreach (var (name, value) in Headers(question))
        {
            // A value that no header can hold is left out: the score is then a little harsher, and nothing is smuggled in.
            if (value is not null && IsHeaderValue(value))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await _http.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new FilterAnswerException(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                ? $"refused the password ({(int)answer.StatusCode})" : $"answered {(int)answer.StatusCode}");
        }

        using var json = JsonDocument.Parse(await BodyAsync(answer, ct), new JsonDocumentOptions { MaxDepth = 32 });
        return Read(json.RootElement);
    }

    private (string Name, string? Value)[] Headers(SpamQuestion question) =>
    [
        ("Password", _password),
        ("From", question.EnvelopeFrom),
        ("Rcpt", question.Recipient),
        ("IP", question.Address?.ToString()),
        ("Helo", question.HostName),
        ("Hostname", question.HostName),
        // Every symbol, also beyond the score at which it would stop.
        ("Pass", "all"),
    ];

    private async Task<byte[]> BodyAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        return await LimitedAnswer.ReadAsync(body, _options.MaxAnswerBytes, ct);
    }

    private static SpamScore Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Number(root, "score") is not { } score || Number(root, "required_score") is not { } required)
        {
            throw new FilterAnswerException(Text(root, "error") is { } error ? $"reports: {FilterFault.OneLine(error)}" : "gave an answer without a score");
        }

        var symbols = root.TryGetProperty("symbols", out var all) && all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().Take(MostSymbols).Select(Symbol).ToList() : [];
        // It says so of GTUBE as well, which has a symbol: then the score counts.
        if (symbols.Count == 0 && root.TryGetProperty("is_skipped", out var skipped) && skipped.ValueKind == JsonValueKind.True)
        {
            throw new FilterAnswerException("skipped the message: its settings exclude it");
        }

        return new SpamScore(score, required, [.. symbols.OrderByDescending(symbol => symbol.Score).ThenBy(symbol => symbol.Name, StringComparer.Ordinal)]);
    }

    private static SpamSymbol Symbol(JsonProperty symbol)
    {
        var description = Text(symbol.Value, "description") ?? "";
        if (symbol.Value.ValueKind == JsonValueKind.Object && symbol.Value.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Array)
        {
            var shown = string.Join(", ", options.EnumerateArray().Take(5).Where(option => option.ValueKind == JsonValueKind.String).Select(option => option.GetString()));
            description = shown.Length == 0 ? description : description.Length == 0 ? shown : $"{description} ({shown})";
        }

        return new SpamSymbol(FilterFault.OneLine(symbol.Name), Number(symbol.Value, "score") ?? 0, FilterFault.OneLine(description));
    }

    private static double? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsHeaderValue(string value) => value.Length is > 0 and <= 1000 && value.All(c => c is >= ' ' and <= '~');
}

using System.Net;
using System.Text.Json;
using Moderation.Mail.Dns;
using Moderation.Mail.Spf;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Spf;

/// <summary>The test suite of RFC 7208: each case brings its zone and the result.</summary>
public sealed class Rfc7208SuiteTests
{
    [CorpusFact("spf-rfc7208")]
    public async Task Every_case_of_the_suite_has_its_result()
    {
        using var suite = JsonDocument.Parse(Corpora.Read("spf-rfc7208", "cases.json"));
        var wrong = new List<string>();
        foreach (var test in suite.RootElement.EnumerateArray())
        {
            var request = new SpfRequest(IPAddress.Parse(Text(test, "host")), Text(test, "helo"), Text(test, "mailfrom"));
            var outcome = await new SpfVerifier(Zone(test.GetProperty("zonedata")), TimeProvider.System).CheckAsync(request, default);
            var expected = test.GetProperty("result") is { ValueKind: JsonValueKind.Array } several
                ? [.. several.EnumerateArray().Select(r => r.GetString()!)]
                : (string[])[Text(test, "result")];
            var explanation = test.TryGetProperty("explanation", out var e) ? e.GetString() : null;
            if (!expected.Contains(outcome.Result.ToString().ToLowerInvariant()) || (explanation is not null && (outcome.Explanation ?? "DEFAULT") != explanation))
            {
                wrong.Add($"{Text(test, "test")}: not {string.Join(" or ", expected)} {explanation}: {outcome}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    internal static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static MemoryZone Zone(JsonElement data)
    {
        var zone = new MemoryZone();
        foreach (var owner in data.EnumerateObject())
        {
            zone.Exists(owner.Name);
            // Type SPF of RFC 4408 is gone: where a case has no TXT of its own, its SPF records are meant as TXT.
            var records = owner.Value.EnumerateArray().ToList();
            var hasTxt = records.Exists(r => r.ValueKind == JsonValueKind.Object && r.TryGetProperty("TXT", out _));
            var seen = new HashSet<DnsType>();
            foreach (var record in records)
            {
                if (record.ValueKind == JsonValueKind.String)
                {
                    // TIMEOUT: whatever is not listed above it.
                    Array.ForEach(Enum.GetValues<DnsType>(), type => _ = seen.Contains(type) ? zone : zone.Fail(owner.Name, type));
                    continue;
                }

                var (type, value) = record.EnumerateObject().Select(p => (p.Name, p.Value)).Single();
                if (type == "SPF" ? !hasTxt : value.ValueKind != JsonValueKind.String || value.GetString() != "NONE")
                {
                    seen.Add(Add(zone, owner.Name, type, value));
                }
            }
        }

        return zone;
    }

    private static DnsType Add(MemoryZone zone, string name, string type, JsonElement value)
    {
        _ = type switch
        {
            "A" or "AAAA" => zone.Address(name, value.GetString()!),
            "PTR" => zone.Ptr(name, value.GetString()!),
            "CNAME" => zone.Alias(name, value.GetString()!),
            "MX" => zone.Mx(name, int.Parse(value[0].ToString(), System.Globalization.CultureInfo.InvariantCulture), value[1].GetString()!),
            _ => zone.Txt(name, value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : [value.GetString()!]),
        };
        return type == "SPF" ? DnsType.Txt : Enum.Parse<DnsType>(type, ignoreCase: true);
    }
}

using System.Net;
using Moderation.Mail.Dns;
using Moderation.Mail.Spf;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Spf;

/// <summary>The cases of mail-auth: sections of records, and tests that change one thing after another.</summary>
public sealed class MailAuthSuiteTests
{
    [CorpusFact("mailauth-rs-spf")]
    public async Task Every_case_of_the_suite_has_its_result()
    {
        var (checks, wrong) = (0, new List<string>());
        foreach (var file in Corpora.Files("mailauth-rs-spf"))
        {
            foreach (var section in (await File.ReadAllTextAsync(file)).Split("---"))
            {
                var state = new State();
                foreach (var line in section.Split('\n').Select(l => l.Trim().TrimStart('-').Trim()).Where(l => l.Length > 0 && l[0] != '#'))
                {
                    var (key, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
                    if (key != "expect")
                    {
                        state.Set(key, value);
                        continue;
                    }

                    checks++;
                    var outcome = await new SpfVerifier(state.Zone, TimeProvider.System).CheckAsync(new SpfRequest(IPAddress.Parse(state.Ip), state.Helo, state.Sender), default);
                    var told = $"{outcome.Result.ToString().ToLowerInvariant()} {outcome.Explanation}".Trim();
                    if (told != value)
                    {
                        wrong.Add($"{Path.GetFileName(file)} {state.Name} {state.Ip}: not {value}: {outcome}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(checks >= 50, $"{checks} checks were read.");
    }

    private sealed class State
    {
        public MemoryZone Zone { get; } = new();

        public string Name { get; private set; } = "";

        public string Ip { get; private set; } = "";

        public string Helo { get; private set; } = "";

        public string Sender { get; private set; } = "";

        public void Set(string key, string value)
        {
            var (owner, data) = value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (value[..space], value[(space + 1)..]) : (value, "");
            switch (key)
            {
                case "name":
                    Name = value;
                    break;
                case "domain":
                    Helo = value;
                    break;
                case "sender":
                    Sender = value;
                    break;
                case "ip":
                    Ip = value;
                    break;
                case "spf" or "exp":
                    Zone.Remove(owner, DnsType.Txt).Txt(owner, data);
                    break;
                case "a" or "aaaa":
                    Array.ForEach(data.Split(", "), address => Zone.Address(owner, address));
                    break;
                case "mx":
                    // The addresses of exchangers that have no names in the file.
                    foreach (var (address, i) in data.Split(", ").Select((a, i) => (a, i)))
                    {
                        Zone.Mx(owner, i, $"mx{i}.{owner}").Address($"mx{i}.{owner}", address);
                    }

                    break;
                case "ptr":
                    Zone.Ptr(DnsName.Reverse(IPAddress.Parse(owner)), data);
                    break;
                default:
                    break;
            }
        }
    }
}

using System.CommandLine;
using System.Net;
using Moderation.Accounts;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;

namespace Moderation.Cli;

/// <summary><c>moderation domain DOMAIN</c></summary>
internal static class DomainCommand
{
    public static Command Create()
    {
        var domain = new Argument<string>("DOMAIN") { Description = "The domain of the From address." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object: domain, state, checks with what was found, what is wrong, and the records to publish." };
        var resolver = new Option<string?>("--resolver") { Description = "Ask this name server instead of the machine's own, such as 9.9.9.9:53.", HelpName = "IP:PORT" };
        var selectors = new Option<string[]>("--selector") { Description = "A DKIM selector that has to be there; may be repeated. Without it the usual ones are tried.", HelpName = "NAME" };
        var addresses = new Option<string[]>("--ip") { Description = "An address that sends for the domain; may be repeated. SPF has to allow it and its PTR has to lead back to it. Without it the PTR of the mail servers (MX) is looked at.", HelpName = "ADDRESS" };
        var command = new Command("domain", "Checks what a domain publishes about its mail: SPF, DKIM, DMARC, PTR, MTA-STS, TLS-RPT, BIMI. Exit code: 0 nothing wrong (there may be advice), 1 something could not be checked, 2 something is wrong, 3 bad usage; the worst of all checks.")
        {
            domain, json, resolver, selectors, addresses,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (Question(parsed.GetRequiredValue(domain), parsed.GetValue(selectors) ?? [], parsed.GetValue(addresses) ?? [], error) is not { } question
                || NameServer.Options(parsed.GetValue(resolver), error) is not { } options)
            {
                return CommandLine.CouldNotRead;
            }

            var dns = new DnsResolver(options, TimeProvider.System);
            using var policies = new HttpsPolicySource(dns);
            var checks = await new PublishedRecords(dns, policies, TimeProvider.System).CheckAsync(question, ct);
            output.Write(parsed.GetValue(json) ? DomainReport.Json(question.Domain, checks) : DomainReport.Text(question.Domain, checks));
            return checks.Max(check => check.State) switch { PublishedState.Wrong => 2, PublishedState.Unknown => 1, _ => 0 };
        });
        return command;
    }

    private static PublishedQuestion? Question(string text, string[] selectors, string[] addresses, TextWriter error)
    {
        if (!DomainName.TryParse(text, out var domain))
        {
            error.WriteLine($"\"{Plain.Of(text)}\" is not a domain name, such as example.com.");
            return null;
        }

        if (Array.Find(selectors, selector => !DomainName.TryParse($"{selector.Replace('_', '-')}.{domain}", out _)) is { } wrong)
        {
            error.WriteLine($"--selector \"{Plain.Of(wrong)}\" is not a DKIM selector; it is the value of s= in a DKIM-Signature.");
            return null;
        }

        var senders = new List<IPAddress>();
        foreach (var address in addresses)
        {
            if (!NameServer.IsWhole(address) || !IPAddress.TryParse(address, out var sender))
            {
                error.WriteLine($"--ip \"{Plain.Of(address)}\" is not an IP address, such as 192.0.2.1 or 2001:db8::1.");
                return null;
            }

            senders.Add(sender.IsIPv4MappedToIPv6 ? sender.MapToIPv4() : sender);
        }

        return new PublishedQuestion(domain.Ascii) { Selectors = selectors, Senders = senders };
    }
}

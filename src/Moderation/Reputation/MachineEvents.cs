using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Moderation.Reputation;

/// <summary>What speaks for a program. Stored as bits: never renumber.</summary>
[Flags]
public enum MachineSigns : short
{
    None = 0,

    /// <summary>HEAD: nobody reads what it brings.</summary>
    Head = 1,

    /// <summary>A proxy of a mailbox provider fetched the picture, whether or not anybody looked (Apple Mail Privacy Protection, Gmail, Yahoo).</summary>
    ImageProxy = 2,

    /// <summary>Clicked before the mail was delivered, or within five seconds.</summary>
    TooSoon = 4,

    /// <summary>Every link of the mail within seconds.</summary>
    EveryLink = 8,

    /// <summary>From where the link was followed that no reader can see.</summary>
    Trap = 16,

    /// <summary>Mail of many recipients from one range of addresses within seconds.</summary>
    Burst = 32,

    /// <summary>It says itself that it is a scanner, or it says nothing.</summary>
    Scanner = 64,
}

/// <summary>One request for an address in a mail.</summary>
/// <param name="Recipient">Of the campaign.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="Link">Of a click.</param>
/// <param name="At">When.</param>
/// <param name="IsHead">By HEAD.</param>
/// <param name="Ip">The address that asked; null when it is not known.</param>
/// <param name="UserAgent">The program, as it calls itself.</param>
/// <param name="DeliveredAt">When the route took the mail; null when that is not known (yet).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrackedEvent(int Recipient, TrackedKind Kind, int Link, DateTimeOffset At, bool IsHead, IPAddress? Ip, string? UserAgent, DateTimeOffset? DeliveredAt);

/// <summary>
/// Tells people from programs among the opens and clicks of one campaign. A proxy's opens, whatever HEAD brings and whatever comes
/// from a source that followed the trap are a machine's; of the other signs two must agree, because each alone happens to people.
/// </summary>
public static class MachineEvents
{
    private const int FewestLinks = 2;
    private const int FewestRecipients = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    // Scanners ask from several addresses: what the same recipient's mail was asked for around the trap is theirs.
    private static readonly TimeSpan AroundTrap = TimeSpan.FromMinutes(1);

    // Whoever stands behind an address today may be somebody else tomorrow.
    private static readonly TimeSpan SameSource = TimeSpan.FromDays(1);

    private static readonly string[] Proxies = ["GoogleImageProxy", "YahooMailProxy", "ggpht.com"];

    private static readonly string[] Scanners =
    [
        "barracuda", "mimecast", "proofpoint", "symantec", "messagelabs", "trendmicro", "sophos", "fireeye", "ironport", "forcepoint", "vadesecure", "zscaler", "safelinks",
        "bot", "crawler", "spider", "scanner", "curl/", "wget/", "python", "go-http-client", "java/", "libwww", "httpclient", "aiohttp", "axios", "node-fetch", "headless", "phantomjs",
        "preview", "facebookexternalhit", "okhttp", "office existence discovery",
    ];

    /// <summary>The signs of each event, in the order of the events.</summary>
    /// <param name="events">Of one campaign: of a recipient either all of a stretch of time or none. In any order.</param>
    /// <param name="links">How many links the mail has.</param>
    public static MachineSigns[] Judge(IReadOnlyList<TrackedEvent> events, int links)
    {
        ArgumentNullException.ThrowIfNull(events);
        var signs = new MachineSigns[events.Count];
        for (var i = 0; i < signs.Length; i++)
        {
            signs[i] = Alone(events[i]);
        }

        var byTime = Enumerable.Range(0, signs.Length).OrderBy(i => events[i].At).ToArray();
        foreach (var recipient in byTime.GroupBy(i => events[i].Recipient))
        {
            MarkEveryLink(events, [.. recipient.Where(i => events[i].Kind == TrackedKind.Click)], links, signs);
        }

        foreach (var range in byTime.Where(i => events[i].Ip is not null).GroupBy(i => Range(events[i].Ip!)))
        {
            MarkBurst(events, [.. range], signs);
        }

        MarkTrapped(events, byTime, signs);
        return signs;
    }

    /// <summary>Whether an event with these signs is a program's and counts nowhere.</summary>
    public static bool IsMachine(TrackedKind kind, MachineSigns signs)
    {
        const MachineSigns Sure = MachineSigns.Head | MachineSigns.ImageProxy | MachineSigns.Trap;
        return kind == TrackedKind.Trap || (signs & Sure) != MachineSigns.None || int.PopCount((short)signs) >= 2;
    }

    private static MachineSigns Alone(in TrackedEvent one)
    {
        var signs = one.IsHead ? MachineSigns.Head : MachineSigns.None;
        if (one.Kind == TrackedKind.Open)
        {
            signs |= IsProxy(one) ? MachineSigns.ImageProxy : MachineSigns.None;
        }
        else if (one.DeliveredAt is { } delivered && one.At < delivered + Soon)
        {
            signs |= MachineSigns.TooSoon;
        }

        return signs | (IsScanner(one.UserAgent) ? MachineSigns.Scanner : MachineSigns.None);
    }

    // Apple fetches as "Mozilla/5.0" and nothing more, and from 17.0.0.0/8 where no partner relays it.
    private static bool IsProxy(in TrackedEvent one) =>
        one.UserAgent?.Trim() == "Mozilla/5.0"
        || (one.Ip is { AddressFamily: AddressFamily.InterNetwork } ip && ip.GetAddressBytes()[0] == 17)
        || (one.UserAgent is { } agent && Proxies.Any(proxy => agent.Contains(proxy, StringComparison.OrdinalIgnoreCase)));

    private static bool IsScanner(string? agent) =>
        string.IsNullOrWhiteSpace(agent) || Scanners.Any(word => agent.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static void MarkEveryLink(IReadOnlyList<TrackedEvent> events, int[] clicks, int links, MachineSigns[] signs)
    {
        if (links < FewestLinks)
        {
            return;
        }

        var (inWindow, marked) = (new Dictionary<int, int>(), 0);
        for (int first = 0, last = 0; last < clicks.Length; last++)
        {
            var link = events[clicks[last]].Link;
            inWindow[link] = inWindow.GetValueOrDefault(link) + 1;
            for (; events[clicks[last]].At - events[clicks[first]].At > Seconds; first++)
            {
                Leave(inWindow, events[clicks[first]].Link);
            }

            if (inWindow.Count >= links)
            {
                marked = Mark(clicks, Math.Max(first, marked), last, MachineSigns.EveryLink, signs);
            }
        }
    }

    private static void MarkBurst(IReadOnlyList<TrackedEvent> events, int[] range, MachineSigns[] signs)
    {
        var (inWindow, marked) = (new Dictionary<int, int>(), 0);
        for (int first = 0, last = 0; last < range.Length; last++)
        {
            var recipient = events[range[last]].Recipient;
            inWindow[recipient] = inWindow.GetValueOrDefault(recipient) + 1;
            for (; events[range[last]].At - events[range[first]].At > Seconds; first++)
            {
                Leave(inWindow, events[range[first]].Recipient);
            }

            if (inWindow.Count >= FewestRecipients)
            {
                marked = Mark(range, Math.Max(first, marked), last, MachineSigns.Burst, signs);
            }
        }
    }

    private static void MarkTrapped(IReadOnlyList<TrackedEvent> events, int[] byTime, MachineSigns[] signs)
    {
        var traps = byTime.Where(i => events[i].Kind == TrackedKind.Trap).ToList();
        if (traps.Count == 0)
        {
            return;
        }

        var sources = traps.Where(i => events[i].Ip is not null).ToLookup(i => events[i].Ip!, i => events[i].At);
        var recipients = traps.ToLookup(i => events[i].Recipient, i => events[i].At);
        foreach (var i in byTime)
        {
            var one = events[i];
            if ((one.Ip is { } ip && sources[ip].Any(at => (one.At - at).Duration() <= SameSource)) || recipients[one.Recipient].Any(at => (one.At - at).Duration() <= AroundTrap))
            {
                signs[i] |= MachineSigns.Trap;
            }
        }
    }

    private static void Leave(Dictionary<int, int> counts, int key)
    {
        if (--counts[key] == 0)
        {
            counts.Remove(key);
        }
    }

    // Returns where the next mark begins: what is marked need not be marked again with each event of a long series.
    private static int Mark(int[] which, int from, int to, MachineSigns sign, MachineSigns[] signs)
    {
        foreach (var i in which.AsSpan(from, to + 1 - from))
        {
            signs[i] |= sign;
        }

        return to + 1;
    }

    // A /24, or a /48 of IPv6: what one customer of a provider has.
    private static (long, int) Range(IPAddress ip)
    {
        var bytes = ip.GetAddressBytes();
        var length = bytes.Length == 4 ? 3 : 6;
        long range = 0;
        foreach (var b in bytes.AsSpan(0, length))
        {
            range = (range << 8) | b;
        }

        return (range, length);
    }
}

using System.Text;

namespace Moderation.Mail.Tests.SpamFilters;

internal static class SpamMails
{
    /// <summary>A newsletter with a link to an address of numbers.</summary>
    public static readonly byte[] Numeric = Mail("text/html", "<p>Hello, the lamp is back. <a href=\"https://192.0.2.1/\">Read on</a></p>");

    /// <summary>The text that every filter takes for spam.</summary>
    public static readonly byte[] Gtube = Mail("text/plain", "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X");

    private static byte[] Mail(string type, string body) => Encoding.ASCII.GetBytes(string.Join("\r\n",
        "From: Lighthouse <keeper@example.com>", "To: Reader <reader@example.org>", "Subject: News", "Message-ID: <news.20260301.1@example.com>",
        "Date: Sun, 01 Mar 2026 09:00:00 +0000", "MIME-Version: 1.0", $"Content-Type: {type}; charset=utf-8", "", body, ""));
}

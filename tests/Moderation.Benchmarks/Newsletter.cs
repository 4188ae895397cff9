using System.Globalization;
using System.Text;

namespace Moderation.Benchmarks;

/// <summary>
/// The mail that is measured: nested tables, styles, links, accents, a text part and our placeholders, as newsletters have them.
/// The same on every machine.
/// </summary>
internal sealed record Newsletter(string Subject, string Html, string Text)
{
    private static readonly string[] Words =
    [
        "the", "garden", "and", "summer", "our", "members", "of", "ticket", "with", "season", "from", "café", "price", "to", "workshop",
        "free", "shipping", "weekend", "travel", "new", "design", "studio", "for", "report", "market", "in", "support", "Düsseldorf",
        "collection", "—", "order", "quality", "select", "winter", "reward", "update", "a", "résumé", "offer", "evening",
    ];

    /// <param name="sections">Articles, about 1 KB each in HTML.</param>
    public static Newsletter Of(int sections)
    {
        var random = new Random(20_301);
        var (html, text) = (new StringBuilder(Top), new StringBuilder("Hello {{ contact.first_name | default: \"reader\" }},\n\n"));
        for (var i = 0; i < sections; i++)
        {
            var (title, body) = (Sentence(random, 5), string.Join(' ', Enumerable.Range(0, 4).Select(_ => Sentence(random, 12))));
            html.Append(CultureInfo.InvariantCulture, $"""
                <tr><td class="card" style="padding:16px 24px;border-bottom:1px solid #e4e4e4">
                  <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>
                    <td width="120"><img src="https://img.news.example/2030/{i}.jpg" width="120" height="90" alt="{title}"></td>
                    <td style="padding-left:16px;font:14px/20px Arial,sans-serif;color:#333333"><h2 style="font-size:18px;margin:0 0 8px">{title}</h2>
                      <p style="margin:0 0 8px">{body}</p><a href="https://news.example/story/{i}?from=mail" style="color:#0b57d0">Read on</a></td>
                  </tr></table></td></tr>

                """);
            if (i % 4 == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{title}\n{body}\nhttps://news.example/story/{i}?from=mail\n\n");
            }
        }

        html.Append(Bottom);
        text.Append("You receive this because you subscribed at news.example.\nUnsubscribe: {{ unsubscribe_url }}\n");
        return new Newsletter("Summer at News: {{ contact.first_name | default: \"reader\" }}, come in", html.ToString(), text.ToString());
    }

    private static string Sentence(Random random, int words)
    {
        var sentence = string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));
        return char.ToUpperInvariant(sentence[0]) + sentence[1..] + ".";
    }

    private const string Top = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>News</title>
        <style>
          body { margin: 0; background: #f4f4f4; } .wrap { width: 600px; background: #ffffff; } .footer, .footer a { color: #555555; font-size: 12px; }
          .preheader { display: none; max-height: 0; overflow: hidden; }
          @media (max-width: 480px) { .wrap { width: 100% !important; } .card { padding: 12px !important; } .wide { display: none !important; } }
        </style></head><body>
        <div class="preheader">What the season brings</div>
        <table role="presentation" class="wrap" align="center" cellpadding="0" cellspacing="0">
        <tr><td style="padding:24px;font:16px/24px Arial,sans-serif">Hello {{ contact.first_name | default: "reader" }},</td></tr>

        """;

    private const string Bottom = """
        <tr><td class="footer" style="padding:24px">News Ltd, 1 Example Street, Dublin. You receive this because you subscribed at news.example.
          <a href="{{ browser_url }}">View in browser</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></td></tr>
        </table></body></html>

        """;
}

using System.Text;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Tests.Rules;

/// <summary>Mails and facts to judge.</summary>
internal static class Sample
{
    /// <summary>A newsletter that no rule of content has anything to say about.</summary>
    public const string CleanHtml = """
        <!doctype html><html lang="en"><head><title>News</title></head><body><table><tr><td>
        <h1>News from the lighthouse</h1><p>Hello {{ contact.first_name | default: "reader" }}, the lamp is back.</p>
        <p><a href="https://lighthouse.example/lamp?utm_source=news">Read on</a> or <a href="mailto:keeper@lighthouse.example">write to us</a>.</p>
        <p>You receive this letter because you signed up on our website. Add keeper@lighthouse.example to your contacts. Lighthouse Books, 4 Harbour Quay</p>
        <p><a href="{{ browser_url }}">View in browser</a> · <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>
        </td></tr></table></body></html>
        """;

    public const string CleanText = "News from the lighthouse\nhttps://lighthouse.example/lamp\n\nUnsubscribe: {{ unsubscribe_url }}\n";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static Submission Mail(string? html = null, string? text = null, params Attachment[] attachments) => new(new Moderation.Campaigns.Content
    {
        Subject = "News from the lighthouse",
        FromName = "Lighthouse",
        FromAddress = EmailAddress.Parse("keeper@lighthouse.example"),
        Html = html,
        Text = text,
        Attachments = attachments,
    });

    public static Submission Clean() => Mail(CleanHtml, CleanText, File(10_000));

    public static Submission From(AccountFacts? account = null, VolumeFacts? volume = null) => new(Clean().Content) { Account = account, Volume = volume };

    public static Submission To(AudienceFacts audience) => new(Clean().Content) { Audience = audience };

    public static Submission Subject(string subject) => new(Clean().Content with { Subject = subject });

    public static Attachment File(int bytes, string name = "plan.pdf") => new(name, "application/pdf", null, new byte[bytes]);

    public static List<Finding> Check(this IRule rule, Submission submission) => rule.Check(submission, Thresholds.Default).ToList();

    public static string Times(this string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    public static string Of(this IEnumerable<Evidence> evidence, string name) => evidence.First(one => one.Name == name).Value;
}

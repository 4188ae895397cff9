namespace Moderation.Web.Hygiene;

/// <summary>The mailing that asks people who are never active whether they want to stay: a draft that the marketer may change.</summary>
internal static class LastChance
{
    public const string Subject = "Do you still want our letters?";

    public const string Preheader = "Press one button to stay. Otherwise we stop in 30 days.";

    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Do you still want our letters?</title></head>
        <body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1d2430;background:#ffffff">
          <p>Hello {{ contact.first_name | default: "reader" }},</p>
          <p>you signed up for our letters, and for half a year you have not opened one. We do not want to fill your mailbox with mail that you do not read.</p>
          <p><a href="{{ keep_url }}">Yes, I want to stay</a></p>
          <p>If you do nothing, this is our last letter: in 30 days we take your address off our lists.</p>
          <p style="font-size:14px">You get this because you signed up for our letters. <a href="{{ unsubscribe_url }}">Unsubscribe now</a></p>
        </body>
        </html>
        """;

    public const string Text = """
        Hello {{ contact.first_name | default: "reader" }},

        you signed up for our letters, and for half a year you have not opened one. We do not want to fill your mailbox with mail that you do not read.

        Yes, I want to stay: {{ keep_url }}

        If you do nothing, this is our last letter: in 30 days we take your address off our lists.

        You get this because you signed up for our letters. Unsubscribe now: {{ unsubscribe_url }}
        """;
}

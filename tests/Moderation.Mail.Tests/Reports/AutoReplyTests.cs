using System.Text;
using Moderation.Mail.Reports;

namespace Moderation.Mail.Tests.Reports;

public sealed class AutoReplyTests
{
    [Theory]
    [InlineData("Auto-Submitted: auto-replied (vacation)\nSubject: Re: News")]
    [InlineData("Auto-Submitted: auto-generated\nIn-Reply-To: <1@example.net>\nSubject: Re: News")]
    [InlineData("X-Autoreply: yes\nSubject: Re: News")]
    [InlineData("Precedence: auto_reply\nSubject: Re: News")]
    [InlineData("Subject: Out of office: News")]
    [InlineData("Subject: Automatic reply: News")]
    [InlineData("Subject: Automatische Antwort: News")]
    [InlineData("Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_News?=")]
    [InlineData("Subject: Autosvar: News")]
    [InlineData("Return-Path: <>\nSubject: Out of the office until Monday")]
    public void Answering_machines_are_told(string header) => Assert.Equal(ReportKind.AutoReply, Kind(header, "I am away. Your message to me@example.org could not be read."));

    [Theory]
    [InlineData("Subject: Re: News")]
    [InlineData("Auto-Submitted: no\nSubject: Re: News")]
    [InlineData("Auto-Submitted: auto-generated\nSubject: Your invoice")]
    [InlineData("List-Unsubscribe: <https://example.net/>\nSubject: Vacation: last minute")]
    [InlineData("Subject: Auto insurance")]
    [InlineData("Subject: Away games this week")]
    public void People_and_mailings_are_not(string header) => Assert.Equal(ReportKind.None, Kind(header, "Hello"));

    [Theory]
    [InlineData("From: Bob <bob@example.org>\nSubject: Fwd: failure notice", "Hi. This is the qmail-send program at example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\nx@example.org:\nno\n")]
    [InlineData("From: News <news@example.org>\nList-Id: <1.example.org>\nSubject: Delivery failed? Ten tips", "Your message could not be delivered to user@example.org: ten tips.\n")]
    [InlineData("From: Bob <bob@example.org>\nReturn-Path: <>\nSubject: Re: News", "I left. Your message to bob@example.org has failed to reach me, write to ann@example.org\n")]
    public void Whoever_writes_about_bounces_bounces_nobody(string header, string body) => Assert.NotEqual(ReportKind.Dsn, Kind(header, body));

    private static ReportKind Kind(string header, string body) => Report.Read(Encoding.UTF8.GetBytes($"{header}\nTo: x@example.net\n\n{body}\n")).Kind;
}

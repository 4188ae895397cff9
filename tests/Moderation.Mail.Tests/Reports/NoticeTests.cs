using System.Text;
using Moderation.Mail.Reports;

namespace Moderation.Mail.Tests.Reports;

/// <summary>The smallest notice of each family, after the servers' own templates.</summary>
public sealed class NoticeTests
{
    [Theory]
    [InlineData("qmail", "gone@example.org", BounceClass.Hard, "MAILER-DAEMON@x.example", "failure notice", "Hi. This is the qmail-send program at x.example.\n\n<gone@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <1@x.example>\n")]
    [InlineData("exim", "gone@example.org", BounceClass.Hard, "Mailer-Daemon@x.example", "Mail delivery failed: returning message to sender", "The following address(es) failed:\n\n  gone@example.org\n    Unrouteable address\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <1@x.example>\n")]
    [InlineData("postfix", "a@example.org", BounceClass.Hard, "MAILER-DAEMON@x.example (Mail Delivery System)", "Undelivered Mail Returned to Sender", "This is the mail system at host x.example.\n\n<a@example.org> (expanded from <list@example.org>): unknown user: \"a\"\n")]
    [InlineData("sendmail", "full@example.org", BounceClass.Soft, "Mail Delivery Subsystem <MAILER-DAEMON@x.example>", "Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\n<full@example.org>\n    (reason: 552 5.2.2 mailbox full)\n\n   ----- Transcript of session follows -----\n>>> DATA\n<<< 552 5.2.2 mailbox full\n")]
    [InlineData("exchange", "bob@example.org", BounceClass.Hard, "System Administrator <postmaster@x.example>", "Undeliverable: Hello", "did not reach the following recipient(s):\n\nc=US;a= ;p=X;dda:SMTP=bob@example.org; on Fri, 4 Oct 2002 17:12:28\n    The recipient name is not recognized\n")]
    [InlineData("office365", "bob@example.org", BounceClass.Hard, "postmaster@x.example", "Undeliverable: Hello", "Delivery has failed to these recipients or groups:\n\nbob@example.org<mailto:bob@example.org>\nThe email address couldn't be found.\n\nGenerating server: x\n\nbob@example.org\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\n")]
    [InlineData("gmail", "bob@example.org", BounceClass.Block, "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", "Delivery to the following recipient failed permanently:\n\n     bob@example.org\n\nTechnical details of permanent failure:\nThe error was: 550 5.7.1 blocked\n\n----- Original message -----\n\nMessage-ID: <1@x.example>\n")]
    [InlineData("domino", "bob@example.org", BounceClass.Hard, "Postmaster@x.example", "DELIVERY FAILURE: User bob (bob@example.org) not listed in Domino Directory", "Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  bob@example.org\n\nbecause:\n\n  User bob (bob@example.org) not listed in Domino Directory\n")]
    [InlineData("opensmtpd", "bob@example.org", BounceClass.Soft, "Mailer Daemon <MAILER-DAEMON@x.example>", "Delivery status notification: error", "    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\nbob@example.org: 552 5.2.2 Mailbox full\n")]
    [InlineData("dragonfly", "bob@example.org", BounceClass.Hard, "MAILER-DAEMON <>", "Mail delivery failed", "There was an error delivering your mail to <bob@example.org>.\n\nmx.example.org did not like our RCPT TO:\n550 5.1.1 User unknown\n\nMessage headers follow.\n\nMessage-ID: <1@x.example>\n")]
    [InlineData("imail", "bob@example.org", BounceClass.Hard, "Postmaster <postmaster@x.example>", "Undeliverable Mail", "Invalid final delivery userid: bob@example.org\n\nOriginal message follows.\n\nMessage-ID: <1@x.example>\n")]
    [InlineData("sendmail", "bob@example.org", BounceClass.Soft, "postmaster@x.example", "Returned mail: Mailbox full", "   ----- The following addresses had delivery problems -----\nbob@example.org\n\nThe number of messages in recipient's mailbox exceeded the local limit.\n")]
    public void Each_family_is_read(string format, string address, BounceClass expected, string from, string subject, string body)
    {
        var report = Report.Read(Encoding.UTF8.GetBytes($"From: {from}\nTo: b-token@bounce.example.net\nSubject: {subject}\n\n{body}"));
        Assert.Equal((ReportKind.Dsn, format), (report.Kind, report.Format));
        var one = Assert.Single(report.Recipients);
        Assert.Equal((address, DeliveryAction.Failed, expected), (one.Address, one.Action, one.Class));
        Assert.Equal(["b-token@bounce.example.net"], report.EnvelopeAddresses);
        Assert.Equal(body.Contains("Message-ID", StringComparison.Ordinal) ? "1@x.example" : null, report.OriginalMessageId);
    }

    [Fact]
    public void A_warning_is_a_delay()
    {
        var report = Report.Read("From: Mailer-Daemon@x.example\nSubject: Warning: message delayed 24 hours\nAuto-Submitted: auto-replied\n\nThis message was created automatically by mail delivery software.\nThe address to which the message has not yet been delivered is:\n\n  bob@example.org\n    Delay reason: Connection timed out\n"u8.ToArray());
        Assert.Equal(("bob@example.org", DeliveryAction.Delayed, BounceClass.Soft), (report.Recipients[0].Address, report.Recipients[0].Action, report.Recipients[0].Class));
    }
}

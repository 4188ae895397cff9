using System.Text;
using Moderation.Mail.Logs;
using Moderation.Mail.Reports;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Logs;

public sealed class KumoLogTests
{
    private const string Bounce = """{"type":"Bounce","id":"1d98076abbbc11ed940250ebf67f93bd","sender":"b-abc@bounces.provider.example","recipient":"ann@readers.example","queue":"readers.example","site":"s->mx.readers.example","size":1047,"response":{"code":550,"enhanced_code":{"class":5,"subject":1,"detail":1},"content":"User unknown","command":"RCPT TO:<ann@readers.example>"},"peer_address":{"name":"mx.readers.example.","addr":"192.0.2.27"},"timestamp":1795376494,"created":1795376490,"num_attempts":0,"bounce_classification":"Uncategorized","egress_pool":"pool0","meta":{},"headers":{},"nodeid":"557f3ad4-2c8c-11ee-976e-782d7e12e173"}""";

    [Fact]
    public void A_bounce_names_sender_recipient_server_and_reply()
    {
        var line = KumoLog.Read(Bounce);
        Assert.Equal((LogLineKind.Bounced, BounceClass.Hard, "5.1.1", "550 5.1.1 User unknown"), (line.Kind, line.Class!.Value, line.Status, line.Reply));
        Assert.Equal(("b-abc@bounces.provider.example", "ann@readers.example", "mx.readers.example"), (line.Sender, line.Recipient, line.Server));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795376494), line.At);
    }

    [Theory]
    [InlineData("Delivery", LogLineKind.Delivered, null)]
    [InlineData("TransientFailure", LogLineKind.Deferred, null)]
    [InlineData("Expiration", LogLineKind.Expired, null)]
    [InlineData("OOB", LogLineKind.Bounced, BounceClass.Hard)]
    // Thrown away by the provider: it says nothing of the address.
    [InlineData("AdminBounce", LogLineKind.Bounced, BounceClass.Block)]
    [InlineData("Reception", LogLineKind.Other, null)]
    [InlineData("Feedback", LogLineKind.Other, null)]
    [InlineData("XferOut", LogLineKind.Other, null)]
    [InlineData("Something of next year", LogLineKind.Other, null)]
    public void Each_type_has_its_meaning(string type, LogLineKind kind, BounceClass? expected)
    {
        var line = KumoLog.Read(Bounce.Replace("\"Bounce\"", $"\"{type}\"", StringComparison.Ordinal));
        Assert.Equal((kind, expected), (line.Kind, line.Class));
    }

    [Fact]
    public void Newer_records_have_an_exact_time_and_may_have_several_recipients()
    {
        var line = KumoLog.Read(Bounce
            .Replace("\"timestamp\":1795376494", "\"timestamp\":1795376494,\"event_time\":\"2026-11-22T19:41:34.440526026Z\"", StringComparison.Ordinal)
            .Replace("\"recipient\":\"ann@readers.example\"", "\"recipient\":[\"ann@readers.example\",\"ben@readers.example\"]", StringComparison.Ordinal)
            .Replace("{\"class\":5,\"subject\":1,\"detail\":1}", "null", StringComparison.Ordinal));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 19, 41, 34, TimeSpan.Zero), line.At!.Value.AddTicks(-(line.At.Value.Ticks % TimeSpan.TicksPerSecond)));
        // Without an enhanced code the words decide.
        Assert.Equal(("ann@readers.example", BounceClass.Hard, "550 User unknown"), (line.Recipient, line.Class!.Value, line.Reply));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":1,\"timestamp\":1}")]
    [InlineData("{\"type\":\"Delivery\"}")]
    [InlineData("{\"type\":\"Delivery\",\"timestamp\":99999999999999}")]
    [InlineData("{\"type\":\"Delivery\",\"timestamp\":1,\"sender\":\"\\ud800\"}")]
    [InlineData("Nov 22 19:31:34 mta1 postfix/qmgr[12]: 4F9D195432C: removed")]
    public void What_is_no_record_is_unreadable(string text) => Assert.Equal(LogLineKind.Unreadable, KumoLog.Read(text).Kind);

    [Fact]
    public void Hostile_lines_never_throw() => Fuzz.Run(
        "kumo-log", [Encoding.UTF8.GetBytes(Bounce)], input => KumoLog.Read(Encoding.UTF8.GetString(input)), "\"type\":", "null", "[", "{", "\"\\ud800\"", "\"recipient\":", "\"response\":", "-1", "1e400");
}

using System.Text;
using Moderation.Campaigns;
using Moderation.Mail.SpamFilters;

namespace Moderation.Mail.Tests.SpamFilters;

public sealed class SpamAssassinTests
{
    [ProgramFact(FilterProcess.SpamdProgram, "spamd")]
    public async Task A_real_one_scores_a_mail_and_GTUBE_and_once_stopped_nothing_is_known()
    {
        SpamAssassin assassin;
        using (var filter = await FilterProcess.SpamdAsync())
        {
            assassin = new SpamAssassin("127.0.0.1", filter.Port, new SpamFilterOptions { Timeout = TimeSpan.FromSeconds(60) });
            var facts = await assassin.ScoreAsync(new SpamQuestion(SpamMails.Numeric), default);

            Assert.Equal("SpamAssassin", facts.Engine);
            Assert.True(facts.Score.IsKnown, facts.Score.Why);
            var score = facts.Score.Value;
            Assert.Equal(5, score.Required);
            Assert.Equal("URI: URI host has a public dotted-decimal IPv4 address", Assert.Single(score.Symbols, one => one.Name == "NORMAL_HTTP_TO_IP").Description);
            Assert.Equal(score.Score, score.Symbols.Sum(one => one.Score), 0.3);

            var gtube = (await assassin.ScoreAsync(new SpamQuestion(SpamMails.Gtube), default)).Score.Value;
            Assert.Equal(("GTUBE", 1000), (gtube.Symbols[0].Name, gtube.Symbols[0].Score));
            Assert.True(gtube.Score >= 1000);
        }

        Assert.StartsWith("SpamAssassin could not be reached: ", (await assassin.ScoreAsync(new SpamQuestion(SpamMails.Numeric), default)).Score.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "SpamAssassin closed the connection without an answer")]
    [InlineData("220 smtp.example ESMTP\r\n", "SpamAssassin gave an answer that is not of its protocol")]
    [InlineData("SPAMD/1.0 76 Bad header line: (unknown)\r\n", "SpamAssassin reports: SPAMD/1.0 76 Bad header line: (unknown)")]
    [InlineData("SPAMD/1.1 0 EX_OK\r\n\r\nSpam: True ; 15.0 / 5.0\r\n", "SpamAssassin gave an answer without a score")]
    [InlineData("SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1.5.0 / 5.0\r\n\r\n", "SpamAssassin gave a score that is no number")]
    public async Task A_wrong_answer_is_unknown_with_the_reason(string answer, string why)
    {
        await using var server = new CannedServer(Encoding.ASCII.GetBytes(answer));

        Assert.Equal(why, (await ScoreAsync(server)).Why);
    }

    [Fact]
    public async Task An_endless_answer_and_a_slow_one_are_unknown()
    {
        await using var endless = new CannedServer(new byte[5000]);
        Assert.Equal("SpamAssassin gave an answer of more than 1,000 bytes", (await ScoreAsync(endless, new SpamFilterOptions { MaxAnswerBytes = 1000 })).Why);

        await using var slow = new CannedServer(null);
        Assert.Equal("SpamAssassin did not answer within 0.3 s", (await ScoreAsync(slow, new SpamFilterOptions { Timeout = TimeSpan.FromMilliseconds(300) })).Why);
    }

    [Fact]
    public async Task A_negative_score_and_a_report_without_a_table_are_read()
    {
        await using var server = new CannedServer("SPAMD/1.1 0 EX_OK\r\nContent-length: 3\r\nSpam: False ; -1.3 / 5.0\r\n\r\nhi\n"u8.ToArray());
        var score = (await ScoreAsync(server)).Value;

        Assert.Equal((-1.3, 5.0, 0), (score.Score, score.Required, score.Symbols.Count));
        Assert.StartsWith($"REPORT SPAMC/1.5\r\nContent-length: {SpamMails.Numeric.Length}\r\n\r\nFrom: ", server.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_of_a_mail_cannot_add_rows_to_the_table()
    {
        await using var server = new CannedServer(Encoding.ASCII.GetBytes("SPAMD/1.1 0 EX_OK\r\nSpam: True ; 6.0 / 5.0\r\n\r\nContent preview:  ---- ------- \n   9.9 FAKE  x\n\n pts rule name  description\n---- ---------------------- -----\n 6.0 REAL               BODY: real\n                        and long\n\n 7.0 LATER  after the table\n"));

        Assert.Equal([new SpamSymbol("REAL", 6, "BODY: real and long")], (await ScoreAsync(server)).Value.Symbols);
    }

    private static async Task<Fact<SpamScore>> ScoreAsync(CannedServer server, SpamFilterOptions? options = null) =>
        (await new SpamAssassin("127.0.0.1", server.Port, options ?? new SpamFilterOptions()).ScoreAsync(new SpamQuestion(SpamMails.Numeric), default)).Score;
}

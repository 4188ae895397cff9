using System.Security.Cryptography;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Tests.Feedback.Tokens;

public sealed class TokenRingTests
{
    private static readonly TokenKey Old = new(1, RandomNumberGenerator.GetBytes(32));
    private static readonly TokenKey New = new(2, RandomNumberGenerator.GetBytes(32));
    private static readonly TokenRing Ring = new([Old, New]);

    public static TheoryData<long, int> Deliveries => new() { { 1, 1 }, { 127, 128 }, { 4_000_000, 1_000_000 }, { long.MaxValue, int.MaxValue } };

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void A_token_names_its_delivery(long campaign, int sequence)
    {
        var delivery = new DeliveryRef(campaign, sequence);
        Assert.True(Ring.TryReadUrl(TokenPurpose.OptOut, Ring.ForUrl(TokenPurpose.OptOut, delivery, Ring.Newest), out var url));
        Assert.Equal(delivery, url);
        Assert.True(Ring.TryReadMailbox(TokenPurpose.Verp, Ring.ForMailbox(TokenPurpose.Verp, delivery, Ring.Newest), out var mailbox));
        Assert.Equal(delivery, mailbox);
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void A_mailbox_token_fits_a_local_part_and_survives_a_change_of_case(long campaign, int sequence)
    {
        var text = Ring.ForMailbox(TokenPurpose.Verp, new DeliveryRef(campaign, sequence), Ring.Newest);
        Assert.True("b-".Length + text.Length <= 64);
        Assert.Equal(text.ToLowerInvariant(), text);
        Assert.True(Ring.TryReadMailbox(TokenPurpose.Verp, text.ToUpperInvariant(), out var read));
        Assert.Equal(campaign, read.Campaign);
    }

    [Fact]
    public void Any_changed_character_is_refused()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =%";
        var url = Ring.ForUrl(TokenPurpose.OptOut, new DeliveryRef(77, 4711), Ring.Newest);
        for (var i = 0; i < url.Length; i++)
        {
            foreach (var other in alphabet.Where(c => c != url[i]))
            {
                Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, url[..i] + other + url[(i + 1)..], out _));
            }
        }

        var mailbox = Ring.ForMailbox(TokenPurpose.Verp, new DeliveryRef(77, 4711), Ring.Newest);
        for (var i = 0; i < mailbox.Length; i++)
        {
            foreach (var other in "abcdefghijklmnopqrstuvwxyz234567".Where(c => c != mailbox[i]))
            {
                Assert.False(Ring.TryReadMailbox(TokenPurpose.Verp, mailbox[..i] + other + mailbox[(i + 1)..], out _));
            }
        }
    }

    [Fact]
    public void A_shortened_or_lengthened_token_is_refused()
    {
        var url = Ring.ForUrl(TokenPurpose.OptOut, new DeliveryRef(77, 4711), Ring.Newest);
        for (var i = 0; i < url.Length; i++)
        {
            Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, url[..i], out _));
        }

        Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, url + "A", out _));
        Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, url + "\n", out _));
        Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, null, out _));
        Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, new string('A', 10_000), out _));
    }

    [Fact]
    public void A_token_for_another_purpose_is_refused()
    {
        var view = Ring.ForUrl(TokenPurpose.View, new DeliveryRef(77, 4711), Ring.Newest);
        Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, view, out _));
    }

    [Fact]
    public void An_older_key_still_reads_and_a_foreign_key_does_not()
    {
        var old = new TokenRing([Old]).ForUrl(TokenPurpose.OptOut, new DeliveryRef(1, 1), 1);
        Assert.Equal(2, Ring.Newest);
        Assert.True(Ring.TryReadUrl(TokenPurpose.OptOut, old, out _));
        var foreign = new TokenRing([new TokenKey(1, RandomNumberGenerator.GetBytes(32))]);
        Assert.False(foreign.TryReadUrl(TokenPurpose.OptOut, old, out _));
        Assert.False(new TokenRing([Old]).TryReadUrl(TokenPurpose.OptOut, Ring.ForUrl(TokenPurpose.OptOut, new DeliveryRef(1, 1), 2), out _));
    }

    [Fact]
    public void Random_text_is_never_a_token_and_never_throws()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            if (bytes.Length > 0 && i % 2 == 0)
            {
                bytes[0] = 2;
            }

            Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, System.Buffers.Text.Base64Url.EncodeToString(bytes), out _));
            Assert.False(Ring.TryReadMailbox(TokenPurpose.Verp, Base32.Encode(bytes), out _));
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 60)).Select(_ => (char)random.Next(0, 0x3000)));
            Assert.False(Ring.TryReadUrl(TokenPurpose.OptOut, text, out _));
            Assert.False(Ring.TryReadMailbox(TokenPurpose.Verp, text, out _));
            _ = TokenRing.ClaimedKey(text);
        }
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void The_token_of_a_link_names_its_delivery_and_its_link_and_nothing_else(long campaign, int sequence)
    {
        var delivery = new DeliveryRef(campaign, sequence);
        foreach (var link in new[] { 0, 1, 200, int.MaxValue })
        {
            var token = Ring.ForLink(delivery, link, Ring.Newest);
            Assert.True(Ring.TryReadLink(token, out var read, out var number));
            Assert.Equal((delivery, link), (read, number));
            Assert.False(Ring.TryReadUrl(TokenPurpose.Click, token, out _));
            Assert.False(Ring.TryReadUrl(TokenPurpose.Open, token, out _));
        }

        Assert.False(Ring.TryReadLink(Ring.ForUrl(TokenPurpose.Click, delivery, Ring.Newest), out _, out _));
        Assert.False(Ring.TryReadLink(Ring.ForUrl(TokenPurpose.Open, delivery, Ring.Newest), out _, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\t\n\r ")]
    [InlineData("A ")]
    public void White_space_claims_no_key(string? text) => Assert.Equal(0, TokenRing.ClaimedKey(text));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void Base_32_gives_the_vectors_of_RFC_4648_in_lower_case(string plain, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(System.Text.Encoding.ASCII.GetBytes(plain)));
        var bytes = new byte[16];
        Assert.True(Base32.TryDecode(encoded.ToUpperInvariant(), bytes, out var length));
        Assert.Equal(plain, System.Text.Encoding.ASCII.GetString(bytes, 0, length));
    }
}

using Moderation.Accounts;

namespace Moderation.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@lighthouse.example")]
    [InlineData("o'neil+news@mail.lighthouse.example")]
    [InlineData("żółw@lighthouse.example")]
    [InlineData("ada@bücher.example")]
    [InlineData("अजय@lighthouse.example")]
    [InlineData("한@lighthouse.example")]
    [InlineData("ガ@lighthouse.example")]
    public void An_address_of_a_person_is_taken(string text) => Assert.True(EmailAddress.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@lighthouse.example")]
    [InlineData("ada@")]
    [InlineData("ada@localhost")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("\"ada b\"@lighthouse.example")]
    [InlineData("ada..b@lighthouse.example")]
    [InlineData("ada@lighthouse..example")]
    [InlineData("ada b@lighthouse.example")]
    [InlineData("ada@lighthouse.example\r\nRCPT TO:<eve@evil.example>")]
    [InlineData("ada\0@lighthouse.example")]
    [InlineData("ada\u202e@lighthouse.example")]
    [InlineData("<ada@lighthouse.example>")]
    [InlineData("zoe\u0308@lighthouse.example")]
    [InlineData("ada@bu\u0308cher.example")]
    [InlineData("ada@\uff42ooks.example")]
    [InlineData("\u212aelvin@lighthouse.example")]
    [InlineData("\u1112\u1161\u11ab@lighthouse.example")]
    public void What_cannot_be_mailed_or_would_inject_is_refused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Two_spellings_of_one_mailbox_share_a_key()
    {
        Assert.Equal(EmailAddress.Parse("Ada@BÜCHER.example").Key, EmailAddress.Parse("ada@xn--bcher-kva.example").Key);
    }

    [Fact]
    public void The_local_part_keeps_its_case_on_the_wire() =>
        Assert.Equal("Ada@lighthouse.example", EmailAddress.Parse("Ada@LightHouse.Example").ToString());
}

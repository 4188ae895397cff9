namespace Moderation.Mail.Tests.Mime;

public sealed class SlotContextTests
{
    private const string Hostile = "\"><script>alert('x')</script>&amp; a=b;";

    [Theory]
    [InlineData("<p>{{ contact.first_name }}</p>", "<p>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;</p>")]
    [InlineData("<img alt=\"{{ contact.first_name }}\">", "<img alt=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;\">")]
    [InlineData("<img alt='{{ contact.first_name }}'>", "<img alt='&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;'>")]
    [InlineData("<img alt={{ contact.first_name }}>", "<img alt=&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;&#32;a=b;>")]
    [InlineData("<title>{{ contact.first_name }}</title>", "<title>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;</title>")]
    [InlineData("<!-- {{ contact.first_name }} -->", "<!-- &quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b; -->")]
    [InlineData("<a href=\"https://x/?n={{ contact.first_name }}\">", "<a href=\"https://x/?n=%22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%26amp%3B%20a%3Db%3B\">")]
    [InlineData("<a HREF = {{ contact.first_name }}>", "<a HREF = %22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%26amp%3B%20a%3Db%3B>")]
    [InlineData("<style>a{color:{{ contact.first_name }}}</style>", "<style>a{color:scriptalertxscriptamp ab}</style>")]
    [InlineData("<p style=\"color:{{ contact.first_name }}\">", "<p style=\"color:scriptalertxscriptamp ab\">")]
    [InlineData("<p onclick=\"{{ contact.first_name }}\">", "<p onclick=\"scriptalertxscriptamp ab\">")]
    [InlineData("<p {{ contact.first_name }}>", "<p scriptalertxscriptamp ab>")]
    [InlineData("<{{ contact.first_name }}>", "<scriptalertxscriptamp ab>")]
    [InlineData("<!--[if mso]><a href=\"{{ contact.first_name }}\"><![endif]-->", "<!--[if mso]><a href=\"%22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%26amp%3B%20a%3Db%3B\"><![endif]-->")]
    [InlineData("<!--[if !mso]><!--><p>{{ contact.first_name }}<!--<![endif]-->", "<!--[if !mso]><!--><p>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;<!--<![endif]-->")]
    [InlineData("a < b {{ contact.first_name }}!", "a < b &quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;!")]
    [InlineData("<style>a>b{c:\"</p>\"}</style><p title='a>b'>{{ contact.first_name }}!", "<style>a>b{c:\"</p>\"}</style><p title='a>b'>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp; a=b;!")]
    public void A_hostile_name_is_quoted_for_where_it_stands(string html, string expected) =>
        Assert.Equal(expected + "\r\n", Sample.RoundTrip(Sample.Message(html), Sample.Anna with { FirstName = Hostile }).Html);

    [Theory]
    [InlineData("<a href=\"{{ unsubscribe_url }}\">", "<a href=\"https://t.example.com/u/abc=def?a=1&amp;b=2\">")]
    [InlineData("<a href={{unsubscribe_url}}>", "<a href=https://t.example.com/u/abc=def?a=1&amp;b=2>")]
    [InlineData("<p>{{ unsubscribe_url }}</p>", "<p>https://t.example.com/u/abc=def?a=1&amp;b=2</p>")]
    [InlineData("<script>x='{{ unsubscribe_url }}'</script>", "<script>x='https://t.example.com/u/abc=def?a=1&b=2'</script>")]
    [InlineData("<a href=\"mailto:{{ contact.email }}\">", "<a href=\"mailto:anna@example.org\">")]
    public void An_address_of_ours_stays_an_address(string html, string expected) =>
        Assert.Equal(expected + "\r\n", Sample.RoundTrip(Sample.Message(html)).Html);

    [Fact]
    public void Plain_text_and_subject_show_the_value_as_it_is()
    {
        var read = Sample.RoundTrip(Sample.Message(text: "{{ contact.first_name }}", html: "x", subject: "{{ contact.first_name }}"), Sample.Anna with { FirstName = Hostile });
        Assert.Equal((Hostile, Hostile), (read.Text, read.Subject));
    }

    [Fact]
    public void A_default_is_quoted_like_a_value_and_stands_for_blank_ones()
    {
        var message = Sample.Message("<p>{{ contact.first_name | default: 'A & B' }}</p>", subject: "{{ contact.first_name | default: 'A & B' }}");
        var read = Sample.RoundTrip(message, Sample.Anna with { FirstName = "  " });
        Assert.Equal(("A & B", "<p>A &amp; B</p>\r\n"), (read.Subject, read.Html));
    }

    [Fact]
    public void An_unknown_placeholder_stays_as_it_was_written() =>
        Assert.Equal("<p>{{ nobody }} {% if x %}</p>\r\n", Sample.RoundTrip(Sample.Message("<p>{{ nobody }} {% if x %}</p>")).Html);
}

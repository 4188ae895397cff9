namespace Moderation.Mail.Mime;

/// <summary>Where a placeholder stands, which decides how its value is written.</summary>
internal enum SlotContext
{
    /// <summary>Plain text: as it is.</summary>
    Text,

    /// <summary>HTML text or a quoted attribute: &amp; &lt; &gt; and both quotes as character references.</summary>
    Html,

    /// <summary>An attribute without quotes: all that could end it as character references.</summary>
    HtmlUnquoted,

    /// <summary>A value inside an address: percent-encoded (RFC 3986 §2.1), so that it forms neither scheme, host nor a further parameter.</summary>
    UrlComponent,

    /// <summary>A style sheet, a script, the inside of a tag: nothing there can be quoted safely, so only letters, digits and a few signs remain.</summary>
    Bare,
}

using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>&lt;badge of="@Badge.Of(finding)" /&gt;: icon and words, the colour only underlines them.</summary>
[HtmlTargetElement("badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class BadgeTagHelper : TagHelper
{
    public required Badge Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "badge-state");
        output.Attributes.SetAttribute("data-tone", Of.Tone);
        output.Content.SetHtmlContent($"<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/img/icons.svg#{Of.Icon}\"></use></svg>");
        output.Content.Append(Of.Label);
    }
}

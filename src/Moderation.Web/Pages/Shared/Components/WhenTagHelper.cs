using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>&lt;when at="@time" /&gt;: a time with its zone. With age, how long ago stands first and the time in the title.</summary>
[HtmlTargetElement("when", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class WhenTagHelper(TimeProvider time) : TagHelper
{
    public required DateTimeOffset At { get; set; }

    public bool Age { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "num");
        output.Attributes.SetAttribute("datetime", At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
        if (Age)
        {
            output.Attributes.SetAttribute("title", Times.Say(At));
        }

        output.Content.SetContent(Age ? Times.Age(At, time.GetUtcNow()) : Times.Say(At));
    }
}

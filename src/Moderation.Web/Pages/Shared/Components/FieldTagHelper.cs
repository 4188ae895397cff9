using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>
/// &lt;field for="Input.Subject" label="Subject" hint="..."&gt;&lt;input asp-for="Input.Subject" class="form-control"&gt;&lt;/field&gt;:
/// label, hint, control and error, tied together for screen readers.
/// </summary>
[HtmlTargetElement("field")]
public sealed class FieldTagHelper : TagHelper
{
    internal static readonly object Key = typeof(FieldTagHelper);

    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    public string? Hint { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");
        var error = ViewContext.ModelState.TryGetValue(name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;
        var described = string.Join(' ', new[] { Hint is null ? null : id + "-hint", error is null ? null : id + "-error" }.OfType<string>());
        context.Items[Key] = new FieldState(described, error is not null);
        var content = await output.GetChildContentAsync();

        output.TagName = "div";
        output.Attributes.SetAttribute("class", "field");
        var encode = HtmlEncoder.Default;
        output.Content.AppendHtml($"<label for=\"{id}\">{encode.Encode(Label)}</label>");
        if (Hint is not null)
        {
            output.Content.AppendHtml($"<span class=\"hint\" id=\"{id}-hint\">{encode.Encode(Hint)}</span>");
        }

        output.Content.AppendHtml(content);
        if (error is not null)
        {
            output.Content.AppendHtml($"<span class=\"field-error\" id=\"{id}-error\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/img/icons.svg#warning\"></use></svg><span>{encode.Encode(error)}</span></span>");
        }
    }
}

internal sealed record FieldState(string DescribedBy, bool IsInvalid);

/// <summary>Tells a control within a field what describes it and whether it was refused.</summary>
[HtmlTargetElement("input", Attributes = "asp-for")]
[HtmlTargetElement("select", Attributes = "asp-for")]
[HtmlTargetElement("textarea", Attributes = "asp-for")]
public sealed class FieldControlTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!context.Items.TryGetValue(FieldTagHelper.Key, out var found) || found is not FieldState field)
        {
            return;
        }

        if (field.DescribedBy.Length > 0)
        {
            output.Attributes.SetAttribute("aria-describedby", field.DescribedBy);
        }

        if (field.IsInvalid)
        {
            output.Attributes.SetAttribute("aria-invalid", "true");
        }
    }
}

using Moderation.Campaigns;

namespace Moderation.Web.Intake.Preview;

/// <summary>What stands in place of a recipient's values in a preview.</summary>
internal static class Sample
{
    public static string Fill(string text) => text.Contains("{{", StringComparison.Ordinal) ? Template.Parse(text).Fill(Value) : text;

    private static string Value(Placeholder placeholder) => placeholder.Name switch
    {
        PlaceholderNames.FirstName => "Ada",
        PlaceholderNames.LastName => "Lindqvist",
        PlaceholderNames.Email => "ada@reader.example",
        PlaceholderNames.UnsubscribeUrl => "https://console.example/u/sample",
        PlaceholderNames.PreferencesUrl => "https://console.example/p/sample",
        PlaceholderNames.BrowserUrl => "https://console.example/v/sample",
        PlaceholderNames.KeepUrl => "https://console.example/k/sample",
        _ => placeholder.Source,
    };
}

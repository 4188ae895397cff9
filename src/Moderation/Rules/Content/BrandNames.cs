namespace Moderation.Rules.Content;

/// <summary>
/// Looks for brands of others where a reader takes them for the sender. Whose a brand is, its domain tells:
/// names are what an account says of itself.
/// </summary>
internal static class BrandNames
{
    // What is written beside a brand by those who pretend to be it.
    private static readonly string[] Offices =
        ["support", "service", "services", "security", "team", "billing", "account", "accounts", "bank", "alert", "alerts", "notification", "notifications", "info", "customer", "kundenservice", "kundendienst", "sicherheit", "konto", "online", "express", "id", "pay", "delivery", "parcel", "paket"];

    private static readonly (Brand Brand, string Plain)[] Known = [.. Brands.All.Select(brand => (brand, PlainName.Of(brand.Name)))];

    public static (Brand Brand, string Field, string Text)? Borrowed(Campaigns.Content content, KnownDomains known)
    {
        var from = PlainName.Of(content.FromName);
        var subject = PlainName.Of(content.Subject);
        foreach (var (brand, plain) in Known)
        {
            // " paypal " with its spaces: whole words only.
            var inFrom = from.Contains(plain, StringComparison.Ordinal) && (!brand.IsWord || StandsAlone(from, plain));
            var inSubject = !brand.IsWord && subject.Contains(plain, StringComparison.Ordinal) && (brand.InSubject || Leads(content.Subject, brand.Name));
            if ((inFrom || inSubject) && !Array.Exists(brand.Domains, known.Has))
            {
                return inFrom ? (brand, "From name", content.FromName) : (brand, "subject", content.Subject);
            }
        }

        return null;
    }

    private static bool StandsAlone(string text, string brand) =>
        text.Replace(brand, " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Offices.Contains(word, StringComparer.Ordinal));

    // "PayPal: your account", "[Netflix] Payment declined": the brand as the one who speaks.
    private static bool Leads(string subject, string brand)
    {
        var start = subject.AsSpan().TrimStart(" [(\"'");
        return start.StartsWith(brand, StringComparison.OrdinalIgnoreCase) && start[brand.Length..].TrimStart("\"' ") is [':' or '-' or '–' or '|' or ']' or ')', ..];
    }
}

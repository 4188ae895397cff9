using System.Security.Claims;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>An entry of the main navigation.</summary>
/// <param name="Section">What a page sets as ViewData["Section"] to mark the entry.</param>
/// <param name="Label">The word that people see.</param>
/// <param name="Path">Where it leads.</param>
/// <param name="InMenu">Also in the person's menu, and only there where the bar is narrow.</param>
/// <param name="OnlyInMenu">Seldom needed: not in the bar.</param>
public sealed record NavigationEntry(string Section, string Label, string Path, bool InMenu = false, bool OnlyInMenu = false);

/// <summary>What a person can go to.</summary>
public static class Navigation
{
    private static readonly NavigationEntry[] Marketer =
    [
        new("campaigns", "Campaigns", "/campaigns"),
        new("contacts", "Contacts", "/contacts"),
        new("senders", "Senders", "/senders"),
        new("reputation", "Reputation", "/reputation"),
        new("rules", "Rules", "/rules", InMenu: true),
    ];

    private static readonly NavigationEntry[] Staff =
    [
        new("queue", "Queue", "/queue"),
        new("decisions", "Decisions", "/decisions"),
        new("accounts", "Accounts", "/accounts"),
        new("reputation", "Reputation", "/reputation"),
        new("rules", "Rules", "/rules", InMenu: true),
    ];

    private static readonly NavigationEntry[] Admin =
    [
        .. Staff,
        new("policy", "Policy", "/platform/policy", InMenu: true),
        new("routes", "Routes", "/platform/routes", InMenu: true),
        new("suppressions", "Suppressions", "/platform/suppressions", OnlyInMenu: true),
        new("loops", "Feedback loops", "/platform/feedback-loops", OnlyInMenu: true),
        new("people", "People", "/people"),
    ];

    public static IReadOnlyList<NavigationEntry> For(ClaimsPrincipal person)
    {
        if (person.IsInRole("Admin"))
        {
            return Admin;
        }

        if (person.IsInRole("Project manager"))
        {
            return Staff;
        }

        return person.IsInRole("Marketer") ? Marketer : [];
    }
}

using System.Security.Claims;

namespace Moderation.Web.People;

/// <summary>The signed-in person, read from their claims.</summary>
public static class Person
{
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static Guid Id(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The name that colleagues read.</summary>
    public static string DisplayName(this ClaimsPrincipal person) => person.Identity?.Name ?? "";
}

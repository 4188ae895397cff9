namespace Moderation.Web.Security;

/// <summary>A key of ASP.NET Core Data Protection (cookies, antiforgery, reset codes), as it lies in the database; its secret is sealed.</summary>
public sealed class CookieKey
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

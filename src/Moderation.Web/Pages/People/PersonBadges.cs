using Moderation.Web.Data;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.People;

/// <summary>How a person's sign-in stands, in badges.</summary>
public static class PersonBadges
{
    public static Badge Of(bool isInvited, DateTimeOffset? lockoutEnd, DateTimeOffset now) => (isInvited, lockoutEnd) switch
    {
        (_, { } end) when end == AppUser.Forever => new Badge("block", "stop", "Deactivated"),
        (_, { } end) when end > now => new Badge("hold", "clock", $"Locked until {end.UtcDateTime:HH:mm} UTC"),
        (true, _) => new Badge("info", "send", "Invited"),
        _ => new Badge("ok", "ok", "Active"),
    };

    public static Badge SecondStep(bool isOn) => isOn ? new Badge("ok", "key", "On") : new Badge("neutral", "unchecked", "Off");
}

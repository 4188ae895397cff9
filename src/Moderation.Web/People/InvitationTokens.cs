using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Moderation.Web.Data;

namespace Moderation.Web.People;

/// <summary>Codes with which an invited person chooses the first password: good for longer than an hour, because nobody waits for an invitation.</summary>
internal sealed class InvitationTokens(IDataProtectionProvider protection, IOptions<InvitationTokenOptions> options, ILogger<DataProtectorTokenProvider<AppUser>> log)
    : DataProtectorTokenProvider<AppUser>(protection, options, log)
{
    public const string Provider = "invitation";
    public const string Purpose = "first password";
}

internal sealed class InvitationTokenOptions : DataProtectionTokenProviderOptions
{
    public static readonly TimeSpan Lifespan = TimeSpan.FromDays(3);

    public InvitationTokenOptions() => (Name, TokenLifespan) = (InvitationTokens.Provider, Lifespan);
}

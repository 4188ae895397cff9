using Microsoft.AspNetCore.Identity;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.People;

internal static class PeopleFeature
{
    /// <summary>Sign-in by cookie, lockout, a second factor, reset by mail, and the policies.</summary>
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var console = ConsoleAddress.From(builder.Configuration, builder.Environment);
        // Plain http only where people open the console by plain http: Development, or this very machine.
        var secure = console.Root.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        services.AddIdentity<AppUser, IdentityRole<Guid>>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // EmailAddress says what an address is; Identity's own list lacks letters that addresses have.
                options.User.AllowedUserNameCharacters = "";
                options.SignIn.RequireConfirmedEmail = true;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                // NIST SP 800-63B §5.1.1.2: length, not character classes.
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 4;
            })
            .AddEntityFrameworkStores<ModerationDb>()
            .AddClaimsPrincipalFactory<PersonClaims>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider)
            .AddTokenProvider<InvitationTokens>(InvitationTokens.Provider);
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(1));
        // A role or an account that was taken away, or a password that was changed, counts a minute later at the latest.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "moderation";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = secure;
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.LoginPath = "/account/signin";
            options.AccessDeniedPath = "/account/denied";
            options.ReturnUrlParameter = "return";
            var toDenied = options.Events.OnRedirectToAccessDenied;
            // An address that names something says nothing to those whom it does not concern, not even that they may not see it.
            options.Events.OnRedirectToAccessDenied = context =>
            {
                if (context.Request.RouteValues.Keys.All(key => key is "page" or "handler" or "area"))
                {
                    return toDenied(context);
                }

                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "moderation-form";
            options.Cookie.SecurePolicy = secure;
        });
        services.AddAuthorization(Policies.Add);
        services.AddSingleton(console);
        services.AddScoped<SignInCheck>();
        AttemptLimits.Add(services);
        services.AddScoped<PasswordReset>();
        services.AddSingleton<SecurityMail>();
        services.AddHostedService(provider => provider.GetRequiredService<SecurityMail>());
    }

    /// <summary>Limits of attempts, authentication, then the account of the request, then authorization.</summary>
    public static void UsePeople(this IApplicationBuilder app)
    {
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<AccountOfRequest>();
        app.UseAuthorization();
    }
}

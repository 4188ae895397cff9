using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Moderation.Web.Data;

namespace Moderation.Web.Security;

internal static class SecurityFeature
{
    /// <summary>The master key, what it seals, and the cookie keys under it.</summary>
    public static void AddSecrets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        if (!Microsoft.EntityFrameworkCore.EF.IsDesignTime)
        {
            services.AddSingleton(MasterKey.Load(builder.Configuration, builder.Environment));
        }

        services.AddSingleton<Sealed>();
        services.AddSingleton<AddressHashes>();
        services.AddDataProtection().SetApplicationName("moderation");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.XmlRepository = new CookieKeyStore(provider.GetRequiredService<IServiceScopeFactory>());
            options.XmlEncryptor = new CookieKeySeal(provider);
        });
    }

    public static void UseSecurityHeaders(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseMiddleware<SecurityHeaders>();
    }
}

using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Moderation.Web.Pages;

internal static class PagesFeature
{
    private const string DefaultAddress = "http://localhost:5080";

    /// <summary>Every page on a node with the role Console; on one with Mx only what recipients open; elsewhere none.</summary>
    public static void AddPages(this WebApplicationBuilder builder, NodeRoles roles)
    {
        // Not in appsettings.json: there it would win over ASPNETCORE_URLS.
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null)
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.Services.AddRazorPages();
        if (!roles.HasFlag(NodeRoles.Console))
        {
            // After Razor Pages has made its list of conventions.
            builder.Services.PostConfigure<RazorPagesOptions>(pages => pages.Conventions.AddFolderRouteModelConvention("/", model =>
            {
                if (model.ViewEnginePath != "/Error" && !model.ViewEnginePath.StartsWith("/Public/", StringComparison.Ordinal))
                {
                    model.Selectors.Clear();
                }
            }));
        }
    }

    public static void UseErrorPages(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/error");
        }

        app.UseStatusCodePagesWithReExecute("/error/{0}");
    }

    public static void MapPages(this WebApplication app, NodeRoles roles)
    {
        if (roles.ServesRecipients())
        {
            app.MapStaticAssets().AllowAnonymous();
            app.MapRazorPages();
        }

        if (!roles.HasFlag(NodeRoles.Console))
        {
            // Else whatever is not here would ask for a sign-in, which is not here either.
            app.MapFallback("{**path}", () => Results.NotFound()).AllowAnonymous();
        }
    }
}

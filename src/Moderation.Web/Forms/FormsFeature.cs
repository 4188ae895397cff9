namespace Moderation.Web.Forms;

internal static class FormsFeature
{
    /// <summary>Subscription forms: what a visitor writes, the confirmation mail, and the confirmation.</summary>
    public static void AddForms(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignUp>();
        builder.Services.AddSingleton<Confirmation>();
        builder.Services.AddSingleton<ConfirmationMail>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ConfirmationMail>());
    }
}

using Moderation.Web;
using Moderation.Web.Data;
using Moderation.Web.Intake;

try
{
    var builder = WebApplication.CreateBuilder(args);
    await using var database = await Database.OpenAsync(builder.Configuration, builder.Environment);
    builder.AddData(database);
    builder.AddIntake();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddRazorPages();

    var app = builder.Build();
    app.MapStaticAssets();
    app.MapRazorPages();
    await app.RunAsync();
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

/// <summary>The server; public for the tests that start it.</summary>
public sealed partial class Program;

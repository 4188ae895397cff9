using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Web.Intake.Importing;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake.Importing;

/// <summary>What a marketer does to import a file, and the worker of another node behind it.</summary>
public static class Uploads
{
    public const string Declared = "Newsletter form on our shop";

    /// <returns>The address of its report; its end is reached.</returns>
    public static async Task<string> ImportAsync(ConsoleApp app, Visitor visitor, Guid list, string csv, string fileName = "readers.csv")
    {
        var report = await BeginAsync(visitor, list, csv, fileName);
        await RunAsync(app);
        return report;
    }

    /// <returns>The address of its report.</returns>
    public static async Task<string> BeginAsync(Visitor visitor, Guid list, string csv, string fileName = "readers.csv")
    {
        using var uploaded = await MarketerWorld.UploadAsync(visitor, $"/contacts/{list}/import", "", "Contacts", fileName, Encoding.UTF8.GetBytes(csv));
        using var started = await visitor.SubmitAsync(MarketerWorld.Location(uploaded), [("Declaration", Declared), ("IsOurs", "true")]);
        return MarketerWorld.Location(started);
    }

    public static async Task RunAsync(ConsoleApp app)
    {
        while (await app.Services.GetRequiredService<ImportWork>().RunNextAsync(CancellationToken.None))
        {
        }
    }
}

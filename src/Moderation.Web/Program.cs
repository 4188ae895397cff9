using Moderation.Web;
using Moderation.Web.Data;
using Moderation.Web.Data.Demo;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Logs;
using Moderation.Web.Feedback.Mx;
using Moderation.Web.Forms;
using Moderation.Web.Hygiene;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Intake.Hosting;
using Moderation.Web.Intake.Importing;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.Jobs;
using Moderation.Web.Logging;
using Moderation.Web.Pages;
using Moderation.Web.Pages.Queue;
using Moderation.Web.People;
using Moderation.Web.Relay;
using Moderation.Web.Security;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddLogs();
    await using var database = await Database.OpenAsync(builder.Configuration, builder.Environment);
    var roles = builder.Configuration.NodeRoles();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.AddData(database);
    builder.AddSecrets();
    builder.AddPeople();
    builder.AddScheduler(database, runsJobs: roles.HasFlag(NodeRoles.Jobs));
    builder.AddIntake();
    builder.AddNetworkChecks();
    builder.AddPurchaseSigns();
    builder.AddHygiene();
    builder.AddHosting();
    builder.AddRelay(roles);
    builder.AddFeedback(roles);
    builder.AddMx(roles);
    builder.AddLogReader(roles);
    builder.AddForms();
    builder.AddQueue();
    builder.AddImports(roles);
    builder.AddNightlyReputation();
    builder.AddJudgingAgain();
    builder.AddPages(roles);

    var app = builder.Build();
    app.UseRecipients(roles);
    // Left alone, the framework looks for an endpoint, and for a file of that name, before anything else.
    app.UseRouting();
    app.UseRequestLog();
    app.UseSecurityHeaders();
    app.UseErrorPages();
    app.UsePeople();
    app.MapHealth();
    app.MapPages(roles);
    app.MapFeedback(roles);
    await app.AddDemoDataAsync();
    await app.AddFirstAdminAsync();
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

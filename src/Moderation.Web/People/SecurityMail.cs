using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.People;

/// <summary>
/// Mails about sign-ins that no page waits for. A page that waited would answer later for an address that somebody has, and so
/// tell who has one. What is queued when the node stops is still sent; a killed node forgets it, and the person asks again.
/// </summary>
public sealed class SecurityMail(IServiceScopeFactory scopes, ILogger<SecurityMail> log) : BackgroundService
{
    private const int Waiting = 1_000;
    private const int AtOnce = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<Func<IServiceProvider, CancellationToken, Task>> _queue = Channel.CreateBounded<Func<IServiceProvider, CancellationToken, Task>>(Waiting);

    /// <summary>A link to choose a new password, if somebody has this address.</summary>
    public void Reset(string email) => Add((services, ct) => services.GetRequiredService<PasswordReset>().RequestAsync(email, ct));

    /// <summary>Tells the person that their sign-in is locked for a while.</summary>
    public void LockedOut(Guid user) => Tell(user, "Your sign-in is locked for 15 minutes", "somebody wrote a wrong password for your sign-in five times, so it is locked for 15 minutes.\nIf it was you, wait, or choose a new password with the link below the sign-in form.\nIf it was not you, nobody got in: tell your administrator, and turn on the second step.");

    /// <summary>Tells the person that an admin took the second step away.</summary>
    public void SecondStepRemoved(Guid user) => Tell(user, "Your second step was removed", "an admin removed the second step of your sign-in, and every browser was signed out.\nFrom now on your password alone signs you in: set the second step up again soon.\nIf you did not ask for this, tell your administrator at once.");

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(_queue.Reader.ReadAllAsync(CancellationToken.None), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (work, _) => await RunAsync(work));

    private async Task RunAsync(Func<IServiceProvider, CancellationToken, Task> work)
    {
        using var limit = new CancellationTokenSource(Longest);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await work(scope.ServiceProvider, limit.Token);
        }
        // One mail that fails must not end the others.
        catch (Exception e)
        {
            log.LogError(e, "A mail about a sign-in did not leave");
        }
    }

    private void Tell(Guid user, string subject, string words) => Add(async (services, ct) =>
    {
        var users = services.GetRequiredService<UserManager<AppUser>>();
        if (await users.FindByIdAsync(user.ToString()) is { } person && EmailAddress.TryParse(person.Email, out var to))
        {
            await services.GetRequiredService<IMailer>().SendAsync(to, subject, $"Hello {person.DisplayName},\n\n{words}\n\n{services.GetRequiredService<ConsoleAddress>().Root}\n", ct);
        }
    });

    private void Add(Func<IServiceProvider, CancellationToken, Task> work)
    {
        if (!_queue.Writer.TryWrite(work))
        {
            log.LogWarning("A mail about a sign-in was given up: {Count} others wait for the route", Waiting);
        }
    }
}

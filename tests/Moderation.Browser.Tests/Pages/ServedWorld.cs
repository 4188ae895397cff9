using Moderation.Browser.Tests.Browser;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>A console with one account, for all tests of a class: to start one takes seconds. There is none where there is no browser.</summary>
public class ServedWorld : IAsyncLifetime
{
    public QueueWorld World { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is not null)
        {
            World = await QueueWorld.ServeAsync();
            await SeedAsync();
        }
    }

    public async Task DisposeAsync() => await (World?.DisposeAsync() ?? ValueTask.CompletedTask);

    /// <summary>What the tests of the class look at.</summary>
    protected virtual Task SeedAsync() => Task.CompletedTask;
}

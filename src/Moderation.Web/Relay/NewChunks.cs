using System.Threading.Channels;

namespace Moderation.Web.Relay;

/// <summary>Wakes the worker of this node when something is released here. Others look each <see cref="RelayOptions.Poll"/>.</summary>
public sealed class NewChunks
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>After the commit. Told twice is told once; told while nobody waits is kept.</summary>
    public void Tell() => _news.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken ct) => await _news.Reader.ReadAsync(ct);
}

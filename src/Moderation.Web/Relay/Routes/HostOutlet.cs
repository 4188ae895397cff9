using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Routes;

/// <summary>A smart host: it takes mail for everybody, so while it is away everything waits.</summary>
internal sealed class HostOutlet(SmtpRoute route, int connections, TimeProvider clock, string poolHeader = "", string pool = "") : Outlet(clock)
{
    public override string Place => $"{route.Host}:{route.Port}";

    public override int MostLanes => connections;

    // Both are checked where they are typed; a line end here would be a header of somebody's choice.
    public override ReadOnlyMemory<byte> Before { get; } = poolHeader.Length > 0 && !(poolHeader + pool).Any(char.IsControl) ? Encoding.ASCII.GetBytes($"{poolHeader}: {pool}\r\n") : default;

    public override Task<SmtpConnection> ConnectAsync(CancellationToken ct) => SmtpConnection.ConnectAsync(route, ct, Clock);

    public override void Unreachable(Job job)
    {
        job.Run.Halt();
        job.Run.GiveBack(State.Wait);
    }
}

namespace Moderation.Mail.Smtp;

/// <summary>What all sessions of a listener may hold of messages under way.</summary>
internal sealed class SmtpMemory(long limit)
{
    private long _used;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}

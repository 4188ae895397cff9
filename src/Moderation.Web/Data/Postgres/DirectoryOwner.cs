using System.Diagnostics;

namespace Moderation.Web.Data.Postgres;

/// <summary>One process owns a data directory. The operating system frees the lock however that process ends.</summary>
internal sealed class DirectoryOwner : IDisposable
{
    private readonly FileStream _lock;

    private DirectoryOwner(FileStream held) => _lock = held;

    /// <exception cref="StartRefusedException">Another process owns it.</exception>
    public static DirectoryOwner Take(string directory)
    {
        var note = Path.Combine(directory, "owner.pid");
        FileStream held;
        try
        {
            held = new FileStream(LockIn(directory), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StartRefusedException($"The database in {directory} is in use by process {ReadOwner(note)}; stop that one first (Ctrl+C in its window), or give this one a directory of its own with --Local:Directory=PATH.");
        }

        File.WriteAllText(note, Environment.ProcessId.ToString());
        return new DirectoryOwner(held);
    }

    /// <summary>Whether a process owned the directory once and none does now.</summary>
    public static bool IsAbandoned(string directory)
    {
        try
        {
            using var held = new FileStream(LockIn(directory), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string LockIn(string directory) => Path.Combine(directory, "owner.lock");

    private static string ReadOwner(string note)
    {
        try
        {
            var id = File.ReadAllText(note);
            using var process = Process.GetProcessById(int.Parse(id));
            return $"{id} ({process.ProcessName})";
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            return "unknown";
        }
    }
}

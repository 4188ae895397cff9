using System.Diagnostics;

namespace Moderation.Web.Tests.Relay;

/// <summary>A disk of a few megabytes that can be filled to the last byte, for the tables of the queue.</summary>
internal sealed class FullDisk : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("moderation-disk-").FullName;

    public FullDisk()
    {
        Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", _path);
        Tables = Directory.CreateDirectory(Path.Combine(_path, "tables")).FullName;
    }

    /// <summary>A directory for PostgreSQL.</summary>
    public string Tables { get; }

    /// <summary>PostgreSQL does not run as root: the directory is given to whom it runs as.</summary>
    public void GiveTo(string user) => Run("chown", "-R", user, _path);

    public void Fill()
    {
        using var file = File.Create(Path.Combine(_path, "filling"));
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
        }
    }

    public void Free() => File.Delete(Path.Combine(_path, "filling"));

    public void Dispose()
    {
        // Lazily: PostgreSQL still holds files of the dropped database for a moment.
        Run("umount", "-l", _path);
        Directory.Delete(_path, recursive: true);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}

/// <summary>Needs a disk of its own, which only root can mount.</summary>
public sealed class DiskFactAttribute : FactAttribute
{
    public DiskFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            Skip = "This test fills a disk that it mounts: run it as root on Linux.";
        }
    }
}

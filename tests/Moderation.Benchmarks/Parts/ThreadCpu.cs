using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Moderation.Benchmarks.Parts;

/// <summary>Processor time of the calling thread, which other processes on the same cores do not change.</summary>
internal static partial class ThreadCpu
{
    // <time.h> of Linux.
    private const int ThreadCpuTime = 3;

    /// <summary>Microseconds since some moment; wall time on other systems than Linux.</summary>
    public static double Microseconds
    {
        get
        {
            if (OperatingSystem.IsLinux() && Read(ThreadCpuTime, out var time) == 0)
            {
                return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
            }

            return Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Read(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}

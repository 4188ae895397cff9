using System.Runtime.InteropServices;

namespace Moderation.Reputation;

/// <summary>The Wilson score interval (Wilson 1927) at 95 %: where the true share lies, given k events in n trials.</summary>
/// <param name="Lower">A share, 0 to 1.</param>
/// <param name="Upper">A share, 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Wilson(double Lower, double Upper)
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959964;

    /// <summary>Without a trial nothing is known: 0 to 1.</summary>
    public static Wilson Of(Count count)
    {
        var (k, n) = count;
        if (n <= 0)
        {
            return new Wilson(0, 1);
        }

        var p = k / n;
        var centre = p + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt(((p * (1 - p)) + (Z * Z / (4 * n))) / n);
        var scale = 1 + (Z * Z / n);
        return new Wilson(Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }
}

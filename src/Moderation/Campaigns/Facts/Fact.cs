using System.Diagnostics.CodeAnalysis;

namespace Moderation.Campaigns;

/// <summary>
/// Something that a rule reads and that had to be gathered. What could not be gathered is unknown, with the reason;
/// a rule that meets an unknown fact says so and holds: unknown never passes for clean.
/// The default value is unknown.
/// </summary>
public readonly record struct Fact<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly string? _why;

    private Fact(bool known, T? value, string? why) => (IsKnown, _value, _why) = (known, value, why);

    public bool IsKnown { get; }

    /// <summary>Why it is unknown; empty when it is known.</summary>
    public string Why => IsKnown ? "" : _why ?? "not gathered";

    /// <exception cref="InvalidOperationException">The fact is unknown.</exception>
    public T Value => IsKnown ? _value! : throw new InvalidOperationException($"Unknown: {Why}.");

    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return IsKnown;
    }

    internal static Fact<T> Of(T value) => new(known: true, value, why: null);

    internal static Fact<T> Missing(string why) => new(known: false, default, why);

    public static implicit operator Fact<T>(T value) => Of(value);

    public override string ToString() => IsKnown ? $"{_value}" : $"unknown: {Why}";
}

public static class Fact
{
    public static Fact<T> Known<T>(T value)
        where T : notnull => Fact<T>.Of(value);

    /// <param name="why">The reason in words for people, without a full stop: "the name server did not answer".</param>
    public static Fact<T> Unknown<T>(string why)
        where T : notnull => Fact<T>.Missing(why);
}

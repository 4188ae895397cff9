using System.Diagnostics;
using System.Globalization;

namespace Moderation.Mail.Tests.Fuzzing;

/// <summary>
/// Feeds a parser with mutated real input. The parser may answer or throw an exception of its own; anything else, more
/// than <see cref="MaxTime"/> or more than <see cref="MaxBytes"/> for one input is a failure, which names the
/// seed and the round and leaves the input in a file.
/// </summary>
/// <remarks>
/// FUZZ_SECONDS (2 by default) is the time for each parser, FUZZ_SEED (1 by default) where the mutations start: a round
/// depends on the seed and its number only. Inputs that once failed live in <c>Fuzzing/Found/NAME/</c> and are tried first.
/// </remarks>
internal static class Fuzz
{
    /// <summary>For one input of at most <see cref="Mutator.MaxLength"/> bytes, on a busy machine with two cores.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    /// <summary>Allocated for one input.</summary>
    public const long MaxBytes = 256L << 20;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(Number("FUZZ_SECONDS", 2));

    private static readonly int Seed = (int)Number("FUZZ_SEED", 1);

    /// <typeparam name="TOwn">What the parser may throw.</typeparam>
    /// <param name="name">Of the parser: letters, digits and hyphens.</param>
    /// <param name="seeds">Real inputs; at least one.</param>
    /// <param name="parse">Must not keep or change the bytes.</param>
    /// <param name="words">Pieces that mean something to the parser.</param>
    public static void Run<TOwn>(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> parse, params string[] words)
        where TOwn : Exception
    {
        Assert.NotEmpty(seeds);
        var mutator = new Mutator(seeds, words);
        var state = new State();
        // A thread of its own: a hang is then seen from outside, and allocations are counted by thread.
        var thread = new Thread(() => Loop<TOwn>(name, mutator, parse, state)) { IsBackground = true, Name = "fuzz " + name };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(200)))
        {
            var (input, round, started) = state.Current;
            if (input is not null && Stopwatch.GetElapsedTime(started) > MaxTime)
            {
                state.Failure = Describe(name, round, input, $"took more than {MaxTime.TotalSeconds:0} s");
                break;
            }
        }

        Assert.True(state.Failure is null, state.Failure);
        Assert.True(state.Rounds > 0);
    }

    /// <summary>For parsers without an exception of their own.</summary>
    public static void Run(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> parse, params string[] words) =>
        Run<NoException>(name, seeds, parse, words);

    private static void Loop<TOwn>(string name, Mutator mutator, Action<byte[]> parse, State state)
        where TOwn : Exception
    {
        foreach (var found in Found(name))
        {
            Try<TOwn>(name, -1, File.ReadAllBytes(found), parse, state);
        }

        var start = Stopwatch.GetTimestamp();
        for (var round = 0; state.Failure is null && Stopwatch.GetElapsedTime(start) < Length; round++)
        {
            Try<TOwn>(name, round, mutator.Make(new Random(unchecked((Seed * 1_000_003) + round))), parse, state);
            state.Rounds = round + 1;
        }
    }

    private static void Try<TOwn>(string name, int round, byte[] input, Action<byte[]> parse, State state)
        where TOwn : Exception
    {
        state.Current = new Attempt(input, round, Stopwatch.GetTimestamp());
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            parse(input);
        }
        catch (TOwn)
        {
        }
        catch (Exception problem)
        {
            state.Failure ??= Describe(name, round, input, problem.ToString());
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MaxBytes)
        {
            state.Failure ??= Describe(name, round, input, $"allocated {allocated:N0} bytes");
        }
    }

    private static string Describe(string name, int round, byte[] input, string what)
    {
        var file = Path.Combine(Path.GetTempPath(), $"fuzz-{name}-{Seed}-{round}.bin");
        File.WriteAllBytes(file, input);
        return $"{name}, FUZZ_SEED={Seed}, round {round}, {input.Length:N0} bytes in {file} (keep it in Fuzzing/Found/{name}/): {what}";
    }

    private static IEnumerable<string> Found(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Found", name);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];
    }

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed record Attempt(byte[]? Input, int Round, long Started);

    private sealed class State
    {
        private volatile Attempt _current = new(null, 0, 0);
        private volatile string? _failure;

        public Attempt Current
        {
            get => _current;
            set => _current = value;
        }

        public string? Failure
        {
            get => _failure;
            set => _failure = value;
        }

        public int Rounds { get; set; }
    }

    /// <summary>Never thrown.</summary>
    private sealed class NoException : Exception;
}

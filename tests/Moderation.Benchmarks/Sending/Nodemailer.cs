using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Sending;

/// <summary>npm's usual mailer, in two processes on the same cores, with the same newsletter, key length and number of connections.</summary>
internal sealed class Nodemailer : IDisposable
{
    private readonly LocalFolder _folder = new();
    private readonly string _node;

    private Nodemailer(string node) => _node = node;

    private static string Source => Path.Combine(SourceTree.Root, "tests", "Moderation.Benchmarks", "Peers", "nodemailer");

    private string Letter => Path.Combine(_folder.Path, "letter.json");

    /// <summary>Installs it as its lock file says, where that has not been done.</summary>
    /// <exception cref="MissingPartException">No Node.js, no npm, or no way to the packages.</exception>
    public static async Task<Nodemailer> PrepareAsync(Newsletter letter)
    {
        const string remedy = "Install Node.js 20 or newer.";
        var peer = new Nodemailer(Tool.Find("node", remedy));
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(peer.Letter, JsonSerializer.Serialize(new { letter.Subject, letter.Html, letter.Text, Key = key.ExportPkcs8PrivateKeyPem() }));
        if (!Directory.Exists(Path.Combine(Source, "node_modules", "nodemailer")))
        {
            try
            {
                using var npm = new Child(Tool.Find("npm", remedy), ["ci", "--ignore-scripts"], Source);
                await npm.EndAsync();
            }
            catch (GoalFailedException failed)
            {
                peer.Dispose();
                throw new MissingPartException($"nodemailer could not be installed. {failed.Message}");
            }
        }

        return peer;
    }

    /// <summary>Warms up, then sends.</summary>
    public async Task<Sent> RunAsync(int port, int connections, int count)
    {
        using var node = new Child(_node, [Path.Combine(Source, "send.mjs"), $"{port}", $"{connections}", $"{count}", Letter], Source);
        using var figures = JsonDocument.Parse(await node.EndAsync());
        double Of(string name) => figures.RootElement.GetProperty(name).GetDouble();
        return new Sent(Of("Rate"), Of("Cpu"));
    }

    public void Dispose() => _folder.Dispose();

    /// <param name="Rate">Messages a second.</param>
    /// <param name="Cpu">µs of processor time for each message, both processes.</param>
    internal sealed record Sent(double Rate, double Cpu)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate:N0} messages/s, {Cpu:N0} µs each");
    }
}

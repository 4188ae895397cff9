using System.Security.Cryptography;

namespace Moderation.Web.Data;

/// <summary>
/// The one key that the database does not hold: it seals DKIM keys, token keys and the cookie keys. Who has only a copy of the
/// database can neither sign mail nor sign in.
/// </summary>
public sealed class MasterKey
{
    private const int Length = 32;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary><c>Keys:Master</c>, 32 bytes in base64. In Development a file is made on first start.</summary>
    /// <exception cref="StartRefusedException">There is none, or it is no such key.</exception>
    public static MasterKey Load(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration["Keys:Master"] is { Length: > 0 } text)
        {
            return Parse(text, "Keys:Master");
        }

        return environment.IsDevelopment()
            ? FromFile(Path.Combine(Database.LocalDirectory(configuration, environment), "master.key"))
            : throw new StartRefusedException("Keys:Master is not set. Make a key once with `openssl rand -base64 32`, keep it apart from the database and its backups, and give it as Keys__Master; without it nothing that the database seals can be read.");
    }

    private static MasterKey FromFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, create);
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)));
        }
        catch (IOException) when (File.Exists(path))
        {
            // Made on an earlier start.
        }

        return Parse(File.ReadAllText(path), path);
    }

    private static MasterKey Parse(string text, string where)
    {
        var bytes = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == Length
            ? new MasterKey(bytes)
            : throw new StartRefusedException($"{where} does not hold 32 bytes in base64. Restore the key that this installation was made with; only a new installation may get a new one, from `openssl rand -base64 32`.");
    }
}

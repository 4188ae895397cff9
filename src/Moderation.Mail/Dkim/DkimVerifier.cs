using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Dkim;

/// <summary>Judges every DKIM signature of a message (RFC 6376 §6): rsa-sha256 with keys of 1,024 to 4,096 bits (RFC 8301), ed25519-sha256 where OpenSSL 3 is (RFC 8463).</summary>
/// <param name="lookup">
/// All TXT records at a name, each with its strings joined; none when the name does not exist; an exception when that could not
/// be found out.
/// </param>
public sealed class DkimVerifier(Func<string, CancellationToken, ValueTask<IReadOnlyList<string>>> lookup)
{
    /// <summary>Signatures beyond these are not judged: each costs a look-up and a verification at the sender's choice.</summary>
    public const int MaxSignatures = 10;

    private const string Ed25519Sha256 = "ed25519-sha256";

    /// <param name="dns">Where keys are looked up.</param>
    public DkimVerifier(IDnsResolver dns)
        : this(async (name, ct) => await dns.QueryAsync(name, DnsType.Txt, ct) is { Outcome: not DnsOutcome.TemporaryFailure } answer
            ? [.. answer.Of<TxtRecord>().Select(txt => txt.Text)]
            : throw new IOException("The DNS could not say."))
    {
    }

    private static ReadOnlySpan<byte> FieldName => "DKIM-Signature"u8;

    /// <summary>One result per signature, from the top of the header down; none for an unsigned message.</summary>
    /// <param name="message">As it came over the wire: CRLF line ends, dot-stuffing removed.</param>
    /// <param name="now">For <c>x=</c>.</param>
    /// <param name="ct">Ends the look-ups.</param>
    public async ValueTask<IReadOnlyList<DkimResult>> VerifyAsync(ReadOnlyMemory<byte> message, DateTimeOffset now, CancellationToken ct)
    {
        var fields = Fields(message.Span, out var headerEnd, out var bodyStart);
        var results = new List<DkimResult>();
        for (var i = 0; i < fields.Count; i++)
        {
            if (!Ascii.EqualsIgnoreCase(fields[i].NameIn(message.Span), FieldName))
            {
                continue;
            }

            results.Add(results.Count < MaxSignatures
                ? await VerifyOneAsync(message, fields, i, bodyStart, now, ct)
                : new DkimResult(DkimVerdict.Neutral, $"Not checked: only the first {MaxSignatures} signatures are."));
        }

        return results;
    }

    private static List<HeaderField> Fields(ReadOnlySpan<byte> message, out int headerEnd, out int bodyStart)
    {
        (headerEnd, bodyStart) = HeaderField.Split(message);
        var fields = new List<HeaderField>();
        var at = 0;
        while (HeaderField.TryRead(message[..headerEnd], ref at, out var field))
        {
            fields.Add(field);
        }

        return fields;
    }

    private async ValueTask<DkimResult> VerifyOneAsync(ReadOnlyMemory<byte> message, List<HeaderField> fields, int index, int bodyStart, DateTimeOffset now, CancellationToken ct)
    {
        var field = fields[index].In(message.Span);
        var error = DkimSignature.Parse(Encoding.Latin1.GetString(field[(field.IndexOf((byte)':') + 1)..]), out var signature, out var partial);
        if (signature is null)
        {
            return partial with { Reason = $"The signature cannot be used: {error}." };
        }

        if (signature.Algorithm != "rsa-sha256" && !(signature.Algorithm == Ed25519Sha256 && Ed25519Key.IsSupported))
        {
            // RFC 8301 §3.1: rsa-sha1 must not be accepted.
            return signature.Algorithm == "rsa-sha1"
                ? partial with { Reason = "The signature uses rsa-sha1, which is no longer accepted." }
                : partial with { Verdict = DkimVerdict.Neutral, Reason = $"Not checked: the algorithm {Printable(signature.Algorithm)} is not supported." };
        }

        if (signature.Expires is { } expires && now.ToUnixTimeSeconds() > expires)
        {
            return partial with { Verdict = DkimVerdict.Fail, Reason = $"The signature expired at {DateTimeOffset.FromUnixTimeSeconds(expires):yyyy-MM-dd HH:mm} UTC." };
        }

        var body = message.Span[bodyStart..];
        if (BodyFault(signature, body, out var unsigned) is { } fault)
        {
            return partial with { Verdict = DkimVerdict.Fail, Reason = fault };
        }

        partial = partial with { UnsignedBodyBytes = unsigned };
        IReadOnlyList<string> records;
        var name = DkimKey.RecordName(signature.Selector, signature.Domain);
        try
        {
            records = await lookup(name, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return partial with { Verdict = DkimVerdict.TempError, Reason = $"The key at {name} could not be looked up." };
        }

        return WithKey(message.Span, fields, index, signature, partial, name, records);
    }

    private static DkimResult WithKey(ReadOnlySpan<byte> message, List<HeaderField> fields, int index, DkimSignature signature, DkimResult partial, string name, IReadOnlyList<string> records)
    {
        if (records.Count == 0)
        {
            return partial with { Reason = $"There is no key at {name}." };
        }

        // RFC 6376 §3.6.2.2 leaves several records undefined; the first that can be read is the key.
        string? error = null;
        DkimKeyRecord? record = null;
        for (var i = 0; i < records.Count && record is null; i++)
        {
            error = DkimKeyRecord.Parse(records[i], out record) ?? error;
        }

        if (record is null)
        {
            return partial with { Reason = $"The key record at {name} {error}." };
        }

        partial = partial with { IsTesting = record.IsTesting };
        if (record.ExactIdentity && signature.IdentityDomain != signature.Domain.Ascii)
        {
            return partial with { Reason = $"The key at {name} does not allow sub-domains in i=." };
        }

        if (record.IsEd25519 != (signature.Algorithm == Ed25519Sha256))
        {
            return partial with { Reason = $"The key at {name} is not for {signature.Algorithm}." };
        }

        var hash = HeaderHash(message, fields, index, signature);
        var fault = record.IsEd25519 ? VerifyEd25519(record, hash, signature.Signature, name, out var verified) : VerifyRsa(record, hash, signature.Signature, name, out verified);
        if (fault is not null)
        {
            return partial with { Reason = fault };
        }

        if (!verified)
        {
            return partial with { Verdict = DkimVerdict.Fail, Reason = "The signed headers were changed, or another key signed them." };
        }

        var rest = partial.UnsignedBodyBytes > 0 ? $", but {partial.UnsignedBodyBytes} bytes at the end of the body are not signed" : "";
        return partial with { Verdict = DkimVerdict.Pass, Reason = $"Signed by {signature.Domain}{rest}." };
    }

    private static string? VerifyRsa(DkimKeyRecord record, byte[] hash, byte[] signature, string name, out bool verified)
    {
        verified = false;
        using var rsa = record.ToRsa();
        if (rsa is null)
        {
            return $"The key record at {name} holds no RSA key.";
        }

        if (rsa.KeySize is < 1024 or > 4096)
        {
            return $"The key at {name} has {rsa.KeySize} bits; 1,024 to 4,096 are accepted.";
        }

        verified = rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return null;
    }

    private static string? VerifyEd25519(DkimKeyRecord record, byte[] hash, byte[] signature, string name, out bool verified)
    {
        verified = false;
        if (record.PublicKey.Length != Ed25519Key.KeyBytes)
        {
            return $"The key record at {name} holds no Ed25519 key: it has {record.PublicKey.Length} bytes, not {Ed25519Key.KeyBytes}.";
        }

        using var key = Ed25519Key.FromPublicKey(record.PublicKey);
        verified = key.Verify(hash, signature);
        return null;
    }

    private static string? BodyFault(DkimSignature signature, ReadOnlySpan<byte> body, out long unsigned)
    {
        byte[]? rented = null;
        try
        {
            var canonical = signature.RelaxedBody ? Canonical.RelaxedBody(body, ref rented) : Canonical.SimpleBody(body, ref rented);
            unsigned = 0;
            if (signature.BodyLength is { } limit)
            {
                if (limit > canonical.Length)
                {
                    return $"The body has {canonical.Length} bytes and the signature covers {limit}: some are missing.";
                }

                unsigned = canonical.Length - limit;
                canonical = canonical[..(int)limit];
            }

            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(canonical, hash);
            return hash.SequenceEqual(signature.BodyHash) ? null : "The body was changed after it was signed.";
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static byte[] HeaderHash(ReadOnlySpan<byte> message, List<HeaderField> fields, int index, DkimSignature signature)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var used = new bool[fields.Count];
        used[index] = true;
        foreach (var name in signature.SignedHeaders)
        {
            // RFC 6376 §5.4.2: each mention takes the lowest field of that name not yet taken; beyond them it means "no more".
            for (var i = fields.Count - 1; i >= 0; i--)
            {
                if (!used[i] && Ascii.EqualsIgnoreCase(fields[i].NameIn(message), name))
                {
                    used[i] = true;
                    Append(hash, fields[i].In(message), signature.RelaxedHeader);
                    hash.AppendData("\r\n"u8);
                    break;
                }
            }
        }

        Append(hash, WithoutSignatureValue(fields[index].In(message)), signature.RelaxedHeader);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> field, bool relaxed)
    {
        if (!relaxed)
        {
            hash.AppendData(field);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(field.Length + 1);
        var length = Canonical.RelaxedHeader(field, rented);
        hash.AppendData(rented, 0, length);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>RFC 6376 §3.7: the value of <c>b=</c> counts as empty, everything else of the field stays.</summary>
    private static byte[] WithoutSignatureValue(ReadOnlySpan<byte> field)
    {
        var at = field.IndexOf((byte)':') + 1;
        while (at < field.Length)
        {
            var end = field[at..].IndexOf((byte)';');
            end = end < 0 ? field.Length : at + end;
            var tag = field[at..end];
            var equals = tag.IndexOf((byte)'=');
            if (equals > 0 && tag[..equals].Trim(" \t\r\n"u8).SequenceEqual("b"u8))
            {
                return [.. field[..(at + equals + 1)], .. field[end..]];
            }

            at = end + 1;
        }

        return field.ToArray();
    }

    private static string Printable(string text) => string.Concat(text.Take(40).Select(c => c is > ' ' and < '\x7f' ? c : '?'));
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>
/// The name of what was judged and approved. The relay refuses content with another hash, so everything that reaches
/// a recipient goes in, and nothing that only a verdict depends on.
/// </summary>
public static class ContentHash
{
    private const string Version = "moderation-content-1";

    /// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
    /// <param name="content">What is to be sent.</param>
    /// <param name="envelopeDomain">The domain of the return path.</param>
    /// <param name="dkimDomain">The domain that signs.</param>
    /// <param name="audience">What names the audience: the list or segment, and the digest of its members where it is frozen.</param>
    public static string Of(Content content, DomainName envelopeDomain, DomainName dkimDomain, string audience)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Version);
        Add(hash, content.Subject);
        Add(hash, content.Preheader);
        Add(hash, content.FromName);
        Add(hash, content.FromAddress?.ToString());
        Add(hash, content.ReplyTo?.ToString());
        Add(hash, content.Html);
        Add(hash, content.Text);
        AddLength(hash, content.Attachments.Count);
        foreach (var attachment in content.Attachments)
        {
            Add(hash, attachment.Name);
            Add(hash, attachment.MediaType);
            Add(hash, attachment.ContentId);
            hash.AppendData(SHA256.HashData(attachment.Bytes.Span));
        }

        Add(hash, envelopeDomain.Ascii);
        Add(hash, dkimDomain.Ascii);
        Add(hash, audience);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Each value is preceded by its length, else "ab" + "c" and "a" + "bc" would be one; null is no length.
    private static void Add(IncrementalHash hash, string? value)
    {
        if (value is null)
        {
            AddLength(hash, -1);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        AddLength(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddLength(IncrementalHash hash, int length)
    {
        Span<byte> prefix = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        hash.AppendData(prefix);
    }
}

namespace Moderation.Mail.SpamFilters;

/// <summary>Reads to the end, but not beyond a limit: a filter that has gone wrong must not fill the memory.</summary>
internal static class LimitedAnswer
{
    public static async Task<byte[]> ReadAsync(Stream stream, int most, CancellationToken ct)
    {
        var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (read.Length + count > most)
            {
                throw new FilterAnswerException($"gave an answer of more than {most:N0} bytes");
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }
}

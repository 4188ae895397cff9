using Npgsql;
using NpgsqlTypes;

namespace Moderation.Web.Data;

/// <summary>Values of a COPY that may be missing. They are written into memory, and go out some times in a batch: awaiting each would cost more than all of them.</summary>
internal static class NpgsqlBinaryImporterExtensions
{
    public static void WriteOrNull<T>(this NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } some)
        {
            copy.Write(some, type);
        }
        else
        {
            copy.WriteNull();
        }
    }

    public static void WriteOrNull<T>(this NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : class
    {
        if (value is not null)
        {
            copy.Write(value, type);
        }
        else
        {
            copy.WriteNull();
        }
    }
}

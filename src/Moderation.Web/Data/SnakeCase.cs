using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Moderation.Web.Data;

/// <summary>Tables and columns in PostgreSQL's own spelling. What lies inside a JSON column keeps its names: they are data.</summary>
internal static class SnakeCase
{
    public static void Apply(IMutableModel model)
    {
        foreach (var type in model.GetEntityTypes())
        {
            if (type.IsMappedToJson())
            {
                type.SetContainerColumnName(Of(type.GetContainerColumnName()!));
                continue;
            }

            if (type.GetTableName() is { } table)
            {
                type.SetTableName(Of(table));
            }

            NameColumns(type);
        }
    }

    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static void NameColumns(IMutableTypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            property.SetColumnName(Of(property.GetColumnName()));
        }

        foreach (var complex in type.GetDeclaredComplexProperties().Select(property => property.ComplexType))
        {
            if (complex.IsMappedToJson())
            {
                complex.SetContainerColumnName(Of(complex.GetContainerColumnName()!));
            }
            else
            {
                NameColumns(complex);
            }
        }
    }
}

using System.Globalization;
using System.Reflection;

namespace Moderation.Rules;

/// <summary>One of the <see cref="Thresholds"/> as people read and write it.</summary>
public sealed class Figure
{
    private readonly PropertyInfo _property;
    private readonly FigureAttribute _said;

    private Figure(PropertyInfo property, FigureAttribute said) => (_property, _said) = (property, said);

    /// <summary>Every threshold, in the order of the record.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        .. from property in typeof(Thresholds).GetProperties(BindingFlags.Public | BindingFlags.Instance)
           let said = property.GetCustomAttribute<FigureAttribute>()
           where said is not null
           orderby property.MetadataToken
           select new Figure(property, said),
    ];

    /// <summary>As rules name it in <see cref="RuleInfo.Figures"/>.</summary>
    public string Name => _property.Name;

    public string Meaning => _said.Meaning;

    public Type Type => _property.PropertyType;

    /// <summary>Yes or no instead of a number.</summary>
    public bool IsSwitch => Type == typeof(bool);

    public object Of(Thresholds thresholds) => _property.GetValue(thresholds)!;

    public bool IsDefault(Thresholds thresholds) => Equals(Of(thresholds), Of(Thresholds.Default));

    /// <summary>A copy with this one changed.</summary>
    /// <param name="thresholds">They stay as they are.</param>
    /// <param name="value">Of <see cref="Type"/>.</param>
    public Thresholds Set(Thresholds thresholds, object value)
    {
        var copy = thresholds with { };
        _property.SetValue(copy, value);
        return copy;
    }

    /// <summary>For people: yes, no, or a number with its thousands grouped.</summary>
    public string Say(Thresholds thresholds) => Of(thresholds) switch
    {
        bool yes => yes ? "yes" : "no",
        IFormattable number => number.ToString("#,0.####", CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public string Write(Thresholds thresholds) => Of(thresholds) switch
    {
        bool yes => yes ? "true" : "false",
        IFormattable number => number.ToString("0.############", CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    /// <param name="text">What a person wrote: digits with a point, no separators.</param>
    /// <param name="value">Of <see cref="Type"/>; null when there is an objection.</param>
    /// <returns>A sentence on what is wrong; null when nothing is.</returns>
    public string? TryParse(string text, out object? value)
    {
        value = null;
        if (IsSwitch)
        {
            value = text == "true";
            return null;
        }

        var whole = Type == typeof(int) || Type == typeof(long);
        if (!decimal.TryParse(text.Trim(), whole ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return $"\"{text.Trim()}\" is no {(whole ? "whole number" : "number")}. Write it like {Write(Thresholds.Default)}, without separators.";
        }

        try
        {
            value = Convert.ChangeType(number, Type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return $"{number:#,0} is too large.";
        }

        var objection = Objection(value);
        value = objection is null ? value : null;
        return objection;
    }

    /// <returns>A sentence when the value is outside what can be meant.</returns>
    public string? Objection(object value) => value is bool ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture) switch
    {
        double.NaN => "That is no number.",
        var number when number < _said.Least => $"The least is {_said.Least:#,0.####}.",
        var number when number > _said.Most => $"The most is {_said.Most:#,0.####}.",
        _ => null,
    };
}

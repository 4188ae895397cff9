using System.Globalization;
using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Web.Pages.Platform;

/// <summary>The policy as a form: a text to each name. What a person wrote stays as it was written until it is right.</summary>
public sealed class PolicyForm
{
    public const string Everything = "everything";
    public const string Share = "share";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string this[string name] => _values.GetValueOrDefault(name, "");

    public static string Name(RuleInfo rule) => "severity." + rule.Code;

    public static string Name(Figure figure) => "figure." + figure.Name;

    public static PolicyForm Of(Policy policy)
    {
        var form = new PolicyForm();
        foreach (var rule in RuleCatalogue.All)
        {
            form._values[Name(rule.Info)] = policy.SeverityOf(rule.Info).ToString();
        }

        foreach (var figure in Figure.All)
        {
            form._values[Name(figure)] = figure.Write(policy.Thresholds);
        }

        form._values[Everything] = policy.ReviewEverything ? "true" : "false";
        form._values[Share] = (policy.ReviewShare * 100).ToString("0.####", CultureInfo.InvariantCulture);
        return form;
    }

    /// <param name="posted">What the browser sent. A box that is not ticked is not in it.</param>
    /// <param name="shown">What stood in the form: for what has no field in it.</param>
    public static PolicyForm Of(IFormCollection posted, PolicyForm shown)
    {
        var form = new PolicyForm();
        foreach (var (name, value) in shown._values)
        {
            form._values[name] = posted.TryGetValue(name, out var sent) ? sent.ToString().Trim() : value == "true" ? "false" : value;
        }

        return form;
    }

    /// <summary>What this person changed, upon what another one has made of the policy meanwhile.</summary>
    public PolicyForm Onto(PolicyForm newest, PolicyForm loaded)
    {
        var form = new PolicyForm();
        foreach (var (name, value) in newest._values)
        {
            form._values[name] = this[name] == loaded[name] ? value : this[name];
        }

        return form;
    }

    /// <param name="version">Of the policy that is read.</param>
    /// <param name="object">Told the field and the sentence for each thing that is wrong.</param>
    /// <returns>Null when something is wrong.</returns>
    public Policy? Read(int version, Action<string, string> @object)
    {
        var wrong = false;
        void Object(string field, string sentence)
        {
            wrong = true;
            @object(field, sentence);
        }

        var severities = new Dictionary<string, Severity>(StringComparer.Ordinal);
        foreach (var rule in RuleCatalogue.All.Select(rule => rule.Info))
        {
            if (!Enum.TryParse<Severity>(this[Name(rule)], out var severity) || !Enum.IsDefined(severity))
            {
                Object(Name(rule), $"{rule.Title}: choose whether it advises, holds or blocks.");
            }
            else if (severity < Law.Floor(rule))
            {
                Object(Name(rule), $"{rule.Title}: the law or the wire asks for it, so it cannot be weakened.");
            }
            else if (severity != rule.Severity)
            {
                severities[rule.Code] = severity;
            }
        }

        var thresholds = Thresholds.Default;
        foreach (var figure in Figure.All)
        {
            if (figure.TryParse(this[Name(figure)], out var value) is { } objection)
            {
                Object(Name(figure), $"{char.ToUpperInvariant(figure.Meaning[0])}{figure.Meaning[1..]}: {objection}");
            }
            else
            {
                thresholds = figure.Set(thresholds, value!);
            }
        }

        if (!decimal.TryParse(this[Share], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent > 100)
        {
            Object(Share, "The share is a number of percent from 0 to 100, such as 5 or 2.5.");
        }

        return wrong ? null : new Policy(version, severities, thresholds) { ReviewEverything = this[Everything] == "true", ReviewShare = percent / 100 };
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Moderation.Rules;

namespace Moderation.Tests.Rules;

public sealed class RuleCatalogueTests
{
    // Codes of the specification without a rule of that name, each with the reason. Nothing else may be missing.
    private static readonly Dictionary<string, string> Reviewed = new(StringComparer.Ordinal)
    {
        ["subject.*"] = "six rules: subject.empty, subject.capitals, subject.long, subject.address, subject.fake-reply, subject.emoji",
    };

    [SpecificationFact]
    public void Each_code_of_the_specification_has_a_rule_or_a_reviewed_reason()
    {
        var codes = Regex.Matches(File.ReadAllText(SpecificationFactAttribute.Path!), @"^\| *(?<codes>(`[a-z0-9.*-]+`(, )?)+) *\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .SelectMany(row => row.Groups["codes"].Value.Split(", ")).Select(code => code.Trim('`')).ToList();
        Assert.True(codes.Count > 40, $"Only {codes.Count} codes were read.");

        var ruled = RuleCatalogue.All.Select(rule => rule.Info.Code).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(codes, code => !ruled.Contains(code) && !Reviewed.ContainsKey(code));
        Assert.DoesNotContain(Reviewed.Keys, code => ruled.Contains(code) || !codes.Contains(code));
    }

    [Fact]
    public void Each_rule_has_a_test_class_in_the_place_that_mirrors_its_own()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes().Select(type => type.FullName).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(RuleCatalogue.All.Select(rule => $"Moderation.Tests.{rule.GetType().FullName!["Moderation.".Length..]}Tests"), test => !tests.Contains(test));
    }

    [Fact]
    public void Each_rule_is_in_the_catalogue_once_under_a_code_of_its_own()
    {
        var rules = typeof(RuleCatalogue).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IRule))).ToList();

        Assert.Empty(rules.Except(RuleCatalogue.All.Select(rule => rule.GetType())));
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(rule => rule.GetType()).Distinct().Count());
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(rule => rule.Info.Code).Distinct(StringComparer.Ordinal).Count());
    }

    public static TheoryData<string> Codes => [.. RuleCatalogue.All.Select(rule => rule.Info.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_rule_says_everything_that_its_page_shows(string code)
    {
        var info = RuleCatalogue.Info(code);

        Assert.Matches("^[a-z]+\\.[a-z0-9-]+$", info.Code);
        Assert.All([info.Title, info.Why, info.Fix, info.Source], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.False(info.Title.EndsWith('.'), "A title has no full stop.");
        Assert.All([info.Why, info.Fix, info.Source], text => Assert.EndsWith(".", text.TrimEnd('"'), StringComparison.Ordinal));
        Assert.NotEqual(Needs.None, info.Needs);
        Assert.NotEmpty(info.Examples);
        Assert.All(info.Examples, example => Assert.False(string.IsNullOrWhiteSpace(example.Objects) || string.IsNullOrWhiteSpace(example.Passes) || example.Objects == example.Passes));
    }

    [Fact]
    public void Each_figure_of_the_policy_is_read_by_a_rule_that_names_it()
    {
        var figures = typeof(Thresholds).GetProperties().Where(property => property.GetCustomAttribute<FigureAttribute>() is not null).Select(property => property.Name).ToList();
        var named = RuleCatalogue.All.SelectMany(rule => rule.Info.Figures).ToList();

        Assert.Empty(named.Except(figures));
        Assert.Empty(figures.Except(named));
    }
}

/// <summary>A test that reads the specification of the rules, which stands beside the repository; skipped, and says so, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpecificationFactAttribute : FactAttribute
{
    public SpecificationFactAttribute()
    {
        if (Path is null)
        {
            Skip = "The specification is not at ../shared/rules.md.";
        }
    }

    public static string? Path { get; } = RepositoryRoot.Beside("shared", "rules.md");
}

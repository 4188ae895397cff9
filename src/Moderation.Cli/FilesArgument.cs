using System.CommandLine;

namespace Moderation.Cli;

/// <summary><c>FILE…</c></summary>
internal static class FilesArgument
{
    public static Argument<string[]> Create(string description)
    {
        var files = new Argument<string[]>("FILE") { Description = description, Arity = ArgumentArity.OneOrMore };
        // A mistyped option would otherwise be taken for a file.
        files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-') && !Path.Exists(token.Value)))
            {
                result.AddError($"There is neither an option nor a file \"{token.Value}\".");
            }
        });
        return files;
    }
}

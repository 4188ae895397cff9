using System.CommandLine;
using System.CommandLine.Help;

namespace Moderation.Cli;

/// <summary>The rules without the server: <c>moderation check</c>, <c>report</c>, <c>reputation</c> and <c>domain</c>.</summary>
public static class CommandLine
{
    /// <summary>Exit code for what could not be read, bad usage included. Verdicts are 0 cleared, 1 held, 2 blocked.</summary>
    public const int CouldNotRead = 3;

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var root = new Command("moderation", "Checks newsletters by the rules of the moderation console, reads bounces and complaints, computes the reputation index RI-1, and checks the records of sending domains.")
        {
            CheckCommand.Create(),
            ReportCommand.Create(),
            ReputationCommand.Create(),
            DomainCommand.Create(),
            new HelpOption(),
        };
        // A file named @list is a file, not a list of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
            {
                error.WriteLine(Plain.Of(problem.Message));
            }

            error.WriteLine("moderation --help shows how to use it.");
            return CouldNotRead;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }
}

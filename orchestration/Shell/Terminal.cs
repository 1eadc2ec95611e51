// The one place that touches the terminal: results to standard output, everything else to standard error.
#pragma warning disable RS0030 // Console is banned everywhere but here.
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Where the program speaks. Results go to standard output, progress and messages to standard error.</summary>
public sealed class Terminal
{
    /// <summary>Wider than any message: what is piped is read by programs, and a sentence broken in two is found by none.</summary>
    private const int PipedWidth = 100_000;

    private Terminal(TextWriter output, IAnsiConsole result, IAnsiConsole messages)
    {
        Output = output;
        Result = result;
        Messages = messages;
    }

    /// <summary>Standard output as plain text: JSON and CSV.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard output for people: tables.</summary>
    public IAnsiConsole Result { get; }

    /// <summary>Standard error for people.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>A terminal that is a text: for results that go into a file.</summary>
    public static Terminal To(TextWriter writer)
    {
        IAnsiConsole console = Create(writer, isRedirected: true);
        return new Terminal(writer, console, console);
    }

    /// <summary>The process's own terminal. Colours respect NO_COLOR; piped output has none and is never cut to a width.</summary>
    public static Terminal Standard()
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false)) { AutoFlush = true };
        var error = new StreamWriter(Console.OpenStandardError(), new System.Text.UTF8Encoding(false)) { AutoFlush = true };
        return new Terminal(
            output,
            Create(output, Console.IsOutputRedirected),
            Create(error, Console.IsErrorRedirected));
    }

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (isRedirected)
        {
            console.Profile.Width = PipedWidth;
        }

        return console;
    }
}

using Segmentation.Batch.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>0: done. 1: refused or failed, nothing published. 2: the program is wrong.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int ProgramError = 2;

    /// <summary>Runs a command and turns what went wrong into a message and an exit code.</summary>
    public static int Guard(Terminal terminal, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception error)
        {
            return Say(terminal, error);
        }
    }

    /// <summary>The same for a command that waits.</summary>
    public static async Task<int> GuardAsync(Terminal terminal, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception error)
        {
            return Say(terminal, error);
        }
    }

    /// <summary>Whether the error's own message says what happened and what to do.</summary>
    public static bool Explains(Exception error) =>
        error is RunRefusedException or ConfigException or TransformException or EngineException or UsageException;

    private static int Say(Terminal terminal, Exception error)
    {
        if (error is OperationCanceledException)
        {
            return Say(terminal, Refused, "Cancelled. The published tables are unchanged; run the command again to go on.");
        }

        if (Explains(error))
        {
            return Say(terminal, Refused, error.Message);
        }

        Say(terminal, ProgramError, $"This is a mistake in the program ({error.GetType().Name}). The published tables are unchanged. Please report it with the text below.");
        terminal.Messages.WriteLine(error.StackTrace ?? "");
        return ProgramError;
    }

    private static int Say(Terminal terminal, int code, string message)
    {
        terminal.Messages.MarkupLineInterpolated($"[red]{message}[/]");
        return code;
    }
}

/// <summary>A command was called in a way that cannot be carried out.</summary>
public sealed class UsageException(string message) : Exception(message);

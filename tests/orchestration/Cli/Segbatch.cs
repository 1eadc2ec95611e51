using System.Diagnostics;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>How a run of the program ended, and what it said.</summary>
/// <param name="ExitCode">0 done, 1 refused, 2 a mistake in the program.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error, its lines joined by blanks.</param>
internal sealed record Said(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>The program as people run it: a process of its own.</summary>
internal sealed class Segbatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly List<string> errors = [];
    private readonly TaskCompletionSource errorsEnded = new();
    private readonly TaskCompletionSource markSeen = new();

    private Segbatch(string mark, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // A shell that runs the tests in the background has them ignore SIGINT, which their children would inherit.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(BatchProgram.Path);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => Hear(line.Data, mark);
        process.Start();
        process.BeginErrorReadLine();
        output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts the program.</summary>
    public static Segbatch Start(params string[] arguments) => new("", arguments);

    /// <summary>Starts the program with environment variables of its own.</summary>
    public static Segbatch StartWith(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new("", arguments, environment);

    /// <summary>Runs the program to its end.</summary>
    public static Said Run(params string[] arguments)
    {
        using Segbatch program = Start(arguments);
        return program.End();
    }

    /// <summary>Starts the program, and returns when it has said a word on standard error.</summary>
    public static Segbatch StartUntil(string word, params string[] arguments)
    {
        var program = new Segbatch(word, arguments);
        Task.WhenAny(program.markSeen.Task, program.errorsEnded.Task).Wait(Patience).ShouldBeTrue();
        program.markSeen.Task.IsCompleted.ShouldBeTrue($"The program never said '{word}': {string.Join('\n', program.errors)}");
        return program;
    }

    /// <summary>Sends a signal, such as INT or KILL, as the shell and the operating system do.</summary>
    public Segbatch Signal(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        return this;
    }

    /// <summary>Waits for the end.</summary>
    public Said End()
    {
        process.WaitForExit(Patience).ShouldBeTrue("The program did not end.");
        errorsEnded.Task.Wait(Patience).ShouldBeTrue();
        return new Said(process.ExitCode, output.Result, string.Join(' ', errors));
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Hear(string? line, string mark)
    {
        if (line is null)
        {
            errorsEnded.TrySetResult();
            return;
        }

        errors.Add(line);
        if (mark.Length > 0 && line.Contains(mark, StringComparison.Ordinal))
        {
            markSeen.TrySetResult();
        }
    }
}

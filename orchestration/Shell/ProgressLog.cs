using System.Diagnostics;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Tells what a run does: one line per step on standard error, one row per step in the ledger.</summary>
/// <param name="terminal">Where lines go.</param>
/// <param name="ledger">Where rows go.</param>
/// <param name="runId">The run.</param>
/// <param name="clock">The clock.</param>
/// <param name="isQuiet">Whether only the ledger is told.</param>
/// <param name="lastPosition">The last step that is recorded already, when the run goes on after it was killed.</param>
public sealed class ProgressLog(
    Terminal terminal, ILedger ledger, string runId, TimeProvider clock, bool isQuiet, int lastPosition = 0) : IRunLog
{
    private int position = lastPosition;
    private DateTimeOffset stepStartedAt;
    private long stepStamp;
    private TimeSpan stepCpu;
    private string? openStep;

    public void StepStarted(string step)
    {
        position++;
        openStep = step;
        stepStartedAt = clock.GetUtcNow();
        stepStamp = clock.GetTimestamp();
        stepCpu = Cpu();
        ledger.SaveStep(new StepRow(runId, position, step, stepStartedAt, null, RunStatus.Started, null, null, null, null));
    }

    public void StepFinished(string step, long? rowCount, string summary)
    {
        Close(RunStatus.Done, rowCount, summary, out TimeSpan wall);
        if (!isQuiet)
        {
            string rows = rowCount is { } count ? $"{count,13:N0} rows" : new string(' ', 18);
            terminal.Messages.MarkupLineInterpolated($"[grey]{position,3}[/]  {step,-52} {rows}  [grey]{wall.TotalSeconds,7:0.00} s[/]  {summary}");
        }
    }

    public void Note(string message)
    {
        if (!isQuiet)
        {
            Warn(message);
        }
    }

    /// <summary>Says what also a quiet run must say.</summary>
    public void Warn(string message) => terminal.Messages.MarkupLineInterpolated($"     [yellow]note[/] {message}");

    /// <summary>Marks the step that was on as failed or cancelled.</summary>
    public void CloseOpenStep(RunStatus status, string message)
    {
        if (openStep is not null)
        {
            Close(status, null, message, out _);
        }
    }

    private void Close(RunStatus status, long? rowCount, string summary, out TimeSpan wall)
    {
        wall = clock.GetElapsedTime(stepStamp);
        long cpuMs = (long)(Cpu() - stepCpu).TotalMilliseconds;
        ledger.SaveStep(new StepRow(
            runId, position, openStep!, stepStartedAt, clock.GetUtcNow(), status, rowCount, (long)wall.TotalMilliseconds, cpuMs, summary));
        openStep = null;
    }

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
}

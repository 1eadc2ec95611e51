using System.Diagnostics;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Tells what a run does: one line per step on standard error, one row per step in the ledger.</summary>
/// <remarks>On a terminal a step that takes more than a second is shown while it is on.</remarks>
/// <param name="terminal">Where lines go.</param>
/// <param name="ledger">Where rows go.</param>
/// <param name="runId">The run.</param>
/// <param name="clock">The clock.</param>
/// <param name="isQuiet">Whether only the ledger is told.</param>
/// <param name="lastPosition">The last step that is recorded already, when the run goes on after it was killed.</param>
public sealed class ProgressLog(
    Terminal terminal, ILedger ledger, string runId, TimeProvider clock, bool isQuiet, int lastPosition = 0) : IRunLog, IDisposable
{
    private static readonly TimeSpan RatedFrom = TimeSpan.FromSeconds(1);

    private readonly LiveLine live = new(terminal.Messages, clock);
    private int position = lastPosition;
    private DateTimeOffset stepStartedAt;
    private long stepStamp;
    private TimeSpan stepCpu;
    private string? openStep;
    private int plannedPosition;

    public void StepsPlanned(int count) => plannedPosition = position + count;

    public void StepStarted(string step)
    {
        position++;
        openStep = step;
        stepStartedAt = clock.GetUtcNow();
        stepStamp = clock.GetTimestamp();
        stepCpu = Cpu();
        ledger.SaveStep(new StepRow(runId, position, step, stepStartedAt, null, RunStatus.Started, null, null, null, null));
        if (!isQuiet)
        {
            live.Begin(position <= plannedPosition ? $"step {position} of {plannedPosition}  {step}" : step);
        }
    }

    public void StepFinished(string step, long? rowCount, string summary)
    {
        Close(RunStatus.Done, rowCount, summary, out TimeSpan wall);
        if (!isQuiet)
        {
            string rows = rowCount is { } count ? $"{count,13:N0} rows" : new string(' ', 18);
            terminal.Messages.MarkupLineInterpolated($"[grey]{position,3}[/]  {step,-52} {rows}  [grey]{wall.TotalSeconds,7:0.00} s[/]  {summary}{Rate(rowCount, wall)}");
        }
    }

    /// <summary>Rows per second, of a step that is long enough for it to mean something.</summary>
    private static string Rate(long? rowCount, TimeSpan wall) =>
        rowCount > 0 && wall >= RatedFrom ? $" ({rowCount / wall.TotalSeconds:N0} rows/s)" : "";

    public void Note(string message)
    {
        if (!isQuiet)
        {
            Warn(message);
        }
    }

    /// <summary>Says what also a quiet run must say.</summary>
    public void Warn(string message)
    {
        live.End();
        terminal.Messages.MarkupLineInterpolated($"     [yellow]note[/] {message}");
    }

    /// <summary>Marks the step that was on as failed or cancelled.</summary>
    public void CloseOpenStep(RunStatus status, string message)
    {
        if (openStep is not null)
        {
            Close(status, null, message, out _);
        }
    }

    /// <summary>Takes away what is shown of a step that is on.</summary>
    public void Dispose() => live.Dispose();

    private void Close(RunStatus status, long? rowCount, string summary, out TimeSpan wall)
    {
        live.End();
        wall = clock.GetElapsedTime(stepStamp);
        long cpuMs = (long)(Cpu() - stepCpu).TotalMilliseconds;
        ledger.SaveStep(new StepRow(
            runId, position, openStep!, stepStartedAt, clock.GetUtcNow(), status, rowCount, (long)wall.TotalMilliseconds, cpuMs, summary));
        openStep = null;
    }

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
}

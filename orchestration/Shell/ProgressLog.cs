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
    private const long RatedFromMs = 1000;

    private readonly LiveLine live = new(terminal.Messages, clock);
    private int position = lastPosition;
    private DateTimeOffset stepStartedAt;
    private StepMeter? meter;
    private string? openStep;
    private int plannedPosition;

    public void StepsPlanned(int count) => plannedPosition = position + count;

    public void StepStarted(string step)
    {
        position++;
        openStep = step;
        stepStartedAt = clock.GetUtcNow();
        meter = new StepMeter(clock);
        ledger.SaveStep(new StepRow(runId, position, step, stepStartedAt, null, RunStatus.Started));
        if (!isQuiet)
        {
            live.Begin(position <= plannedPosition ? $"step {position} of {plannedPosition}  {step}" : step);
        }
    }

    public void StepFinished(string step, long? rowCount, string summary) => Finish(step, rowCount, summary);

    /// <summary>Ends the step that is on.</summary>
    /// <returns>What it cost.</returns>
    public StepCost Finish(string step, long? rowCount, string summary)
    {
        StepCost cost = Close(RunStatus.Done, rowCount, summary);
        if (!isQuiet)
        {
            string rows = rowCount is { } count ? $"{count,13:N0} rows" : new string(' ', 18);
            terminal.Messages.MarkupLineInterpolated(
                $"[grey]{position,3}[/]  {step,-52} {rows}  [grey]{cost.WallMs / 1000d,7:0.00} s[/]  {summary}{Rate(rowCount, cost)}");
        }

        return cost;
    }

    /// <summary>Rows per second, of a step that is long enough for it to mean something.</summary>
    private static string Rate(long? rowCount, StepCost cost) =>
        rowCount > 0 && cost.WallMs >= RatedFromMs ? $" ({rowCount * 1000d / cost.WallMs:N0} rows/s)" : "";

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
    /// <returns>What it cost; null when none was on.</returns>
    public StepCost? CloseOpenStep(RunStatus status, string message) => openStep is null ? null : Close(status, null, message);

    /// <summary>Takes away what is shown of a step that is on.</summary>
    public void Dispose() => live.Dispose();

    private StepCost Close(RunStatus status, long? rowCount, string summary)
    {
        live.End();
        StepCost cost = meter!.Read();
        ledger.SaveStep(new StepRow(runId, position, openStep!, stepStartedAt, clock.GetUtcNow(), status, rowCount, cost, summary));
        openStep = null;
        return cost;
    }
}

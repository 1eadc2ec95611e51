using Segmentation.Batch.Notify;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Observability;

/// <summary>Tells of a night everywhere it is to be seen: the terminal and the ledger first, then logs, telemetry and lineage, and at its
/// end incidents and those who are told of them.</summary>
/// <remarks>Only the ledger may stop a night. Whatever else cannot be written is said once.</remarks>
internal sealed class NightObserver : IRunLog, IDisposable
{
    private readonly ObservedNight night;
    private readonly ProgressLog progress;
    private readonly NightLogger logger;
    private readonly List<INightWitness> witnesses = [];
    private readonly HashSet<INightWitness> silenced = [];
    private readonly bool isWatched;
    private string? openStep;

    /// <summary>Opens whatever the configuration switches on.</summary>
    /// <param name="night">The night.</param>
    /// <param name="progress">Tells the terminal and the ledger.</param>
    /// <param name="isWatched">Whether incidents are looked for when it has ended.</param>
    public NightObserver(ObservedNight night, ProgressLog progress, bool isWatched)
    {
        this.night = night;
        this.progress = progress;
        this.isWatched = isWatched;
        TelemetryProviders? telemetry = null;
        Guard("telemetry", () => telemetry = TelemetryProviders.Start(night));
        NightLogger? opened = null;
        Guard("logs", () => opened = NightLogger.Open(night, telemetry, progress.Warn));
        logger = opened ?? NightLogger.Silent(night);
        witnesses.Add(new LogWitness(night, logger));
        if (telemetry is not null)
        {
            witnesses.Add(new TelemetryWitness(night, telemetry));
        }

        witnesses.Add(new LineageWitness(night, logger));
    }

    public void NightStarted() => Tell(witness => witness.NightStarted());

    public void StepsPlanned(int count) => progress.StepsPlanned(count);

    public void StepStarted(string step)
    {
        progress.StepStarted(step);
        openStep = step;
        Tell(witness => witness.StepStarted(step));
    }

    public void StepFinished(string step, long? rowCount, string summary)
    {
        EndStep(RunStatus.Done, rowCount, summary, progress.Finish(step, rowCount, summary));
    }

    public void Note(string message)
    {
        progress.Note(message);
        Tell(witness => witness.Noted(message));
    }

    /// <summary>Marks the step that was on as failed or cancelled.</summary>
    public void CloseOpenStep(RunStatus status, string message)
    {
        if (progress.CloseOpenStep(status, message) is { } cost)
        {
            EndStep(status, null, message, cost);
        }
    }

    /// <summary>Looks for incidents, tells of the end, and delivers what recipients are to be told.</summary>
    /// <param name="run">The run, as it ended and stands in the ledger.</param>
    /// <param name="result">What it did; null when it failed.</param>
    public void NightEnded(RunRow run, NightResult? result)
    {
        IReadOnlyList<IncidentChange> incidents = [];
        // Nights of the past that are run now are no news to anybody.
        Guard("incidents", () => incidents = isWatched
            ? NightWatch.Record(night.Ledger, night.Config, run, isTold: run.Command != "backfill", night.Clock.GetUtcNow())
            : []);
        Tell(witness => witness.NightEnded(new NightEnd(run, result, incidents)));
        Guard("notifications", () => new Outbox(night, logger, progress.Warn).Deliver());
    }

    /// <summary>Sends what is still on its way, for a few seconds at most, and closes the log.</summary>
    public void Dispose()
    {
        foreach (INightWitness witness in witnesses)
        {
            Guard(witness.GetType().Name, witness.Dispose);
        }

        Guard("logs", logger.Dispose);
        progress.Dispose();
    }

    private void EndStep(RunStatus status, long? rowCount, string summary, StepCost cost)
    {
        var end = new StepEnd(openStep ?? "", status, rowCount, cost, summary);
        openStep = null;
        Tell(witness => witness.StepEnded(end));
    }

    private void Tell(Action<INightWitness> tell)
    {
        foreach (INightWitness witness in witnesses.Where(witness => !silenced.Contains(witness)).ToArray())
        {
            // One that fails is not asked again in this night.
            if (!Guard(witness.GetType().Name, () => tell(witness)))
            {
                silenced.Add(witness);
            }
        }
    }

    private bool Guard(string what, Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception error)
        {
            // A foreign message may quote data or an address with a password; ours do not.
            string why = error is RunRefusedException ? error.Message : error.GetType().Name;
            progress.Warn($"{what} could not be told of run {night.Run.RunId} ({why}). The run itself goes on.");
            return false;
        }
    }
}

using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Publish;

namespace Segmentation.Jobs.Run;

/// <summary>Settles what became of runs that died: one may go on, the others are closed.</summary>
/// <remarks>The run lock is held, so a run that the ledger shows as started is dead. It goes on if the same is asked again of the same
/// files, by the same program, on top of the same publication, and its work can be read. A run that had published is done; one whose
/// publication was held back has failed with that reason; any other is superseded and leaves nothing behind.</remarks>
public sealed class RunRecovery(ILedger ledger, PublishGate gate, ProjectFolders folders, TimeProvider clock)
{
    /// <summary>The step that a run which went on has beside those of its plan.</summary>
    public const string ResumeStep = "resume";

    /// <summary>Runs looked at; every run settles those before it, so a dead one is among the newest.</summary>
    public const int Newest = 100;

    /// <summary>Settles all dead runs.</summary>
    /// <param name="asked">The run that is about to start.</param>
    /// <param name="promotion">Who promotes a publication.</param>
    /// <param name="hasNews">Whether files came since, that a dead run has not read.</param>
    /// <param name="note">Is told what was found.</param>
    /// <returns>The run that goes on in place of the one that was asked for; null when there is none.</returns>
    public RunRow? Settle(RunRow asked, PromotionRule promotion, Func<RunRow, bool> hasNews, Action<string> note)
    {
        RunRow? goesOn = null;
        foreach (RunRow dead in ledger.Runs(Newest).Where(run => run.Status == RunStatus.Started))
        {
            if (goesOn is null && IsSame(dead, asked) && CanGoOn(dead) && !hasNews(dead))
            {
                goesOn = dead;
                RecordDeath(dead);
                note($"Run {dead.RunId} was killed in the middle; it goes on.");
            }
            else
            {
                Close(dead, asked, promotion, note);
            }
        }

        return goesOn;
    }

    private static bool IsSame(RunRow dead, RunRow asked) =>
        dead.Request is not null && dead.Request == asked.Request && dead.SnapshotDate == asked.SnapshotDate
        && dead.ConfigHash == asked.ConfigHash && dead.TransformsHash == asked.TransformsHash && dead.ProgramVersion == asked.ProgramVersion;

    private bool CanGoOn(RunRow dead) =>
        gate.Find(dead.RunId) is { } built
            ? gate.LiveRunId == built.RunId || gate.LiveRunId == built.BasedOnRunId
            : gate.LiveRunId == dead.BasedOnRunId && StepJournal.IsIn(ScratchFolder.Database(folders, dead.RunId));

    /// <summary>What was at work is closed, and that the run was killed stays on record.</summary>
    private void RecordDeath(RunRow dead)
    {
        IReadOnlyList<StepRow> steps = ledger.StepsOf(dead.RunId);
        DateTimeOffset now = clock.GetUtcNow();
        foreach (StepRow open in steps.Where(step => step.Status == RunStatus.Started))
        {
            ledger.SaveStep(open with { Status = RunStatus.Superseded, FinishedAt = now, Summary = "the process was killed; the run went on" });
        }

        int position = steps.Select(step => step.Position).DefaultIfEmpty(0).Max() + 1;
        ledger.SaveStep(new StepRow(
            dead.RunId, position, ResumeStep, now, now, RunStatus.Done, null, new StepCost(0, 0), "the process had been killed; the run goes on"));
    }

    private void Close(RunRow dead, RunRow asked, PromotionRule promotion, Action<string> note)
    {
        RunRow ended = dead with { FinishedAt = clock.GetUtcNow() };
        Publication? built = gate.Find(dead.RunId);
        if (built?.HeldReason is { } reason)
        {
            ledger.FinishRun(ended with { Status = RunStatus.Failed, Message = reason, PublishedHash = built.ContentHash });
        }
        else if (built is not null && (gate.WasPromoted(built.RunId) || promotion == PromotionRule.Manual))
        {
            note($"Run {dead.RunId} was killed after it had finished; it is recorded as done.");
            ledger.FinishRun(ended with
            {
                Status = RunStatus.Done,
                Message = "It was killed after it had finished; the run after it recorded so.",
                PublishedHash = built.ContentHash,
                InputHash = InputHash.Of(ledger.Parts()),
            });
        }
        else
        {
            note($"Run {dead.RunId} was killed in the middle and published nothing; this run begins anew.");
            if (built is not null)
            {
                gate.Drop(built);
            }

            ledger.SupersedeRun(ended with
            {
                Status = RunStatus.Superseded,
                Message = $"The process was killed. Run {asked.RunId} began anew; nothing of this run was published.",
            });
        }
    }
}

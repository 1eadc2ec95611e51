using Segmentation.Jobs.Audit;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>A night's tables in its scratch database: made step by step, and audited. Nothing of it is visible to anybody.</summary>
/// <param name="Audits">Every verdict; none of a failure that blocks, since that stops the night.</param>
/// <param name="LiveSnapshotDate">The newest snapshot that is published; null when none is.</param>
internal sealed record NightBuild(IReadOnlyList<AuditResult> Audits, DateOnly? LiveSnapshotDate)
{
    private const int RecentRuns = 100;

    /// <summary>Makes the tables of the steps, except those that were made before the run was killed.</summary>
    /// <param name="context">The run; its engine is on the scratch database.</param>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="scratchFolder">The folder of the scratch database.</param>
    /// <param name="cancellationToken">Cancelling leaves finished steps in the scratch database.</param>
    /// <exception cref="RunRefusedException">Raw files are not what was loaded, or an audit that blocks has failed.</exception>
    public static NightBuild Make(
        JobContext context, IReadOnlyList<PlanStep> steps, string scratchFolder, CancellationToken cancellationToken)
    {
        // Verifying raw files comes before the steps, the audits after them.
        context.Run.Log.StepsPlanned(steps.Count + 2);
        PreviousTables previous = Prepare(context, scratchFolder, cancellationToken);
        StepJournal journal = StepJournal.Open(context.Engine);
        if (journal.FinishedCount > 0)
        {
            context.Run.Log.Note($"{journal.FinishedCount} of {steps.Count + 1} steps were finished before; they are not repeated.");
        }

        bool isNewest = previous.LiveSnapshotDate is not { } live || context.Run.SnapshotDate >= live;
        foreach (PlanStep step in steps.Where(step => !journal.IsFinished(step.Name)))
        {
            RunStep(context, journal, step, isNewest, cancellationToken);
        }

        return new NightBuild(Audit(context, journal, steps, cancellationToken), previous.LiveSnapshotDate);
    }

    /// <summary>Verdicts that the run reached before it was killed.</summary>
    public static IReadOnlyList<AuditResult> AuditsBefore(ILedger ledger, string runId) =>
        [.. ledger.AuditResults(RecentRuns).Where(audited => audited.RunId == runId).Select(audited => audited.Result)];

    /// <summary>Does one step and enters it nowhere.</summary>
    internal static (long? RowCount, string Summary) DoStep(
        JobContext context, PlanStep step, bool isNewest, CancellationToken cancellationToken)
    {
        if (step.Job is { } job)
        {
            JobResult done = job.Run(context, cancellationToken);
            return (done.RowCount, done.Summary);
        }

        Transform transform = step.Transform!;
        // An old night that is run again restates history; what is current stays the newest night's.
        bool keepsPublished = !isNewest && transform.Tags.Contains("current") && PreviousTables.IsPublished(context.Engine, transform);
        long rows = context.Engine.RunTransform(
            keepsPublished ? transform with { Body = $"select * from live.{transform.Name}" } : transform,
            RunParameters.Of(context.Run),
            cancellationToken);
        return (rows < 0 ? null : rows, keepsPublished ? "kept as published by the newest night" : "");
    }

    private static PreviousTables Prepare(JobContext context, string scratchFolder, CancellationToken cancellationToken)
    {
        RunContext run = context.Run;
        run.Log.StepStarted("verify_raw");
        IReadOnlyList<RawPart> parts = context.Ledger.Parts();
        RawStore.Verify(parts, run.Folders, cancellationToken);
        context.Engine.CreateFunctions(context.Catalog);
        RawStore.CreateViews(context.Engine, context.Ledger, run.Folders, isVerified: false);
        PreviousTables previous = PreviousTables.Create(context.Engine, run, scratchFolder);
        run.Log.StepFinished("verify_raw", parts.Sum(part => part.RowCount), $"{parts.Count:N0} raw files agree with their manifests");
        return previous;
    }

    private static void RunStep(
        JobContext context, StepJournal journal, PlanStep step, bool isNewest, CancellationToken cancellationToken)
    {
        context.Run.Log.StepStarted(step.Name);
        FinishedStep done = step.Job is null
            ? journal.RunWhole(step.Name, () => DoStep(context, step, isNewest, cancellationToken))
            : journal.RunRepeatable(step.Name, () => DoStep(context, step, isNewest, cancellationToken));
        context.Run.Log.StepFinished(step.Name, done.RowCount, done.Summary);
    }

    private static IReadOnlyList<AuditResult> Audit(
        JobContext context, StepJournal journal, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        const string Step = "audit_tables";
        IReadOnlyList<AuditResult> results = [];
        if (journal.IsFinished(Step))
        {
            results = AuditsBefore(context.Ledger, context.Run.RunId);
        }
        else
        {
            context.Run.Log.StepStarted(Step);
            HashSet<string> tables = [.. steps.SelectMany(step => step.Writes)];
            FinishedStep done = journal.RunRepeatable(Step, () =>
            {
                results = AuditTables.Run(context, tables, cancellationToken);
                return (results.Count, $"{results.Count(result => result.HasPassed)} of {results.Count} audits passed");
            });
            context.Run.Log.StepFinished(Step, done.RowCount, done.Summary);
        }

        AuditTables.RefuseFailures(context, results);
        return results;
    }
}

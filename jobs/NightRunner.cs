using Segmentation.Jobs.Audit;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Plan;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>How far a night goes.</summary>
public enum NightGoal
{
    /// <summary>Load new files only.</summary>
    Ingest,

    /// <summary>Everything up to the scores: fit, keep the models with their evidence, publish nothing.</summary>
    Fit,

    /// <summary>Everything up to the candidate: say what would change, publish nothing.</summary>
    Plan,

    /// <summary>Publish.</summary>
    Publish,
}

/// <summary>What one night is asked to do.</summary>
public sealed record NightRequest
{
    public required RunContext Run { get; init; }

    public required TransformCatalog Catalog { get; init; }

    public required NightGoal Goal { get; init; }

    /// <summary>Schemes to score; the others keep what is published.</summary>
    public required IReadOnlyList<string> Schemes { get; init; }

    /// <summary>Steps to run, with all they need; null runs all. A selection never publishes.</summary>
    public string? Selection { get; init; }

    /// <summary>Read every file anew and fit every model anew.</summary>
    public bool IsFullRefresh { get; init; }

    /// <summary>The way to readers.</summary>
    public required PublishGate Gate { get; init; }

    /// <summary>The way to the ERP.</summary>
    public required ErpDesk Erp { get; init; }

    /// <summary>Who runs it: the account, for the change log.</summary>
    public required string Actor { get; init; }

    /// <summary>When schemes that find their segments are fitted.</summary>
    public FitRule Fitting { get; init; }

    /// <summary>Schemes that are scored with a model named here, whatever its age.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    /// <summary>Whether the run was killed before and goes on: what it had finished is not done again.</summary>
    public bool IsResumed { get; init; }
}

/// <summary>What one night did.</summary>
public sealed record NightResult
{
    public IngestResult? Ingest { get; init; }

    public IReadOnlyList<AuditResult> Audits { get; init; } = [];

    public ChangePlan? Change { get; init; }

    /// <summary>What was fitted, when that was the goal.</summary>
    public IReadOnlyList<FittedScheme> Fits { get; init; } = [];

    /// <summary>Hash of the live raw parts that were read.</summary>
    public string? InputHash { get; init; }

    /// <summary>Content hash of what was published; null if nothing was.</summary>
    public string? PublishedHash { get; init; }

    /// <summary>The run, which may be an earlier one that went on.</summary>
    public string? RunId { get; init; }

    /// <summary>Whether the run had been killed and went on.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Whether the night was not needed any more: it had been done when its turn came.</summary>
    public bool WasDoneBefore { get; init; }

    /// <summary>Whether readers see it; false while it waits to be promoted.</summary>
    public bool IsPromoted { get; init; }

    /// <summary>What became of the deltas for the ERP.</summary>
    public IReadOnlyList<ErpOutcome> Erp { get; init; } = [];

    /// <summary>Engine and version.</summary>
    public string? EngineVersion { get; init; }
}

/// <summary>Walks the plan of one night.</summary>
public static class NightRunner
{
    private const int RecentRuns = 100;

    /// <summary>Runs the night as far as its goal. The caller holds the run lock.</summary>
    /// <exception cref="RunRefusedException">Something must be put right first. The published tables are unchanged.</exception>
    public static NightResult Run(NightRequest request, ILedger ledger, ILease lease, CancellationToken cancellationToken)
    {
        RunContext run = request.Run;
        using var scratch = ScratchFolder.Open(run, request.IsResumed);
        try
        {
            request.Gate.CollectOrphans();
            ErpOutcome[] madeGood = TellErpOfWhatIsLive(request);
            if (request.IsResumed && request.Gate.Find(run.RunId) is { } built)
            {
                NightResult finished = Finish(request, built, ledger, lease, cancellationToken);
                return finished with { Erp = [.. madeGood, .. finished.Erp] };
            }

            IngestResult ingest = request.IsResumed ? IngestResult.DoneBefore : Ingest(request, ledger, cancellationToken);
            if (request.Goal == NightGoal.Ingest)
            {
                return new NightResult { Ingest = ingest };
            }

            NightResult result = BuildOrBeginAnew(request, ledger, scratch, lease, cancellationToken);
            return result with { Ingest = ingest, Erp = [.. madeGood, .. result.Erp] };
        }
        catch (EngineException error) when (error.Failure is EngineFailure.Resources or EngineFailure.Storage)
        {
            throw new RunRefusedException($"{error.Message} The published tables are unchanged.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"A file of the warehouse could not be read or written: {error.Message} The published tables are unchanged. Free disk space or grant access, then run again.", error);
        }
    }

    /// <summary>Makes the tables up to the features over no rows at all, so that the configuration's SQL can be bound to them.</summary>
    public static void BuildOverNothing(RunContext run, TransformCatalog catalog, ILedger ledger, DuckDbEngine engine)
    {
        // What the company's own SQL says of the books is bound to these tables afterwards, not while they are made.
        RunContext bare = run with { Config = run.Config with { Finance = run.Config.Finance with { Document = "order_id" } } };
        var context = new JobContext(bare, engine, ledger, catalog, [], false);
        engine.CreateFunctions(catalog);
        RawStore.CreateEmpty(engine);
        PreviousTables.CreateEmpty(engine);
        IReadOnlyList<PlanStep> steps = StepOrder.Select(
            Pipeline.Plan(catalog), $"{FeatureCatalog.Table}, mart.customers, intermediate.int_order_lines__identified, finance.ledger_entries, finance.service_costs");
        foreach (PlanStep step in steps)
        {
            DoStep(context, step, isNewest: true, CancellationToken.None);
        }
    }

    /// <summary>Ends a run that was killed when its publication was complete: nothing is left to do but to show it.</summary>
    private static NightResult Finish(
        NightRequest request, Publication built, ILedger ledger, ILease lease, CancellationToken cancellationToken)
    {
        var result = new NightResult
        {
            Ingest = IngestResult.DoneBefore,
            Audits = AuditsOf(ledger, built.RunId),
            InputHash = InputHash.Of(ledger.Parts()),
            PublishedHash = built.ContentHash,
            IsPromoted = request.Gate.LiveRunId == built.RunId,
        };
        return result.IsPromoted ? result : Promote(request, built, result, lease, cancellationToken);
    }

    /// <summary>A run before this one may have died between its promotion and the files for the ERP.</summary>
    private static ErpOutcome[] TellErpOfWhatIsLive(NightRequest request) =>
        request is { Goal: NightGoal.Publish, Selection: null }
            ? Noted(request, request.Erp.MakeGood(request.Gate.LiveRunId))
            : [];

    private static ErpOutcome[] Noted(NightRequest request, IEnumerable<ErpOutcome> outcomes)
    {
        ErpOutcome[] noted = [.. outcomes];
        foreach (ErpOutcome outcome in noted)
        {
            request.Run.Log.Note(outcome.Message);
        }

        return noted;
    }

    /// <summary>The scratch database of a killed run may be damaged, which shows only when it is read.</summary>
    private static NightResult BuildOrBeginAnew(
        NightRequest request, ILedger ledger, ScratchFolder scratch, ILease lease, CancellationToken cancellationToken)
    {
        try
        {
            return BuildAndPublish(request, ledger, scratch, lease, cancellationToken);
        }
        catch (EngineException error) when (request.IsResumed && (error.Failure is EngineFailure.Storage or EngineFailure.Data))
        {
            request.Run.Log.Note($"What run {request.Run.RunId} had built before it was killed cannot be used ({error.Subject}); it builds everything anew.");
            scratch.Clear();
            return BuildAndPublish(request, ledger, scratch, lease, cancellationToken);
        }
    }

    private static IngestResult Ingest(NightRequest request, ILedger ledger, CancellationToken cancellationToken)
    {
        request.Run.Log.StepStarted("ingest");
        if (request.IsFullRefresh)
        {
            ledger.ForgetLoads();
        }

        try
        {
            IngestResult result = new IngestJob().Run(request.Run, ledger, cancellationToken);
            ledger.SaveRunInputs(request.Run.RunId);
            request.Run.Log.StepFinished("ingest", result.RowsAccepted, result.Summary);
            return result;
        }
        catch (RunRefusedException error)
        {
            throw new RunRefusedException($"{error.Message} The published tables are unchanged.", error);
        }
    }

    private static NightResult BuildAndPublish(
        NightRequest request, ILedger ledger, ScratchFolder scratch, ILease lease, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlanStep> plan = Pipeline.Plan(request.Catalog);
        string? selection = request.Goal == NightGoal.Fit ? ScoreSchemesJob.StepName : request.Selection;
        IReadOnlyList<PlanStep> steps = selection is null ? plan : StepOrder.Select(plan, selection);

        using DuckDbEngine engine = scratch.OpenEngine();
        var context = new JobContext(request.Run, engine, ledger, request.Catalog, request.Schemes, request.IsFullRefresh, request.Fitting, request.Models);
        PreviousTables previous = Prepare(context, scratch, cancellationToken);
        StepJournal journal = StepJournal.Open(engine);
        if (journal.FinishedCount > 0)
        {
            request.Run.Log.Note($"{journal.FinishedCount} of {steps.Count + 1} steps were finished before; they are not repeated.");
        }

        bool isNewest = previous.LiveSnapshotDate is not { } live || request.Run.SnapshotDate >= live;
        foreach (PlanStep step in steps.Where(step => !journal.IsFinished(step.Name)))
        {
            RunStep(context, journal, step, isNewest, cancellationToken);
        }

        var result = new NightResult
        {
            Audits = Audit(context, journal, steps, cancellationToken),
            InputHash = InputHash.Of(ledger.Parts()),
            EngineVersion = $"DuckDB {engine.Version}",
        };
        if (request.Goal == NightGoal.Fit)
        {
            return result with { Fits = FittedScheme.Of(context) };
        }

        if (selection is not null)
        {
            return result;
        }

        result = result with { Change = ChangePlan.Compute(context, previous.LiveSnapshotDate, cancellationToken) };
        if (request.Goal == NightGoal.Plan)
        {
            return result;
        }

        Publication publication = BuildPublication(
            context, request.Gate, result.Change.ReasonToHold(request.Run), steps, cancellationToken);
        return Promote(request, publication, result with { PublishedHash = publication.ContentHash }, lease, cancellationToken);
    }

    private static PreviousTables Prepare(JobContext context, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        RunContext run = context.Run;
        run.Log.StepStarted("verify_raw");
        IReadOnlyList<RawPart> parts = context.Ledger.Parts();
        RawStore.Verify(parts, run.Folders, cancellationToken);
        context.Engine.CreateFunctions(context.Catalog);
        RawStore.CreateViews(context.Engine, context.Ledger, run.Folders, isVerified: false);
        PreviousTables previous = PreviousTables.Create(context.Engine, run, scratch.Path);
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

    private static (long? RowCount, string Summary) DoStep(
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

    private static IReadOnlyList<AuditResult> Audit(
        JobContext context, StepJournal journal, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        const string Step = "audit_tables";
        IReadOnlyList<AuditResult> results = [];
        if (journal.IsFinished(Step))
        {
            results = AuditsOf(context.Ledger, context.Run.RunId);
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

    /// <summary>Verdicts that the run reached before it was killed.</summary>
    private static IReadOnlyList<AuditResult> AuditsOf(ILedger ledger, string runId) =>
        [.. ledger.AuditResults(RecentRuns).Where(audited => audited.RunId == runId).Select(audited => audited.Result)];

    private static Publication BuildPublication(
        JobContext context, PublishGate gate, string? heldReason, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        context.Run.Log.StepStarted("build_publication");
        string[] tables =
        [
            .. steps.SelectMany(step => step.Writes)
                .Where(table => table.StartsWith("publish.", StringComparison.Ordinal) || table.StartsWith("identity.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        string hash = ContentHash.Of(context.Engine, tables, cancellationToken);
        SegmentSizes.Keep(context, cancellationToken);
        ErpCodeBook.Keep(context);
        long customers = context.Engine.Scalar<long>("select count(*) from mart.customers", "customers", null, CancellationToken.None);
        var publication = new Publication(
            context.Run.RunId, context.Run.SnapshotDate, context.Run.StartedAt, hash, customers, gate.LiveRunId, 0, null, heldReason);
        PublicationFile file = PublicationFile.Build(context, publication, tables, cancellationToken);
        publication = publication with { SizeBytes = new FileInfo(file.Path).Length };
        context.Ledger.SavePublication(publication, PublishedSchemes(context));
        context.Run.Log.StepFinished("build_publication", customers, $"{tables.Length} tables, content {hash[..12]}");
        return publication;
    }

    /// <summary>Also schemes that this run did not score: the publication shows them, with the model they had.</summary>
    private static IReadOnlyList<PublishedScheme> PublishedSchemes(JobContext context) => context.Engine.Query(
        "select scheme, definition_hash, model_version from publish.dim_scheme order by scheme",
        "schemes of the publication",
        row => new PublishedScheme(row.GetString(0), row.IsDBNull(1) ? "" : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));

    /// <returns>The result, with whether readers see it now, and what the ERP was told.</returns>
    private static NightResult Promote(
        NightRequest request, Publication publication, NightResult result, ILease lease, CancellationToken cancellationToken)
    {
        RunContext run = request.Run;
        if (publication.HeldReason is { } reason)
        {
            request.Gate.Retire(run.Config.Publish.KeepRuns);
            throw new RunRefusedException(reason);
        }

        if (run.Config.Publish.Promotion == PromotionRule.Manual)
        {
            request.Gate.Retire(run.Config.Publish.KeepRuns);
            run.Log.Note($"Run {run.RunId} waits as a candidate. Readers see what they saw; 'segbatch publish' promotes it.");
            return result;
        }

        run.Log.StepStarted("promote");
        request.Gate.Promote(publication.RunId, PromotionKind.Promote, request.Actor, null, lease, cancellationToken);
        request.Gate.Retire(run.Config.Publish.KeepRuns);
        run.Log.StepFinished("promote", publication.CustomerCount, "readers see it");
        return result with { IsPromoted = true, Erp = Noted(request, request.Erp.SettlePromoted(publication.RunId)) };
    }
}

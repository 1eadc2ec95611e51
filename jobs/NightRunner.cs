using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Plan;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>Walks one night: ingest, build, change plan, publish, as far as its goal.</summary>
public static class NightRunner
{
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

    /// <summary>Ends a run that was killed when its publication was complete: nothing is left to do but to show it.</summary>
    private static NightResult Finish(
        NightRequest request, Publication built, ILedger ledger, ILease lease, CancellationToken cancellationToken)
    {
        var result = new NightResult
        {
            Ingest = IngestResult.DoneBefore,
            Audits = NightBuild.AuditsBefore(ledger, built.RunId),
            InputHash = InputHash.Of(ledger.Parts()),
            PublishedHash = built.ContentHash,
            IsPromoted = request.Gate.LiveRunId == built.RunId,
        };
        return result.IsPromoted ? result : NightPromotion.Promote(request, built, result, lease, cancellationToken);
    }

    /// <summary>A run before this one may have died between its promotion and the files for the ERP.</summary>
    private static ErpOutcome[] TellErpOfWhatIsLive(NightRequest request) =>
        request is { Goal: NightGoal.Publish, Selection: null }
            ? NightPromotion.Noted(request, request.Erp.MakeGood(request.Gate.LiveRunId))
            : [];

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
        IReadOnlyList<PlanStep> steps = selection is null ? plan : Selected(plan, selection);

        using DuckDbEngine engine = scratch.OpenEngine();
        var context = new JobContext(request.Run, engine, ledger, request.Catalog, request.Schemes, request.IsFullRefresh, request.Fitting, request.Models);
        NightBuild build = NightBuild.Make(context, steps, scratch.Path, cancellationToken);

        var result = new NightResult
        {
            Audits = build.Audits,
            InputHash = InputHash.Of(ledger.Parts()),
            EngineVersion = engine.NameAndVersion,
        };
        if (request.Goal == NightGoal.Fit)
        {
            return result with { Fits = FittedScheme.Of(context) };
        }

        if (selection is not null)
        {
            return result;
        }

        result = result with { Change = ChangePlan.Compute(context, build.LiveSnapshotDate, cancellationToken) };
        if (request.Goal == NightGoal.Plan)
        {
            return result;
        }

        Publication publication = NightPublication.Keep(
            context, request.Gate, result.Change.ReasonToHold(request.Run), steps, cancellationToken);
        return NightPromotion.Promote(request, publication, result with { PublishedHash = publication.ContentHash }, lease, cancellationToken);
    }

    private static IReadOnlyList<PlanStep> Selected(IReadOnlyList<PlanStep> plan, string selection)
    {
        try
        {
            return StepOrder.Select(plan, selection);
        }
        catch (ArgumentException error)
        {
            throw new RunRefusedException(error.Message, error);
        }
    }
}

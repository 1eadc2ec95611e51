using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Publish;

/// <summary>The last step of a night: readers see it, then the ERP is told.</summary>
internal static class NightPromotion
{
    /// <summary>Promotes a night's publication, unless it is held back or people promote.</summary>
    /// <returns>The result, with whether readers see it now, and what the ERP was told.</returns>
    public static NightResult Promote(
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

    /// <summary>Tells what became of the ERP's files.</summary>
    public static ErpOutcome[] Noted(NightRequest request, IEnumerable<ErpOutcome> outcomes)
    {
        ErpOutcome[] noted = [.. outcomes];
        foreach (ErpOutcome outcome in noted)
        {
            request.Run.Log.Note(outcome.Message);
        }

        return noted;
    }
}

using Segmentation.Batch.Commands;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>People's decisions about what readers see: promoting a candidate, going back to what was live before.</summary>
/// <remarks>Both move a pointer and build nothing. They hold the warehouse like a night does, so that no night publishes meanwhile.</remarks>
public sealed class PublishDesk(ProjectSession session)
{
    /// <summary>Promotes a candidate.</summary>
    /// <param name="runId">The candidate's run; null for the newest that waits.</param>
    /// <param name="reason">Why, for the change log.</param>
    /// <param name="cancellationToken">Until it is decided, cancelling changes nothing.</param>
    /// <exception cref="RunRefusedException">No candidate waits, or it may not follow what is live.</exception>
    public Promotion Publish(string? runId, string? reason, CancellationToken cancellationToken) =>
        Holding("publish", (gate, lease, interrupted) =>
        {
            if (interrupted is not null && (runId is null || runId == interrupted.RunId))
            {
                return interrupted;
            }

            string chosen = runId ?? (gate.Candidates() is [Publication newest, ..] ? newest.RunId : null) ?? throw new RunRefusedException(
                "No candidate waits. The published tables are unchanged. 'segbatch status' shows what is live and what is kept.");
            return AlreadyLive(gate, chosen)
                ?? gate.Promote(chosen, PromotionKind.Promote, Environment.UserName, reason, lease, cancellationToken);
        }, cancellationToken);

    /// <summary>Goes back to a publication that was live before.</summary>
    /// <param name="to">A run, or a snapshot date: the publication of that day that was live last. Null: what the live one replaced.</param>
    /// <param name="reason">Why, for the change log.</param>
    /// <param name="cancellationToken">Until it is decided, cancelling changes nothing.</param>
    /// <exception cref="RunRefusedException">There is nothing to go back to, or it is no longer kept.</exception>
    public Promotion Rollback(string? to, string? reason, CancellationToken cancellationToken) =>
        Holding("rollback", (gate, lease, interrupted) =>
        {
            if (interrupted is { Kind: PromotionKind.Rollback } && (to is null || to == interrupted.RunId))
            {
                return interrupted;
            }

            string chosen = Target(gate, to);
            if (!gate.WasPromoted(chosen))
            {
                throw new RunRefusedException(
                    $"Run {chosen} was never live, so there is no going back to it. The published tables are unchanged. 'segbatch publish --run {chosen}' promotes it.");
            }

            return AlreadyLive(gate, chosen)
                ?? gate.Promote(chosen, PromotionKind.Rollback, Environment.UserName, reason, lease, cancellationToken);
        }, cancellationToken);

    private Promotion Holding(string command, Func<PublishGate, ILease, Promotion?, Promotion> work, CancellationToken cancellationToken)
    {
        if (!session.HasLedger)
        {
            throw new RunRefusedException("Nothing was ever run here, so there is nothing to publish. Run 'segbatch nightly' first.");
        }

        using RunLock runLock = RunLock.Take(session.Folders, command);
        using ILease lease = session.Ledger.TakeLease(command);
        PublishGate gate = session.Gate;
        Promotion? interrupted = gate.FinishInterrupted(lease, cancellationToken);
        return work(gate, lease, interrupted is { Status: PromotionStatus.Done } ? interrupted : null);
    }

    /// <summary>Promoting what is live changes nothing: the answer is the promotion that made it so.</summary>
    private Promotion? AlreadyLive(PublishGate gate, string runId) => gate.LiveRunId == runId
        ? session.Ledger.Promotions(int.MaxValue).FirstOrDefault(promotion => promotion.RunId == runId && promotion.Status == PromotionStatus.Done)
        : null;

    private string Target(PublishGate gate, string? to)
    {
        Promotion[] done = [.. session.Ledger.Promotions(int.MaxValue).Where(promotion => promotion.Status == PromotionStatus.Done)];
        if (to is null)
        {
            string live = gate.LiveRunId ?? throw new RunRefusedException("Nothing is published, so there is nothing to go back from.");
            // What it replaced when it was new: going back twice goes further back, not forth again.
            return done.FirstOrDefault(promotion => promotion.RunId == live && promotion.Kind == PromotionKind.Promote)?.ReplacedRunId
                ?? throw new RunRefusedException(
                    $"Run {live} replaced nothing: it was the first. The published tables are unchanged. 'segbatch status' lists what is kept; name one with --to.");
        }

        if (!CommonOptions.IsDay(to, out DateOnly day))
        {
            return to;
        }

        Dictionary<string, Publication> kept = session.Ledger.Publications(int.MaxValue)
            .Where(publication => publication.DroppedAt is null && publication.SnapshotDate == day).ToDictionary(publication => publication.RunId);
        return done.FirstOrDefault(promotion => kept.ContainsKey(promotion.RunId))?.RunId
            ?? throw new RunRefusedException(
                $"No publication of {day:yyyy-MM-dd} is kept that was ever live. The published tables are unchanged. 'segbatch status' lists those that are kept; 'segbatch nightly --snapshot-date {day:yyyy-MM-dd}' makes one anew.");
    }
}

using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Publish;

/// <summary>The one way by which readers come to see another publication.</summary>
/// <remarks>A promotion is decided in the ledger first, in one transaction with its link in the change log; then each target moves its
/// pointer; then the promotion is done. What is interrupted in between is finished by whoever opens the gate next: until a
/// target has moved its readers see the old publication, afterwards the new one, and never anything else.</remarks>
/// <param name="ledger">The ledger.</param>
/// <param name="folders">The project's folders.</param>
/// <param name="targets">Where readers are. The file is the last: it cannot be refused by anybody.</param>
/// <param name="clock">The clock, for what is recorded.</param>
public sealed class PublishGate(ILedger ledger, ProjectFolders folders, IReadOnlyList<IPublishTarget> targets, TimeProvider clock)
{
    private const int All = int.MaxValue;

    /// <summary>The project's folders.</summary>
    public ProjectFolders Folders => folders;

    /// <summary>The publication that readers see, or shall see once an interrupted promotion is finished; null before the first.</summary>
    public string? LiveRunId
    {
        get
        {
            LivePublication live = new FileTarget(folders).Live();
            return live.IsThere ? live.RunId ?? Newest(PromotionStatus.Done)?.RunId : null;
        }
    }

    /// <summary>Finishes a promotion that was interrupted.</summary>
    /// <returns>The promotion that was finished or given up; null when there was none.</returns>
    public Promotion? FinishInterrupted(ILease lease, CancellationToken cancellationToken)
    {
        if (Newest(PromotionStatus.Intended) is not { } promotion)
        {
            return null;
        }

        PublicationFile publication = PublicationFile.Of(folders, promotion.RunId);
        if (!File.Exists(publication.Path) && targets.All(target => target.Live().RunId != promotion.RunId))
        {
            // Nobody saw it and nobody can: its file is gone.
            ledger.EndPromotion(promotion.Number, PromotionStatus.Abandoned, clock.GetUtcNow());
            return promotion with { Status = PromotionStatus.Abandoned };
        }

        Move(promotion, publication, lease, cancellationToken);
        return promotion with { Status = PromotionStatus.Done };
    }

    /// <summary>Lets readers see a publication.</summary>
    /// <exception cref="RunRefusedException">It is unknown or dropped, it was built on a publication that is no longer live, the lease
    /// was lost, or a target refuses.</exception>
    public Promotion Promote(string runId, PromotionKind kind, string actor, string? reason, ILease lease, CancellationToken cancellationToken)
    {
        Publication publication = Known(runId);
        string? live = LiveRunId;
        if (kind == PromotionKind.Promote && publication.BasedOnRunId != live)
        {
            throw new RunRefusedException(
                $"Run {runId} was built on top of {publication.BasedOnRunId ?? "nothing"}, and {live ?? "nothing"} is live now: promoting it would lose what was published in between. The published tables are unchanged. Run the night of {publication.SnapshotDate:yyyy-MM-dd} again, or roll back to {publication.BasedOnRunId ?? "an empty warehouse"} first.");
        }

        PublicationFile file = PublicationFile.Of(folders, runId);
        foreach (IPublishTarget target in targets)
        {
            target.Stage(file, cancellationToken);
        }

        // From here on it is decided: a cancellation would only leave the rest to the next run.
        cancellationToken.ThrowIfCancellationRequested();
        Promotion promotion = ledger.IntendPromotion(new PromotionIntent(runId, live, kind, actor, reason, clock.GetUtcNow()), lease);
        Move(promotion, file, lease, CancellationToken.None);
        return promotion with { Status = PromotionStatus.Done };
    }

    /// <summary>The publication of a run, if it was built and is kept.</summary>
    public Publication? Find(string runId) =>
        ledger.Publications(All).FirstOrDefault(known => known.RunId == runId && known.DroppedAt is null);

    /// <summary>Whether readers see, or once saw, the publication of a run.</summary>
    public bool WasPromoted(string runId) =>
        LiveRunId == runId || ledger.Promotions(All).Any(promotion => promotion.RunId == runId && promotion.Status == PromotionStatus.Done);

    /// <summary>Publications that are kept and that no reader ever saw, newest first.</summary>
    public IReadOnlyList<Publication> Candidates()
    {
        HashSet<string> seen = [.. ledger.Promotions(All).Where(promotion => promotion.Status == PromotionStatus.Done).Select(promotion => promotion.RunId)];
        return [.. ledger.Publications(All).Where(publication => publication.DroppedAt is null && !seen.Contains(publication.RunId))];
    }

    /// <summary>Deletes publications that no ledger row speaks of: their run was killed between the file and the ledger.</summary>
    /// <remarks>If the ledger knows no publication at all nothing is deleted: it may be the wrong one.</remarks>
    public void CollectOrphans()
    {
        HashSet<string> known = [.. ledger.Publications(All).Where(publication => publication.DroppedAt is null).Select(publication => publication.RunId)];
        if (known.Count == 0 || !Directory.Exists(folders.Publications))
        {
            return;
        }

        string? live = LiveRunId;
        foreach (string file in Directory.GetFiles(folders.Publications, "r*.duckdb*"))
        {
            string runId = Path.GetFileName(file).Split('.')[0];
            if (runId != live && !known.Contains(runId))
            {
                AtomicFile.Delete(file);
            }
        }
    }

    /// <summary>Drops a publication that is not live from every target.</summary>
    /// <returns>Whether it is gone everywhere; a target whose readers still need it keeps it.</returns>
    public bool Drop(Publication publication)
    {
        bool[] gone = [.. targets.Select(target => target.Drop(publication.RunId))];
        if (!gone.All(isGone => isGone))
        {
            return false;
        }

        ledger.DropPublication(publication.RunId, clock.GetUtcNow());
        return true;
    }

    /// <summary>Drops publications beyond the newest few from every target. What is live, and what it replaced, is always kept.</summary>
    public void Retire(int keepRuns)
    {
        string? live = LiveRunId;
        // Also what it replaced when it was new: there 'rollback' goes after a rollback.
        HashSet<string?> kept = [live, .. ledger.Promotions(All).Where(promotion => promotion.RunId == live).Select(promotion => promotion.ReplacedRunId)];
        IEnumerable<Publication> old = ledger.Publications(All).Where(publication => publication.DroppedAt is null).Skip(keepRuns);
        foreach (Publication publication in old.Where(publication => !kept.Contains(publication.RunId)))
        {
            Drop(publication);
        }

        CollectOrphans();
    }

    private void Move(Promotion promotion, PublicationFile publication, ILease lease, CancellationToken cancellationToken)
    {
        foreach (IPublishTarget target in targets)
        {
            if (target.Live().RunId != promotion.RunId)
            {
                target.Stage(publication, cancellationToken);
                FaultPoint.Reach($"target {target.Name}: before the pointer moves");
                target.MoveTo(promotion.RunId, lease.Token);
                FaultPoint.Reach($"target {target.Name}: after the pointer moved");
            }

            ledger.RecordMove(new TargetMove(promotion.Number, target.Name, promotion.RunId, clock.GetUtcNow()));
        }

        ledger.EndPromotion(promotion.Number, PromotionStatus.Done, clock.GetUtcNow());
    }

    private Publication Known(string runId)
    {
        Publication publication = ledger.Publications(All).FirstOrDefault(known => known.RunId == runId)
            ?? throw new RunRefusedException(
                $"There is no publication of run {runId}. The published tables are unchanged. 'segbatch status' lists those that are kept.");
        return publication.DroppedAt is null
            ? publication
            : throw new RunRefusedException(
                $"The publication of run {runId} was dropped on {publication.DroppedAt:yyyy-MM-dd} by retention (publish.keep_runs). The published tables are unchanged. Run the night of {publication.SnapshotDate:yyyy-MM-dd} again to publish it anew.");
    }

    private Promotion? Newest(PromotionStatus status) =>
        ledger.Promotions(All).FirstOrDefault(promotion => promotion.Status == status);
}

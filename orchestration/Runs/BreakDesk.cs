using Segmentation.Batch.Shell;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>What people do about breaks. Everything is recorded in the ledger and its change log; nothing is published before the next night.</summary>
/// <param name="session">The project.</param>
/// <param name="actor">Who acts; null for the account.</param>
public sealed class BreakDesk(ProjectSession session, string? actor)
{
    /// <summary>Gives a break an owner, or another day until which it is to be settled.</summary>
    public BreakState Assign(string breakId, string owner, DateOnly? due, CancellationToken cancellationToken)
    {
        string named = Filled(owner, "--owner", "Name the person who is to settle the break");
        BreakState state = Find(breakId, cancellationToken);
        if (state.Status == BreakStatusKind.Closed)
        {
            throw new RunRefusedException(
                $"Break {breakId} is closed ({state.Reason}). Nothing was changed. 'segbatch reconcile return {breakId} --reason ...' opens one again that a reviewer closed.");
        }

        bool isSameOwner = BreakStatus.IsSame(state.Owner, named) && due is not null;
        return Record(breakId, isSameOwner ? BreakDeedKind.Due : BreakDeedKind.Assigned, null, isSameOwner ? null : named, due, cancellationToken);
    }

    /// <summary>Says something about a break.</summary>
    public BreakState Comment(string breakId, string text, CancellationToken cancellationToken)
    {
        Find(breakId, cancellationToken);
        return Record(breakId, BreakDeedKind.Commented, Filled(text, "The comment", "Say what there is to say"), null, null, cancellationToken);
    }

    /// <summary>Explains a break and hands it to a reviewer.</summary>
    public BreakState Submit(string breakId, string reason, CancellationToken cancellationToken)
    {
        string why = Filled(reason, "--reason", "Say what explains the break");
        BreakState state = Find(breakId, cancellationToken);
        if (state.Status != BreakStatusKind.OpenWithPreparer)
        {
            throw new RunRefusedException(state.Status switch
            {
                BreakStatusKind.Pending => $"Break {breakId} has no owner. Nothing was changed. Assign it first: 'segbatch reconcile assign {breakId} --owner NAME'.",
                BreakStatusKind.Closed => $"Break {breakId} is closed ({state.Reason}). Nothing was changed.",
                _ => $"Break {breakId} was submitted already, by {state.SubmittedBy}. Nothing was changed. Another person closes or returns it.",
            });
        }

        return Record(breakId, BreakDeedKind.Submitted, why, null, null, cancellationToken);
    }

    /// <summary>Hands a break back to its preparer; one that a reviewer closed is open again.</summary>
    public BreakState Return(string breakId, string reason, CancellationToken cancellationToken)
    {
        string why = Filled(reason, "--reason", "Say what is missing");
        BreakState state = Find(breakId, cancellationToken);
        if (state.Status == BreakStatusKind.Closed)
        {
            return session.Ledger.BreakDeeds().LastOrDefault(deed => deed.BreakId == breakId && IsTurn(deed))?.Deed == BreakDeedKind.Closed
                ? Record(breakId, BreakDeedKind.Reopened, why, null, null, cancellationToken)
                : throw new RunRefusedException($"Break {breakId} cleared by itself. Nothing was changed. If it returns, the night opens it again.");
        }

        RefuseUnlessReviewer(breakId, state);
        return Record(breakId, BreakDeedKind.Returned, why, null, null, cancellationToken);
    }

    /// <summary>Accepts the explanation of a break.</summary>
    public BreakState Close(string breakId, string reason, CancellationToken cancellationToken)
    {
        string why = Filled(reason, "--reason", "Say why the explanation is accepted");
        BreakState state = Find(breakId, cancellationToken);
        if (state.Status == BreakStatusKind.Closed)
        {
            throw new RunRefusedException($"Break {breakId} is closed already ({state.Reason}). Nothing was changed.");
        }

        RefuseUnlessReviewer(breakId, state);
        return Record(breakId, BreakDeedKind.Closed, why, null, null, cancellationToken);
    }

    /// <summary>How every break stands now, deeds since the last night included.</summary>
    public IReadOnlyDictionary<string, BreakState> States(CancellationToken cancellationToken)
    {
        using DuckDbEngine engine = session.OpenLive("publish.finance_break_events");
        return BreakBook.Read(engine, session.Ledger, cancellationToken);
    }

    private static bool IsTurn(BreakDeed deed) => deed.Deed is not (BreakDeedKind.Commented or BreakDeedKind.Due);

    /// <summary>The database refuses the same; here it is told in words.</summary>
    private void RefuseUnlessReviewer(string breakId, BreakState state)
    {
        if (state.Status != BreakStatusKind.OpenWithReviewer)
        {
            throw new RunRefusedException(
                $"Break {breakId} is {state.StatusText.ToLowerInvariant()}: nobody has explained it, so there is nothing to review. Nothing was changed. Its owner submits it first: 'segbatch reconcile submit {breakId} --reason ...'.");
        }

        string acting = session.Ledger.ActAs(actor).Actor;
        if (BreakStatus.IsSame(state.SubmittedBy, acting))
        {
            throw new RunRefusedException(
                $"Break {breakId} was submitted by {state.SubmittedBy}, who may not review it too. Nothing was changed. Let another person close or return it.");
        }
    }

    private BreakState Record(string breakId, BreakDeedKind deed, string? reason, string? owner, DateOnly? due, CancellationToken cancellationToken)
    {
        FinanceActor acting = session.Ledger.ActAs(actor);
        session.Ledger.RecordDeed(new BreakDeed(0, breakId, session.FinanceNow(), acting.Actor, acting.Account, deed, owner, due, reason));
        return Find(breakId, cancellationToken);
    }

    private BreakState Find(string breakId, CancellationToken cancellationToken) =>
        States(cancellationToken).GetValueOrDefault(breakId) ?? throw new UsageException(
            $"There is no break {breakId}. Nothing was changed. 'segbatch reconcile breaks' lists them.");

    private static string Filled(string text, string what, string advice) => string.IsNullOrWhiteSpace(text)
        ? throw new UsageException($"{what} is empty. Nothing was changed. {advice}.")
        : text.Trim();
}

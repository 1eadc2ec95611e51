using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Reconcile;

/// <summary>With whom a break is.</summary>
public enum BreakStatusKind
{
    /// <summary>It was seen, and nobody has it.</summary>
    Pending,

    /// <summary>It is being looked into.</summary>
    OpenWithPreparer,

    /// <summary>It is explained, and waits for a reviewer.</summary>
    OpenWithReviewer,

    /// <summary>The explanation was accepted, or the break is gone.</summary>
    Closed,
}

/// <summary>What a night saw of a break.</summary>
public enum BreakSighting
{
    /// <summary>It was there for the first time.</summary>
    Opened,

    /// <summary>It was gone.</summary>
    Cleared,

    /// <summary>It was there again.</summary>
    Returned,
}

/// <summary>One night's sighting of a break.</summary>
/// <param name="BreakId">The break.</param>
/// <param name="At">When the night's run began (UTC): snapshot dates do not say what came first.</param>
/// <param name="Seen">What it saw.</param>
public sealed record BreakNight(string BreakId, DateTimeOffset At, BreakSighting Seen);

/// <summary>How a break stands.</summary>
/// <param name="Status">With whom it is.</param>
/// <param name="Owner">Who is to settle it.</param>
/// <param name="DueDate">Until when.</param>
/// <param name="SubmittedBy">Who explained it last.</param>
/// <param name="Reason">The last explanation, or what the reviewer said to it.</param>
/// <param name="ChangedAt">Since when it stands so.</param>
public sealed record BreakState(
    BreakStatusKind Status, string? Owner, DateOnly? DueDate, string? SubmittedBy, string? Reason, DateTimeOffset? ChangedAt)
{
    /// <summary>The status as people and tables read it.</summary>
    public string StatusText => Status switch
    {
        BreakStatusKind.OpenWithPreparer => "Open with preparer",
        BreakStatusKind.OpenWithReviewer => "Open with reviewer",
        BreakStatusKind.Closed => "Closed",
        _ => "Pending",
    };
}

/// <summary>The status of a break: nothing but what the nights saw and people did, told in order.</summary>
public static class BreakStatus
{
    /// <summary>Tells how a break stands.</summary>
    /// <param name="nights">What the nights saw of it, in any order.</param>
    /// <param name="deeds">What people did about it, in any order.</param>
    public static BreakState Of(IEnumerable<BreakNight> nights, IEnumerable<BreakDeed> deeds)
    {
        // A night that is run again sees a break for the first time again, later than people did something about it.
        IEnumerable<(DateTimeOffset At, long Place, Func<BreakState, BreakState> Step)> steps =
            nights.Select(night => (
                    night.Seen == BreakSighting.Opened ? DateTimeOffset.MinValue : night.At, 0L, new Func<BreakState, BreakState>(state => After(state, night))))
                .Concat(deeds.Select(deed => (deed.At, deed.DeedId, new Func<BreakState, BreakState>(state => After(state, deed)))));
        return steps.OrderBy(step => step.At).ThenBy(step => step.Place)
            .Aggregate(new BreakState(BreakStatusKind.Pending, null, null, null, null, null), (state, step) => step.Step(state));
    }

    /// <summary>Whether two names are one person's.</summary>
    public static bool IsSame(string? one, string? other) =>
        string.Equals(one?.Trim().Normalize(), other?.Trim().Normalize(), StringComparison.OrdinalIgnoreCase);

    private static BreakState After(BreakState state, BreakNight night) => night.Seen switch
    {
        BreakSighting.Cleared => state with { Status = BreakStatusKind.Closed, Reason = "cleared by itself", ChangedAt = night.At },
        // What was said of it was said of what is gone.
        BreakSighting.Returned => state with { Status = WithOwner(state), Reason = null, SubmittedBy = null, ChangedAt = night.At },
        _ => state with { Status = WithOwner(state), ChangedAt = night.At },
    };

    private static BreakState After(BreakState state, BreakDeed deed) => deed.Deed switch
    {
        BreakDeedKind.Assigned => state with
        {
            Status = state.Status == BreakStatusKind.Closed ? state.Status : BreakStatusKind.OpenWithPreparer,
            Owner = deed.Owner,
            DueDate = deed.DueDate ?? state.DueDate,
            ChangedAt = deed.At,
        },
        BreakDeedKind.Due => state with { DueDate = deed.DueDate },
        BreakDeedKind.Submitted when state.Status != BreakStatusKind.Closed => state with
        {
            Status = BreakStatusKind.OpenWithReviewer,
            SubmittedBy = deed.Actor,
            Reason = deed.Reason,
            ChangedAt = deed.At,
        },
        BreakDeedKind.Returned when IsReviewed(state, deed) => state with
        {
            Status = WithOwner(state),
            Reason = deed.Reason,
            ChangedAt = deed.At,
        },
        BreakDeedKind.Closed when IsReviewed(state, deed) => state with
        {
            Status = BreakStatusKind.Closed,
            Reason = deed.Reason,
            ChangedAt = deed.At,
        },
        BreakDeedKind.Reopened when state.Status == BreakStatusKind.Closed => state with
        {
            Status = WithOwner(state),
            Reason = deed.Reason,
            ChangedAt = deed.At,
        },
        _ => state,
    };

    private static bool IsReviewed(BreakState state, BreakDeed deed) =>
        state.Status == BreakStatusKind.OpenWithReviewer && !IsSame(state.SubmittedBy, deed.Actor);

    private static BreakStatusKind WithOwner(BreakState state) =>
        state.Owner is null ? BreakStatusKind.Pending : BreakStatusKind.OpenWithPreparer;
}

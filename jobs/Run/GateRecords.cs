namespace Segmentation.Jobs.Run;

/// <summary>The right to change what readers see, held by one run at a time.</summary>
/// <remarks>Every holder gets a larger token than all before it, and the token is checked in the transaction that moves a
/// pointer: a run that slept through the loss of its lease can no longer publish. Disposing gives the lease back; a process
/// that dies gives it back too.</remarks>
public interface ILease : IDisposable
{
    /// <summary>Larger than the token of every earlier holder.</summary>
    long Token { get; }
}

/// <summary>Why the pointer was moved.</summary>
public enum PromotionKind
{
    /// <summary>To a newly built publication.</summary>
    Promote,

    /// <summary>Back to one that was live before.</summary>
    Rollback,
}

/// <summary>How far a promotion has come.</summary>
public enum PromotionStatus
{
    /// <summary>Decided and recorded; the pointers are being moved. What was interrupted here is finished by whoever comes next.</summary>
    Intended,

    /// <summary>Every target shows it.</summary>
    Done,

    /// <summary>It could not be carried out and no reader ever saw it.</summary>
    Abandoned,
}

/// <summary>A decision that readers see another publication.</summary>
/// <param name="Number">Counts promotions from 1; a later one has a larger number, whatever the clock says.</param>
/// <param name="RunId">The publication that readers see from now on.</param>
/// <param name="ReplacedRunId">The one they saw before; null for the first.</param>
/// <param name="Kind">Promotion or rollback.</param>
/// <param name="Actor">Who decided: the account that ran the command.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="IntendedAt">When it was decided (UTC).</param>
/// <param name="FencingToken">Token of the lease under which it was decided.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="DoneAt">When every target showed it (UTC).</param>
public sealed record Promotion(
    long Number, string RunId, string? ReplacedRunId, PromotionKind Kind, string Actor, string? Reason, DateTimeOffset IntendedAt,
    long FencingToken, PromotionStatus Status, DateTimeOffset? DoneAt);

/// <summary>What is to be decided: a <see cref="Promotion"/> before it has a number.</summary>
public sealed record PromotionIntent(
    string RunId, string? ReplacedRunId, PromotionKind Kind, string Actor, string? Reason, DateTimeOffset IntendedAt);

/// <summary>The moment from which one target showed a publication.</summary>
public sealed record TargetMove(long PromotionNumber, string Target, string RunId, DateTimeOffset MovedAt);

/// <summary>One link of the change log: what somebody changed, chained to all that was changed before.</summary>
/// <param name="Number">Counts from 1 without gaps.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Who.</param>
/// <param name="Kind">promotion, rollback, configuration, override...</param>
/// <param name="Subject">What was changed: a run, a file, a segment.</param>
/// <param name="Detail">How, as JSON with its keys in order.</param>
/// <param name="PreviousHash">Hash of the link before; 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over the previous hash and everything above.</param>
public sealed record Change(
    long Number, DateTimeOffset At, string Actor, string Kind, string Subject, string Detail, string PreviousHash, string Hash);

/// <summary>A change before it is in the chain.</summary>
public sealed record ChangeEntry(DateTimeOffset At, string Actor, string Kind, string Subject, string Detail);

/// <summary>Which model and definition a publication's scheme was scored with.</summary>
public sealed record PublishedScheme(string Scheme, string DefinitionHash, string? ModelVersion);

/// <summary>The ledger's memory of what was live when, and of who decided so.</summary>
public interface IGateLedger
{
    /// <summary>Takes the lease of this warehouse.</summary>
    /// <param name="holder">The run or command that takes it.</param>
    /// <exception cref="RunRefusedException">Another process holds it.</exception>
    ILease TakeLease(string holder);

    /// <summary>Records the decision, before any pointer moves, with its link in the change log.</summary>
    /// <exception cref="RunRefusedException">The lease was lost to another run: its token is no longer the newest.</exception>
    Promotion IntendPromotion(PromotionIntent intent, ILease lease);

    /// <summary>Records that a target shows the publication.</summary>
    void RecordMove(TargetMove move);

    /// <summary>Records that a promotion is over.</summary>
    void EndPromotion(long number, PromotionStatus status, DateTimeOffset at);

    /// <summary>All promotions, newest first.</summary>
    IReadOnlyList<Promotion> Promotions(int most);

    /// <summary>When which target showed what, newest first.</summary>
    IReadOnlyList<TargetMove> Moves(int most);

    /// <summary>The schemes of a publication, with the models and definitions they were scored by.</summary>
    IReadOnlyList<PublishedScheme> PublishedSchemes(string runId);

    /// <summary>Adds a link to the change log.</summary>
    Change AppendChange(ChangeEntry entry);

    /// <summary>The change log from its first link on.</summary>
    IReadOnlyList<Change> Changes();

    /// <summary>Keeps the text of a configuration under its hash, so that a run can be repeated; a text that is known already is left alone.</summary>
    void KeepConfiguration(string hash, string text, DateTimeOffset at, string actor);
}

namespace Segmentation.Jobs.Run;

/// <summary>What a person did about a break.</summary>
public enum BreakDeedKind
{
    /// <summary>Gave it an owner, and perhaps a day until which it is to be settled.</summary>
    Assigned,

    /// <summary>Said something about it.</summary>
    Commented,

    /// <summary>Set another day until which it is to be settled.</summary>
    Due,

    /// <summary>Explained it and handed it to a reviewer.</summary>
    Submitted,

    /// <summary>The reviewer handed it back.</summary>
    Returned,

    /// <summary>The reviewer accepted the explanation.</summary>
    Closed,

    /// <summary>A closed break is open again.</summary>
    Reopened,
}

/// <summary>One deed, never changed afterwards.</summary>
/// <param name="DeedId">Counts from 1 without gaps.</param>
/// <param name="BreakId">The break.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Who.</param>
/// <param name="RecordedBy">The account that recorded it: the database's session user, or the operating system's account for a SQLite file.</param>
/// <param name="Deed">What was done.</param>
/// <param name="Owner">Who is to settle the break; only with an assignment.</param>
/// <param name="DueDate">Until when; only with an assignment or another due date.</param>
/// <param name="Reason">Why, or the comment.</param>
public sealed record BreakDeed(
    long DeedId, string BreakId, DateTimeOffset At, string Actor, string RecordedBy, BreakDeedKind Deed, string? Owner = null,
    DateOnly? DueDate = null, string? Reason = null);

/// <summary>Who signs.</summary>
public enum SignoffRole
{
    /// <summary>Prepared the period.</summary>
    Preparer,

    /// <summary>Checked what the preparer signed.</summary>
    Reviewer,
}

/// <summary>What a row of the sign-offs says.</summary>
public enum SignoffKind
{
    /// <summary>The period was signed.</summary>
    Signature,

    /// <summary>What was signed no longer stands.</summary>
    Reopening,
}

/// <summary>One signature, or the end of what was signed.</summary>
/// <param name="Period">Fiscal period.</param>
/// <param name="LegalEntity">Legal entity; empty when all are signed together.</param>
/// <param name="Revision">Counts from 1; grows with every reopening.</param>
/// <param name="Role">In which role.</param>
/// <param name="Kind">A signature or its end.</param>
/// <param name="Actor">Who.</param>
/// <param name="RecordedBy">The account that recorded it.</param>
/// <param name="At">When (UTC).</param>
/// <param name="EvidenceHash">SHA-256 of what the signer saw.</param>
/// <param name="Evidence">The same in figures, as JSON.</param>
/// <param name="RunId">The publication that the signer saw.</param>
/// <param name="SnapshotDate">Its snapshot date.</param>
/// <param name="Posted">What the signature froze; only the preparer's does.</param>
/// <param name="Reason">Why it was reopened, or what the signer wished to add.</param>
public sealed record Signoff(
    string Period, string LegalEntity, long Revision, SignoffRole Role, SignoffKind Kind, string Actor, string RecordedBy,
    DateTimeOffset At, string EvidenceHash, string Evidence, string RunId, DateOnly SnapshotDate, PostedFacts? Posted = null, string? Reason = null)
{
    /// <summary>The period, with its legal entity if it is signed by entity, for messages.</summary>
    public string Name => NameOf(Period, LegalEntity);

    /// <summary>A period, with the legal entity if it is signed by entity, for messages.</summary>
    public static string NameOf(string period, string legalEntity) => legalEntity.Length == 0 ? period : $"{period} of {legalEntity}";
}

/// <summary>What a signature froze.</summary>
/// <param name="FigureCount">Figures in the ledger.</param>
/// <param name="File">The customers' part, relative to the warehouse folder.</param>
/// <param name="FileRowCount">Its rows.</param>
/// <param name="FileSha256">SHA-256 of its bytes.</param>
public sealed record PostedFacts(long FigureCount, string File, long FileRowCount, string FileSha256);

/// <summary>One figure as it was posted.</summary>
public sealed record PostedFigure(
    string Period, string SignedLegalEntity, long Revision, string Scheme, string SegmentCode, string LegalEntity, string BusinessUnit,
    string Currency, string AccountClass, decimal Amount, long DocumentCount);

/// <summary>In whose name a deed is recorded.</summary>
/// <param name="Actor">Who acts.</param>
/// <param name="Account">The account that records it.</param>
public sealed record FinanceActor(string Actor, string Account);

/// <summary>The ledger's memory of what people did to close the books. It is only ever added to.</summary>
public interface IFinanceLedger
{
    /// <summary>Finds in whose name to record.</summary>
    /// <param name="asked">The name that was asked for; null for the account itself.</param>
    /// <exception cref="RunRefusedException">The account speaks for itself only, and another name was asked for.</exception>
    FinanceActor ActAs(string? asked);

    /// <summary>Records that an account speaks for many people: from now on it is believed whom it names as the actor.</summary>
    void ShareAccount(string account, FinanceActor actor, string reason, DateTimeOffset at);

    /// <summary>All deeds, in order.</summary>
    IReadOnlyList<BreakDeed> BreakDeeds();

    /// <summary>Records a deed, with its link in the change log.</summary>
    /// <param name="deed">The deed; its number is given here.</param>
    BreakDeed RecordDeed(BreakDeed deed);

    /// <summary>All sign-offs, by period, entity and revision, in the order in which they were made.</summary>
    IReadOnlyList<Signoff> Signoffs();

    /// <summary>Records a signature or a reopening, with the figures that it freezes and its link in the change log: all or nothing.</summary>
    void Sign(Signoff signoff, IReadOnlyList<PostedFigure> figures);

    /// <summary>All figures that were ever posted.</summary>
    IReadOnlyList<PostedFigure> Posted();
}

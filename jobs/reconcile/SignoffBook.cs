using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Reconcile;

/// <summary>How far the signing of a period has come.</summary>
/// <param name="Period">Fiscal period.</param>
/// <param name="LegalEntity">Legal entity; empty when all are signed together.</param>
/// <param name="Revision">The revision that is being signed, or is signed.</param>
/// <param name="Prepared">The preparer's signature, if it is given.</param>
/// <param name="Reviewed">The reviewer's.</param>
public sealed record PeriodSignoff(string Period, string LegalEntity, long Revision, Signoff? Prepared, Signoff? Reviewed)
{
    /// <summary>Whether both have signed: what was posted is what it is.</summary>
    public bool IsSigned => Reviewed is not null;

    /// <summary>Whether it is being closed: prepared and not yet reviewed.</summary>
    public bool IsClosing => Prepared is not null && Reviewed is null;

    /// <summary>The period, with its legal entity if it is signed by entity, for messages.</summary>
    public string Name => Signoff.NameOf(Period, LegalEntity);
}

/// <summary>What the sign-offs of the ledger come to.</summary>
public static class SignoffBook
{
    /// <summary>Every period that was ever signed, as it stands.</summary>
    public static IReadOnlyList<PeriodSignoff> Of(IReadOnlyList<Signoff> signoffs) =>
    [
        .. signoffs.GroupBy(row => (row.Period, row.LegalEntity)).Select(rows =>
        {
            long revision = rows.Where(row => row.Kind == SignoffKind.Reopening).Select(row => row.Revision).DefaultIfEmpty(0).Max() + 1;
            Signoff? Find(SignoffRole role) =>
                rows.FirstOrDefault(row => row.Revision == revision && row.Role == role && row.Kind == SignoffKind.Signature);
            return new PeriodSignoff(rows.Key.Period, rows.Key.LegalEntity, revision, Find(SignoffRole.Preparer), Find(SignoffRole.Reviewer));
        }),
    ];

    /// <summary>How one period stands.</summary>
    public static PeriodSignoff Of(IReadOnlyList<Signoff> signoffs, string period, string legalEntity) =>
        Of(signoffs).FirstOrDefault(known => known.Period == period && known.LegalEntity == legalEntity)
        ?? new PeriodSignoff(period, legalEntity, 1, null, null);
}

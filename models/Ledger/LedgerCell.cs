namespace Segmentation.Models.Ledger;

/// <summary>Where money stands on either side of the tie-out: the books are compared cell by cell.</summary>
/// <param name="Period">Fiscal period.</param>
/// <param name="LegalEntity">Legal entity; empty when unknown.</param>
/// <param name="BusinessUnit">Business unit; empty when unknown.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="AccountClass">Class of the account: revenue, returns, or unclassified.</param>
public readonly record struct LedgerCell(
    string Period, string LegalEntity, string BusinessUnit, string Currency, string AccountClass);

using Segmentation.Models.Ledger;

namespace Segmentation.Jobs.Reconcile;

/// <summary>How a break is told to people.</summary>
internal static class BreakWords
{
    /// <summary>One sentence: what is on either side.</summary>
    public static string Explain(BreakFinding finding, BreakEvidence evidence)
    {
        int count = finding.Entries.Count;
        string entries = count == 1 ? "one entry" : $"{count} entries";
        LedgerCell? posted = count > 0 ? finding.Entries[0].Cell : null;
        LedgerCell own = evidence.Cell;
        return finding.Class switch
        {
            BreakClass.AmountDiffers => $"The document and its {entries} in the ledger differ in amount.",
            BreakClass.MissingInLedger when count > 0 => "Every entry of the document was reversed: nothing of it is left in the ledger.",
            BreakClass.MissingInLedger => "The ledger has no entry for the document, and has entries of later days.",
            BreakClass.MissingInWarehouse => $"The ledger has {entries} for a document that no source brought.",
            BreakClass.PostedTwice => $"{Capital(entries)} of the document {(count == 1 ? "repeats" : "repeat")} what another already posted.",
            BreakClass.WrongPeriod => $"The document belongs to {own.Period} and was posted in {posted!.Value.Period}.",
            BreakClass.WrongCustomer => "The document was posted to another customer.",
            BreakClass.WrongBusinessUnit => $"The document belongs to {own.BusinessUnit} and was posted in {Named(posted!.Value.BusinessUnit)}.",
            BreakClass.WrongLegalEntity => $"The document belongs to {own.LegalEntity} and was posted in {Named(posted!.Value.LegalEntity)}.",
            BreakClass.WrongAccount => $"The document was posted to an account of class {posted!.Value.AccountClass}.",
            BreakClass.UnknownAccount => "It was posted to an account that finance.accounts gives no class.",
            BreakClass.SignFlipped => $"{Capital(entries)} of the document {(count == 1 ? "has" : "have")} the opposite sign.",
            _ => $"{Capital(entries)} of the ledger {(count == 1 ? "stands" : "stand")} for no document of any source.",
        };
    }

    private static string Named(string place) => place.Length == 0 ? "no unit" : place;

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}

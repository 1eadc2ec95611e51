namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>What is wrong with the ledger's own entries, which no comparison with the warehouse can show.</summary>
internal static class LedgerFindingSheet
{
    public static PackSheet Of(TieOut tieOut)
    {
        var sheet = new PackSheet(
            "Ledger", "The ledger's own entries", "Journals whose debits are not their credits, where the ledger gives both sides, and accounts without a class. They move no amount of the tie-out.");
        PackTable table = sheet.Begin(
            "Findings in the ledger", new("What", 24), new("Source", 14), new("Journal or account", 24), new("Currency", 10), new("First period", 12),
            new("Last period", 12), new("Entries", 10, true), new("Debit", 17, true), new("Credit", 17, true), new("Amount", 17, true));
        foreach (LedgerFinding finding in tieOut.Findings)
        {
            int row = table.NextRow;
            bool isJournal = finding.Finding == "unbalanced_journal";
            table.Add(
                PackCell.Of(PackWords.Words(finding.Finding)), PackCell.Of(finding.SourceSystem), PackCell.Of(finding.Subject), PackCell.Of(finding.Currency),
                PackCell.Of(finding.FirstPeriod), PackCell.Of(finding.LastPeriod), PackCell.Count(finding.EntryCount), PackCell.Money(finding.Debit),
                PackCell.Money(finding.Credit),
                PackCell.Money(finding.Amount, isJournal ? $"{table.Letter("Debit")}{row}-{table.Letter("Credit")}{row}" : null));
        }

        return sheet;
    }
}

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The breaks one by one, those that are open and those that cleared, with what is on either side.</summary>
internal static class BreakSheets
{
    public static PackSheet Open(TieOut tieOut)
    {
        var sheet = new PackSheet("Breaks", "Open breaks", "Differences that somebody has to put right or explain, the largest first, with both sides' evidence. Those within tolerance are listed too.");
        Fill(sheet.Begin("Open breaks", [.. Common, new("Gross", 11, true), new("Age in days", 7, true), new("Age", 11), new("First seen", 10), .. Sides]), tieOut, isOpen: true);
        return sheet;
    }

    public static PackSheet Cleared(TieOut tieOut)
    {
        var sheet = new PackSheet("Cleared", "Cleared breaks", "Differences that are gone, as they were last seen.");
        Fill(sheet.Begin("Cleared breaks", [.. Common, new("Cleared", 10), new("Days open", 7, true), new("Returned", 9, true), new("First seen", 10), .. Sides]), tieOut, isOpen: false);
        return sheet;
    }

    private static PackColumn[] Common =>
    [
        new("Break", 17), new("Class", 19), new("Status", 10), new("Document", 11), new("Currency", 9), new("Account class", 9), new("Amount", 11, true),
    ];

    private static PackColumn[] Sides =>
    [
        new("Warehouse period", 10), new("Warehouse unit", 10), new("Warehouse date", 10), new("In warehouse", 11, true),
        new("Ledger period", 9), new("Ledger unit", 9), new("Posting date", 10), new("In ledger", 11, true), new("Ledger entries", 13), new("What was found", 34),
    ];

    private static void Fill(PackTable table, TieOut tieOut, bool isOpen)
    {
        foreach (PublishedBreak found in tieOut.Breaks.Where(found => found.IsOpen == isOpen)
            .OrderByDescending(found => Math.Abs(found.ReportingAmount)).ThenBy(found => found.BreakId, StringComparer.Ordinal))
        {
            table.Add([
                PackCell.Of(found.BreakId), PackCell.Of(PackWords.Words(found.BreakClass)), PackCell.Of(PackWords.Status(found)), PackCell.Of(found.DocumentId),
                PackCell.Of(found.Currency), PackCell.Of(PackWords.Words(found.AccountClass)), PackCell.Money(found.Amount),
                .. isOpen ? Ages(found, table) : Clearing(found), PackCell.Day(found.FirstSeenDate),
                PackCell.Of(found.WarehousePeriod), PackCell.Of(found.WarehouseBusinessUnit), PackCell.Day(found.WarehouseDate), PackCell.Money(found.WarehouseAmount),
                PackCell.Of(found.LedgerPeriod), PackCell.Of(found.LedgerBusinessUnit), PackCell.Day(found.LedgerPostingDate), PackCell.Money(found.LedgerAmount),
                PackCell.Of(found.LedgerEntryIds, PackStyle.LongText), PackCell.Of(found.Explanation, PackStyle.LongText)]);
        }
    }

    private static PackCell[] Ages(PublishedBreak found, PackTable table) =>
    [
        PackCell.Money(Math.Abs(found.Amount), $"ABS({table.Letter("Amount")}{table.NextRow})"),
        PackCell.Count(found.AgeDays), PackCell.Of(PackWords.Bucket(found.AgeBucket)),
    ];

    private static PackCell[] Clearing(PublishedBreak found) => [PackCell.Day(found.ClearedDate), PackCell.Count(found.AgeDays), PackCell.Count(found.ReturnCount)];
}

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The breaks one by one: those that are open, those that cleared, and what is on either side of each.</summary>
internal static class BreakSheets
{
    public static PackSheet Open(TieOut tieOut)
    {
        var sheet = new PackSheet("Breaks", "Open breaks", "Differences that somebody has to put right or explain, the largest first. Those within tolerance are listed too. Both sides of each stand on the sheet Evidence.");
        PackTable table = sheet.Begin("Open breaks", [.. Common, new("Gross", 13, true), new("Age in days", 8, true), new("Age", 12), new("First seen", 11), Found]);
        foreach (PublishedBreak found in Largest(tieOut, isOpen: true))
        {
            table.Add([
                .. Cells(found), PackCell.Money(Math.Abs(found.Amount), $"ABS({table.Letter("Amount")}{table.NextRow})"), PackCell.Count(found.AgeDays),
                PackCell.Of(PackWords.Bucket(found.AgeBucket)), PackCell.Day(found.FirstSeenDate), PackCell.Of(found.Explanation, PackStyle.LongText)]);
        }

        return sheet;
    }

    public static PackSheet Cleared(TieOut tieOut)
    {
        var sheet = new PackSheet("Cleared", "Cleared breaks", "Differences that are gone, as they were last seen.");
        PackTable table = sheet.Begin("Cleared breaks", [.. Common, new("Cleared", 11), new("Days open", 8, true), new("Returned", 10, true), new("First seen", 11), Found]);
        foreach (PublishedBreak found in Largest(tieOut, isOpen: false))
        {
            table.Add([
                .. Cells(found), PackCell.Day(found.ClearedDate), PackCell.Count(found.AgeDays), PackCell.Count(found.ReturnCount),
                PackCell.Day(found.FirstSeenDate), PackCell.Of(found.Explanation, PackStyle.LongText)]);
        }

        return sheet;
    }

    public static PackSheet Evidence(TieOut tieOut)
    {
        var sheet = new PackSheet("Evidence", "Both sides of every break", "What the warehouse has, and what the ledger has: of the open breaks first, in the order of the sheets Breaks and Cleared.");
        PackTable table = sheet.Begin(
            "Warehouse and ledger",
            new("Break", 17), new("Document", 20), new("Currency", 9),
            new("Period", 10), new("Unit", 12), new("Date", 11), new("In warehouse", 14, true),
            new("Ledger period", 10), new("Ledger unit", 12), new("Posting date", 11), new("In ledger", 14, true), new("Ledger entries", 30));
        foreach (PublishedBreak found in Largest(tieOut, isOpen: true).Concat(Largest(tieOut, isOpen: false)))
        {
            table.Add(
                PackCell.Of(found.BreakId), PackCell.Of(found.DocumentId), PackCell.Of(found.Currency),
                PackCell.Of(found.WarehousePeriod), PackCell.Of(found.WarehouseBusinessUnit), PackCell.Day(found.WarehouseDate), PackCell.Money(found.WarehouseAmount),
                PackCell.Of(found.LedgerPeriod), PackCell.Of(found.LedgerBusinessUnit), PackCell.Day(found.LedgerPostingDate), PackCell.Money(found.LedgerAmount),
                PackCell.Of(found.LedgerEntryIds, PackStyle.LongText));
        }

        return sheet;
    }

    private static PackColumn[] Common =>
    [
        new("Break", 17), new("Class", 20), new("Status", 11), new("Document", 20), new("Currency", 9), new("Account class", 10), new("Amount", 13, true),
    ];

    private static PackColumn Found => new("What was found", 40);

    private static IEnumerable<PublishedBreak> Largest(TieOut tieOut, bool isOpen) => tieOut.Breaks.Where(found => found.IsOpen == isOpen)
        .OrderByDescending(found => Math.Abs(found.ReportingAmount)).ThenBy(found => found.BreakId, StringComparer.Ordinal);

    private static PackCell[] Cells(PublishedBreak found) =>
    [
        PackCell.Of(found.BreakId), PackCell.Of(PackWords.Words(found.BreakClass)), PackCell.Of(PackWords.Status(found)), PackCell.Of(found.DocumentId),
        PackCell.Of(found.Currency), PackCell.Of(PackWords.Words(found.AccountClass)), PackCell.Money(found.Amount),
    ];
}

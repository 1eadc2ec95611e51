namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The first sheet: what the pack is about, the bridge by account class, and whether all of it holds together.</summary>
internal static class SummarySheet
{
    public static PackSheet Of(ControlPack pack, DateTimeOffset createdAt, PackTable lines, PackTable breaks, PackTable cleared, PackTable findings)
    {
        var sheet = new PackSheet("Summary", $"Control pack: {pack.Company}, {pack.Span}", "From the segments' revenue to the general ledger. Every figure is a formula over the sheets behind it.");
        AddFacts(sheet, pack, createdAt);
        foreach (string currency in TieOutWords.Currencies(pack.TieOut.Lines))
        {
            SummaryBridge.Add(sheet, currency, [.. pack.TieOut.Lines.Where(line => line.Currency == currency)], lines);
        }

        AddChecks(sheet, pack.TieOut, lines, breaks, cleared, findings);
        return sheet;
    }

    private static void AddFacts(PackSheet sheet, ControlPack pack, DateTimeOffset createdAt)
    {
        PublishedBreak[] open = [.. pack.TieOut.Breaks.Where(found => found.IsOpen)];
        PackTable table = sheet.Begin("About this pack", new("Fact", 36), new("Value", 20));
        table.Add(PackCell.Of("Company"), PackCell.Of(pack.Company));
        table.Add(PackCell.Of("Scheme"), PackCell.Of(pack.TieOut.Scheme));
        table.Add(PackCell.Of("Periods"), PackCell.Of(pack.Span));
        table.Add(PackCell.Of("Snapshot date"), PackCell.Day(pack.TieOut.SnapshotDate));
        table.Add(PackCell.Of("Run"), PackCell.Of(pack.TieOut.RunId));
        table.Add(PackCell.Of("Content hash of the publication"), PackCell.Of(pack.ContentHash.Length > 0 ? pack.ContentHash : "not recorded"));
        table.Add(
            PackCell.Of("Open breaks"),
            PackCell.Of($"{open.Length:N0}, of them {open.Count(found => found.IsMaterial):N0} material, {open.Count(found => found.IsWithinTolerance):N0} within tolerance"));
        table.Add(PackCell.Of("Created (UTC)"), PackCell.Moment(createdAt));
    }

    /// <summary>The sums of the detail sheets against the publication's, so that a changed or lost line is seen.</summary>
    private static void AddChecks(PackSheet sheet, TieOut tieOut, PackTable lines, PackTable breaks, PackTable cleared, PackTable findings)
    {
        PackTable table = sheet.Begin(
            "Control totals", new("What", 36), new("In this workbook", 20, true), new("As published", 20, true), new("Difference", 20, true), new("Check", 14));
        PublishedBreak[] open = [.. tieOut.Breaks.Where(found => found.IsOpen)];
        Count("Lines of the tie-out", lines, tieOut.Lines.Count);
        Count("Open breaks", breaks, open.Length);
        Count("Cleared breaks", cleared, tieOut.Breaks.Count - open.Length);
        Count("Findings in the ledger", findings, tieOut.Findings.Count);
        foreach (string currency in TieOutWords.Currencies(tieOut.Lines))
        {
            Amount($"All lines, {currency}", lines, currency, tieOut.Lines.Where(line => line.Currency == currency).Sum(line => line.Amount));
            Amount($"Open breaks, net, {currency}", breaks, currency, open.Where(found => found.Currency == currency).Sum(found => found.Amount));
        }

        void Count(string what, PackTable over, long published)
        {
            int row = table.NextRow;
            table.Add(
                PackCell.Of(what), PackCell.Count(published, $"COUNT({over.Range("Amount")})"), PackCell.Count(published),
                PackCell.Count(0, $"B{row}-C{row}"), PackCell.Check($"D{row}", 0));
        }

        void Amount(string what, PackTable over, string currency, decimal published)
        {
            int row = table.NextRow;
            table.Add(
                PackCell.Of(what), PackCell.Money(published, $"SUMIFS({over.Range("Amount")},{over.Range("Currency")},\"{currency.Replace("\"", "\"\"")}\")"),
                PackCell.Money(published), PackCell.Money(0, $"B{row}-C{row}"), PackCell.Check($"D{row}", 0));
        }
    }
}

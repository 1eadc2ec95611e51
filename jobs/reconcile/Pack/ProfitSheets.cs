using Segmentation.Jobs.Profit;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>What segments earned: the lines as published, and a row per segment that adds them up.</summary>
internal static class ProfitSheets
{
    /// <summary>Lines that are sums of those before them.</summary>
    private static Dictionary<string, string[]> Sums { get; } = new()
    {
        ["net_revenue"] = ["gross_revenue", "discounts", "returns"],
        ["contribution_margin"] = ["gross_revenue", "discounts", "returns", "cost_of_goods", "marketing", "cost_to_serve"],
    };

    /// <summary>The lines as published.</summary>
    public static PackSheet Lines(IReadOnlyList<ProfitLine> lines)
    {
        var sheet = new PackSheet("Profit lines", "Segment result, line by line", "As published, in the reporting currency: income positive, costs negative. Booked: known by customer. Shared out: by the driver, so that the parts add up to the cost to the cent.");
        PackTable table = sheet.Begin(
            "Lines of the segment result",
            new("Segment", 26), new("Line", 20), new("Cost pool", 22), new("Booked or shared out", 20), new("Driver", 12), new("Driver's amount", 16, true), new("Amount", 18, true));
        foreach (ProfitLine line in lines)
        {
            table.Add(
                PackCell.Of(Named(line.SegmentCode)), PackCell.Of(PackWords.Words(line.Line)), PackCell.Of(PackWords.Words(line.Pool)),
                PackCell.Of(line.Pool.Length == 0 ? "" : line.IsAllocated ? "Shared out" : "Booked"), PackCell.Of(line.Driver ?? ""),
                PackCell.Money(line.DriverAmount), PackCell.Money(line.Amount));
        }

        return sheet;
    }

    /// <summary>A row per segment.</summary>
    public static PackSheet Result(TieOut tieOut, IReadOnlyList<ProfitLine> lines, PackTable details)
    {
        var sheet = new PackSheet("Profit", "What segments earned", $"Segment result of scheme {tieOut.Scheme} by the segments of {tieOut.SnapshotDate:yyyy-MM-dd}. Net revenue is what the tie-out starts from; every figure adds up the sheet Profit lines.");
        string[] titles = [.. ProfitLines.All.Select(line => line.Line)];
        PackTable table = sheet.Begin(
            "Segment result",
            [new("Segment", 26), .. titles.Select(line => new PackColumn(PackWords.Words(line), line.Length > 15 ? 21 : 16, true)), new("Check", 14)]);
        foreach (IGrouping<string, ProfitLine> segment in lines.GroupBy(line => line.SegmentCode).OrderByDescending(group => group.Sum(line => line.Amount)).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            int row = table.NextRow;
            string name = PackWords.Criterion($"$A{row}", Named(segment.Key));
            table.Add([PackCell.Of(Named(segment.Key)), .. titles.Select((line, column) => Figure(line, column, row, segment, name)), Check(row, $"SUMIFS({details.Range("Amount")},{details.Range("Segment")},{name})")]);
        }

        AddTotal(table, details, titles, lines);
        return sheet;

        PackCell Figure(string line, int column, int row, IEnumerable<ProfitLine> segment, string name) => Sums.TryGetValue(line, out string[]? parts)
            ? PackCell.Money(segment.Where(found => parts.Contains(found.Line)).Sum(found => found.Amount), string.Join("+", parts.Select(part => $"{Letter(titles, part)}{row}")))
            : PackCell.Money(
                segment.Where(found => found.Line == line).Sum(found => found.Amount),
                $"SUMIFS({details.Range("Amount")},{details.Range("Segment")},{name},{details.Range("Line")},{PackTable.LetterOf(1 + column)}${table.HeaderRow})");

        PackCell Check(int row, string amounts) => PackCell.Check($"{Letter(titles, "contribution_margin")}{row}-{amounts}", 0);
    }

    private static void AddTotal(PackTable table, PackTable details, string[] titles, IReadOnlyList<ProfitLine> lines)
    {
        (int first, int row) = (table.FirstRow, table.NextRow);
        table.Add([
            PackCell.Of("All segments", PackStyle.Total),
            .. titles.Select((line, column) => PackCell.Money(
                lines.Where(found => found.Line == line || (Sums.TryGetValue(line, out string[]? parts) && parts.Contains(found.Line))).Sum(found => found.Amount),
                $"SUM({PackTable.LetterOf(1 + column)}{first}:{PackTable.LetterOf(1 + column)}{row - 1})", isTotal: true)),
            PackCell.Check($"{Letter(titles, "contribution_margin")}{row}-SUM({details.Range("Amount")})", 0)]);
    }

    private static string Letter(string[] titles, string line) => PackTable.LetterOf(1 + Array.IndexOf(titles, line));

    /// <summary>With its kind before it, so that a code never looks like a number, a date or a comparison.</summary>
    private static string Named(string segmentCode) => $"{PackWords.SegmentPrefix}{segmentCode}";
}

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>What every segment sold, and what no segment has.</summary>
internal static class SegmentSheet
{
    public static PackSheet Of(TieOut tieOut, PackTable lines)
    {
        TieOutLine[] own = [.. tieOut.Lines.Where(line => TieOut.Warehouse.Contains(line.Line))];
        string[] classes = [.. TieOutWords.Classes(own)];
        var sheet = new PackSheet("Segments", "Segments", $"The warehouse's own side by segment of scheme {tieOut.Scheme}. Unassigned: customers without a segment, and sales without a customer.");
        foreach (string currency in TieOutWords.Currencies(own))
        {
            PackTable table = sheet.Begin(
                $"Segments in {currency}",
                [new("Segment", 34), new("Currency", 10), .. classes.Select(name => new PackColumn(PackWords.Words(name), 18, true)), new("Total", 18, true), new("Documents", 12, true), new("Check", 14)]);
            foreach (IGrouping<(int Number, string Code), TieOutLine> segment in own.Where(line => line.Currency == currency)
                .GroupBy(line => (line.LineNumber, Code: line.Detail)).OrderBy(group => group.Key.LineNumber).ThenBy(group => group.Key.Code, StringComparer.Ordinal))
            {
                AddSegment(table, lines, currency, classes, [.. segment]);
            }

            AddTotal(table, lines, currency, classes, [.. own.Where(line => line.Currency == currency)]);
        }

        return sheet;
    }

    private static void AddSegment(PackTable table, PackTable lines, string currency, string[] classes, TieOutLine[] segment)
    {
        int row = table.NextRow;
        bool isSegment = segment[0].Detail.Length > 0;
        string criteria = $"{lines.Range("Currency")},$B{row},{lines.Range("What")},{PackWords.Criterion(isSegment ? $"\"{PackWords.SegmentPrefix}\"&$A{row}" : $"$A{row}", PackWords.Label(segment[0]))}";
        string last = PackTable.LetterOf(1 + classes.Length);
        table.Add([
            PackCell.Of(isSegment ? segment[0].Detail : PackWords.Line(segment[0].Line)), PackCell.Of(currency),
            .. classes.Select((name, index) => PackCell.Money(
                segment.Where(line => line.AccountClass == name).Sum(line => line.Amount),
                $"SUMIFS({lines.Range("Amount")},{criteria},{lines.Range("Account class")},{PackTable.LetterOf(2 + index)}${table.HeaderRow})")),
            PackCell.Money(segment.Sum(line => line.Amount), $"SUM(C{row}:{last}{row})"),
            PackCell.Count(segment.Sum(line => line.ItemCount), $"SUMIFS({lines.Range("Items")},{criteria})"),
            PackCell.Empty]);
    }

    private static void AddTotal(PackTable table, PackTable lines, string currency, string[] classes, TieOutLine[] own)
    {
        (int first, int row) = (table.FirstRow, table.NextRow);
        string total = PackTable.LetterOf(2 + classes.Length);
        string items = PackTable.LetterOf(3 + classes.Length);
        string sides = string.Join("-", TieOut.Warehouse.Select(line =>
            $"SUMIFS({lines.Range("Amount")},{lines.Range("Currency")},$B{row},{lines.Range("Line")},\"{PackWords.Line(line)}\")"));
        table.Add([
            PackCell.Of("Warehouse", PackStyle.Total), PackCell.Of(currency, PackStyle.Total),
            .. classes.Select((name, index) => PackCell.Money(
                own.Where(line => line.AccountClass == name).Sum(line => line.Amount), Sum(PackTable.LetterOf(2 + index)), isTotal: true)),
            PackCell.Money(own.Sum(line => line.Amount), Sum(total), isTotal: true),
            PackCell.Count(own.Sum(line => line.ItemCount), Sum(items), isTotal: true),
            PackCell.Check($"{total}{row}-{sides}", 0)]);

        string Sum(string letter) => $"SUM({letter}{first}:{letter}{row - 1})";
    }
}

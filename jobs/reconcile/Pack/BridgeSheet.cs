namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>From the warehouse to the ledger, period by period.</summary>
internal static class BridgeSheet
{
    public static PackSheet Of(TieOut tieOut, PackTable lines)
    {
        var sheet = new PackSheet("Bridge", "Bridge, period by period", "From what the warehouse sold to what the general ledger says, all account classes together.");
        foreach (string currency in TieOutWords.Currencies(tieOut.Lines))
        {
            PackTable table = sheet.Begin(
                $"Bridge in {currency}",
                [
                    new("Period", 12), new("Currency", 9), new("Segments", 15, true), new("Unassigned", 14, true),
                    .. TieOutWords.Explanations.Select(line => new PackColumn(PackWords.Line(line), 12, true)),
                    new("General ledger", 15, true), new("Unexplained", 13, true), new("Check", 14),
                ]);
            string[] columns = [.. TieOut.Warehouse, .. TieOutWords.Explanations, TieOut.Ledger];
            TieOutLine[] own = [.. tieOut.Lines.Where(line => line.Currency == currency)];
            foreach (string period in own.Select(line => line.Period).Distinct().Order(StringComparer.Ordinal))
            {
                AddPeriod(table, lines, columns, currency, period, [.. own.Where(line => line.Period == period)]);
            }

            AddTotal(table, columns, currency, own);
        }

        return sheet;
    }

    private static void AddPeriod(PackTable table, PackTable lines, string[] columns, string currency, string period, TieOutLine[] own)
    {
        int row = table.NextRow;
        // A period is compared as a text: SUMIFS would take 2026-01 for a date.
        string cells = $"({lines.Range("Period")}=$A{row})*({lines.Range("Currency")}=$B{row})";
        table.Add([
            PackCell.Of(period), PackCell.Of(currency),
            .. columns.Select((line, index) => PackCell.Money(
                Of(own, line), $"SUMPRODUCT({cells}*({lines.Range("Line")}={PackTable.LetterOf(2 + index)}${table.HeaderRow}),{lines.Range("Amount")})")),
            .. Ending(columns, own, row, isTotal: false)]);
    }

    private static void AddTotal(PackTable table, string[] columns, string currency, TieOutLine[] own)
    {
        int row = table.NextRow;
        table.Add([
            PackCell.Of("All periods", PackStyle.Total), PackCell.Of(currency, PackStyle.Total),
            .. columns.Select((line, index) => PackCell.Money(
                Of(own, line), $"SUM({PackTable.LetterOf(2 + index)}{table.FirstRow}:{PackTable.LetterOf(2 + index)}{row - 1})", isTotal: true)),
            .. Ending(columns, own, row, isTotal: true)]);
    }

    private static PackCell[] Ending(string[] columns, TieOutLine[] own, int row, bool isTotal)
    {
        string ledger = PackTable.LetterOf(1 + columns.Length);
        string before = PackTable.LetterOf(columns.Length);
        string unexplained = PackTable.LetterOf(2 + columns.Length);
        decimal left = Of(own, TieOut.Ledger) - columns.Where(line => line != TieOut.Ledger).Sum(line => Of(own, line));
        return
        [
            PackCell.Money(left, $"{ledger}{row}-SUM(C{row}:{before}{row})", isTotal), PackCell.Check($"{unexplained}{row}", left),
        ];
    }

    private static decimal Of(TieOutLine[] lines, string name) => lines.Where(line => line.Line == name).Sum(line => line.Amount);
}

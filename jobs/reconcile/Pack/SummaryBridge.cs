namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>From the segments to the ledger in one currency, an account class a column.</summary>
internal static class SummaryBridge
{
    public static void Add(PackSheet sheet, string currency, TieOutLine[] own, PackTable lines)
    {
        string[] classes = [.. TieOutWords.Classes(own)];
        PackTable table = sheet.Begin(
            $"From the segments to the general ledger, {currency}",
            [new(currency, 36), .. classes.Select(name => new PackColumn(PackWords.Words(name), 20, true)), new("Total", 20, true), new("Items", 12, true)]);
        var block = new Block(table, lines, classes, own);
        foreach (string line in TieOut.Warehouse)
        {
            block.AddLine(PackWords.Line(line), one => one.Line == line, (lines.Range("Line"), $"\"{PackWords.Line(line)}\""));
        }

        int warehouse = block.AddTotal("Warehouse", one => TieOut.Warehouse.Contains(one.Line), table.FirstRow, table.NextRow - 1);
        int firstExplanation = table.NextRow;
        foreach (IGrouping<(int Number, string Label), TieOutLine> group in own.Where(one => TieOutWords.Explanations.Contains(one.Line))
            .GroupBy(one => (one.LineNumber, Label: PackWords.Label(one))).OrderBy(group => group.Key.LineNumber).ThenBy(group => group.Key.Label, StringComparer.Ordinal))
        {
            string label = group.Key.Label;
            block.AddLine(label, one => PackWords.Label(one) == label, (lines.Range("What"), PackWords.Criterion($"$A{table.NextRow}", label)));
        }

        int explained = table.NextRow > firstExplanation
            ? block.AddTotal("Explained", one => TieOutWords.Explanations.Contains(one.Line), firstExplanation, table.NextRow - 1)
            : warehouse;
        int expected = block.AddSum(
            "Warehouse and explanations", one => TieOut.Warehouse.Contains(one.Line) || TieOutWords.Explanations.Contains(one.Line),
            letter => explained == warehouse ? $"{letter}{warehouse}" : $"{letter}{warehouse}+{letter}{explained}");
        int ledger = table.NextRow;
        block.AddLine(PackWords.Line(TieOut.Ledger), one => one.Line == TieOut.Ledger, (lines.Range("Line"), $"$A{ledger}"));
        block.AddUnexplained(ledger, expected);
    }

    private sealed class Block(PackTable table, PackTable lines, string[] classes, TieOutLine[] own)
    {
        private string LastClass => PackTable.LetterOf(classes.Length);

        public void AddLine(string label, Func<TieOutLine, bool> isIn, (string Range, string Criterion) by)
        {
            int row = table.NextRow;
            string criteria = $"{lines.Range("Currency")},$A${table.HeaderRow},{by.Range},{by.Criterion}";
            TieOutLine[] chosen = [.. own.Where(isIn)];
            table.Add([
                PackCell.Of(label),
                .. classes.Select((name, index) => PackCell.Money(
                    Of(chosen, name), $"SUMIFS({lines.Range("Amount")},{criteria},{lines.Range("Account class")},{PackTable.LetterOf(1 + index)}${table.HeaderRow})")),
                PackCell.Money(chosen.Sum(line => line.Amount), $"SUM(B{row}:{LastClass}{row})"),
                PackCell.Count(chosen.Sum(line => line.ItemCount), $"SUMIFS({lines.Range("Items")},{criteria})")]);
        }

        public int AddTotal(string label, Func<TieOutLine, bool> isIn, int first, int last) =>
            AddSum(label, isIn, letter => $"SUM({letter}{first}:{letter}{last})");

        public int AddSum(string label, Func<TieOutLine, bool> isIn, Func<string, string> formula)
        {
            TieOutLine[] chosen = [.. own.Where(isIn)];
            table.Add([
                PackCell.Of(label, PackStyle.Total),
                .. classes.Select((name, index) => PackCell.Money(Of(chosen, name), formula(PackTable.LetterOf(1 + index)), isTotal: true)),
                PackCell.Money(chosen.Sum(line => line.Amount), formula(PackTable.LetterOf(1 + classes.Length)), isTotal: true),
                PackCell.EmptyTotal]);
            return table.NextRow - 1;
        }

        public void AddUnexplained(int ledger, int expected)
        {
            decimal[] left =
            [
                .. classes.Select(name => own.Where(line => line.AccountClass == name).Sum(Signed)), own.Sum(Signed),
            ];
            int row = table.NextRow;
            table.Add([
                PackCell.Of("Unexplained", PackStyle.Total),
                .. left.Select((amount, index) => PackCell.Money(amount, $"{At(index)}{ledger}-{At(index)}{expected}", isTotal: true)),
                PackCell.EmptyTotal]);
            table.Add([PackCell.Of("Check: nothing is unexplained"), .. left.Select((amount, index) => PackCell.Check($"{At(index)}{row}", amount)), PackCell.Empty]);

            static string At(int index) => PackTable.LetterOf(1 + index);
        }

        private static decimal Signed(TieOutLine line) => line.Line switch { TieOut.Ledger => line.Amount, TieOut.Unexplained => 0, _ => -line.Amount };

        private static decimal Of(TieOutLine[] chosen, string name) => chosen.Where(line => line.AccountClass == name).Sum(line => line.Amount);
    }
}

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>How old the open breaks are, by class: how many, net and gross.</summary>
internal static class AgeingSheet
{
    private static readonly (string Name, Func<PublishedBreak, decimal> Value)[] Measures =
    [
        ("Count", _ => 1), ("Net", found => found.Amount), ("Gross", found => Math.Abs(found.Amount)),
    ];

    public static PackSheet Of(TieOut tieOut, PackTable breaks)
    {
        var sheet = new PackSheet("Ageing", "Ageing of open breaks", "Net: amounts as they are, so that opposite ones cancel out. Gross: without their signs. The age of a break that returned counts from its return.");
        PublishedBreak[] open = [.. tieOut.Breaks.Where(found => found.IsOpen)];
        foreach ((string name, Func<PublishedBreak, decimal> value) in Measures)
        {
            PackTable table = sheet.Begin(
                name == "Count" ? "Number of open breaks" : $"{name} amount of open breaks",
                [new("Class", 26), new("Currency", 10), .. TieOutWords.Buckets.Select(bucket => new PackColumn(PackWords.Bucket(bucket), 17, true)), new("Total", 17, true), new("Check", 14)]);
            foreach (IGrouping<string, PublishedBreak> currency in open.GroupBy(found => found.Currency).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                int first = table.NextRow;
                foreach (IGrouping<string, PublishedBreak> kind in currency.GroupBy(found => found.BreakClass).OrderBy(group => group.Key, StringComparer.Ordinal))
                {
                    AddKind(table, breaks, name, value, currency.Key, kind);
                }

                AddTotal(table, breaks, name, value, first, currency);
            }
        }

        return sheet;
    }

    private static void AddKind(
        PackTable table, PackTable breaks, string measure, Func<PublishedBreak, decimal> value, string currency, IGrouping<string, PublishedBreak> kind)
    {
        int row = table.NextRow;
        string criteria = $"{breaks.Range("Class")},$A{row},{breaks.Range("Currency")},$B{row},{breaks.Range("Age")}";
        table.Add([
            PackCell.Of(PackWords.Words(kind.Key)), PackCell.Of(currency),
            .. TieOutWords.Buckets.Select((bucket, index) =>
            {
                string header = $"{PackTable.LetterOf(2 + index)}${table.HeaderRow}";
                return Cell(measure, kind.Where(found => found.AgeBucket == bucket).Sum(value),
                    measure == "Count" ? $"COUNTIFS({criteria},{header})" : $"SUMIFS({breaks.Range(Column(measure))},{criteria},{header})", isTotal: false);
            }),
            Cell(measure, kind.Sum(value), $"SUM(C{row}:F{row})", isTotal: false), PackCell.Empty]);
    }

    private static void AddTotal(
        PackTable table, PackTable breaks, string measure, Func<PublishedBreak, decimal> value, int first, IGrouping<string, PublishedBreak> currency)
    {
        int row = table.NextRow;
        string all = measure == "Count"
            ? $"COUNTIFS({breaks.Range("Currency")},$B{row})"
            : $"SUMIFS({breaks.Range(Column(measure))},{breaks.Range("Currency")},$B{row})";
        table.Add([
            PackCell.Of("All classes", PackStyle.Total), PackCell.Of(currency.Key, PackStyle.Total),
            .. TieOutWords.Buckets.Select((bucket, index) => Cell(measure, currency.Where(found => found.AgeBucket == bucket).Sum(value), Sum(PackTable.LetterOf(2 + index)), isTotal: true)),
            Cell(measure, currency.Sum(value), Sum("G"), isTotal: true),
            PackCell.Check($"G{row}-{all}", 0)]);

        string Sum(string letter) => $"SUM({letter}{first}:{letter}{row - 1})";
    }

    private static string Column(string measure) => measure == "Net" ? "Amount" : "Gross";

    private static PackCell Cell(string measure, decimal value, string formula, bool isTotal) =>
        measure == "Count" ? PackCell.Count((long)value, formula, isTotal) : PackCell.Money(value, formula, isTotal);
}

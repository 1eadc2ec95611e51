using System.Globalization;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>One order line as read back from a file.</summary>
public sealed record DemoOrderLineRow(
    string File, string System, string OrderId, int LineNumber, string RecordId, DateTime OrderedAt, bool IsCredit, string RefersTo,
    decimal Quantity, decimal Price, decimal Discount, decimal Net, decimal Tax, string Currency)
{
    public decimal Euro => Currency == "CHF" ? Net * 1.05m : Net;

    public decimal DiscountEuro => Currency == "CHF" ? Discount * 1.05m : Discount;

    /// <summary>Every good line: defects left out by their place, files that are another file's bytes left out.</summary>
    public static IReadOnlyList<DemoOrderLineRow> ReadGood(DemoFiles files)
    {
        HashSet<(string, int)> defects =
        [
            .. files.Truth("defects").Select(row => (row["file"], int.Parse(row["record_number"], CultureInfo.InvariantCulture))),
        ];
        HashSet<string> seen = [];
        List<DemoOrderLineRow> rows = [];
        foreach (string path in files.Paths().Where(path => path.StartsWith("orders/", StringComparison.Ordinal)))
        {
            // Header-only files of different days are alike too, and have nothing to count.
            if (!seen.Add(files.Hash(path)))
            {
                continue;
            }

            string[] lines = files.Lines(path);
            for (int record = 1; record < lines.Length; record++)
            {
                if (!defects.Contains((path, record)))
                {
                    rows.Add(Parse(path, lines[record]));
                }
            }
        }

        return rows;
    }

    private static DemoOrderLineRow Parse(string path, string line)
    {
        bool isCrm = path.StartsWith("orders/crm/", StringComparison.Ordinal);
        string[] fields = DemoFiles.Split(line, isCrm ? ';' : ',');
        fields.Length.ShouldBe(17, line);
        return new DemoOrderLineRow(
            path,
            isCrm ? "crm" : "shop",
            fields[0],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            fields[2],
            DateTime.ParseExact(fields[3], isCrm ? "dd.MM.yyyy HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            fields[4] switch { "GU" or "credit_note" => true, "RE" or "order" => false, _ => throw new FormatException(line) },
            fields[5],
            Number(fields[7]), Number(fields[8]), Number(fields[9]), Number(fields[10]), Number(fields[11]),
            fields[13]);

        decimal Number(string text) =>
            decimal.Parse(isCrm ? text.Replace(',', '.') : text, NumberStyles.Number, CultureInfo.InvariantCulture);
    }
}

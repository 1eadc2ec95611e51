namespace Segmentation.Jobs.Demo;

/// <summary>Plants rows that must be refused, delivers one file twice, and says where: <c>truth/defects.csv</c>.</summary>
/// <remarks>
/// A defect is a row more, a spoiled copy of a good one, so that without the defects the files are what they were.
/// One file in twelve gets some: about 0.1 percent of all lines.
/// </remarks>
public sealed class DefectsPart : IDemoPart
{
    public const string TruthFile = "truth/defects.csv";

    /// <summary>One order file in this many is spoiled.</summary>
    private const int FileShare = 12;

    /// <summary>Line numbers of spoiled copies start here, above those of any order.</summary>
    private const int FirstLineNumber = 100;

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter truth = folder.OpenCsv(
            TruthFile, ["file", "record_number", "physical_line", "table", "kind", "reason_keyword"]);
        DemoStream files = world.Stream("defects", "files");
        Dictionary<OrderFileLayout, int> counters = OrderFileLayout.All.ToDictionary(layout => layout, _ => 0);
        DateOnly twiceBefore = world.SnapshotDates[0].AddDays(-2);
        DemoFile? untouched = null;

        foreach (DemoFile file in folder.Deliveries.Where(file => file is { Table: "order_lines", Kind: "day" }).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            OrderFileLayout layout = OrderFileLayout.Of(file.Path);
            DemoRandom random = files.For(file.DeliveredDate.DayNumber, (int)layout.System);
            if (random.Below(FileShare) == 0 && file.RowCount > 0)
            {
                int wanted = (int)Math.Max(1, ((file.RowCount * FileShare) + 500) / 1000);
                counters[layout] = Spoil(folder, truth, file, layout, wanted, counters[layout], ref random);
            }
            else if (file.RowCount > 0 && layout == OrderFileLayout.Shop && file.DeliveredDate < twiceBefore)
            {
                untouched = file;
            }
        }

        if (untouched is not null)
        {
            string again = untouched.Path.Replace(".csv.gz", "-again.csv.gz", StringComparison.Ordinal);
            folder.Duplicate(untouched, again, world.SnapshotDates[0]);
        }
    }

    /// <summary>Spoils one file; gives the number of defects its system has so far.</summary>
    private static int Spoil(
        DemoFolder folder,
        DemoCsvWriter truth,
        DemoFile file,
        OrderFileLayout layout,
        int wanted,
        int counter,
        ref DemoRandom random)
    {
        List<string> lines = folder.ReadLines(file.Path);
        List<(int After, DefectKind Kind, string Row)> planted = Plan(lines, layout, wanted, ref counter, ref random);

        List<string> spoiled = new(lines.Count + planted.Count);
        int next = 0;
        for (int line = 0; line < lines.Count; line++)
        {
            spoiled.Add(lines[line]);
            for (; next < planted.Count && planted[next].After == line; next++)
            {
                // The header is line 1, so the record number is the number of lines before this one.
                truth.Text(file.Path).Whole(spoiled.Count).Whole(spoiled.Count + 1).Text(file.Table)
                    .Text(planted[next].Kind.Name).Text(planted[next].Kind.Reason).EndRow();
                spoiled.Add(planted[next].Row);
            }
        }

        folder.Replace(file, spoiled, planted.Count);
        return counter;
    }

    /// <summary>Chooses the rows to copy, by kind in turn; sorted by the line they come after.</summary>
    private static List<(int After, DefectKind Kind, string Row)> Plan(
        List<string> lines, OrderFileLayout layout, int wanted, ref int counter, ref DemoRandom random)
    {
        List<(int After, DefectKind Kind, string Row)> planted = [];
        HashSet<int> repeated = [];
        bool hasLast = false;
        while (planted.Count < wanted)
        {
            DefectKind kind = DefectKinds.All[counter++ % DefectKinds.All.Count];
            int line = random.Between(1, lines.Count - 1);
            bool isTaken = (kind.IsLast && hasLast) || (kind.IsRepeat && !repeated.Add(line));
            if (isTaken || (kind.NeedsUtf8 && layout != OrderFileLayout.Shop))
            {
                continue;
            }

            hasLast |= kind.IsLast;
            List<string> row = [.. lines[line].Split(layout.Delimiter)];
            row[OrderFileLayout.LineNumber] = kind.IsRepeat
                ? row[OrderFileLayout.LineNumber] : $"{FirstLineNumber + counter}";
            kind.Spoil(layout, row);
            planted.Add((kind.IsLast ? lines.Count - 1 : line, kind, string.Join(layout.Delimiter, row)));
        }

        // The order among equals is kept, except that what must be last comes last.
        return [.. planted.OrderBy(plan => plan.After).ThenBy(plan => plan.Kind.IsLast)];
    }
}

namespace Segmentation.Models.Matching;

/// <summary>How often each label of one labelling meets each label of another, over the same members.</summary>
public sealed record ContingencyTable
{
    /// <summary>Different labels of the first labelling, ascending; one per row.</summary>
    public required IReadOnlyList<int> RowLabels { get; init; }

    /// <summary>Different labels of the second labelling, ascending; one per column.</summary>
    public required IReadOnlyList<int> ColumnLabels { get; init; }

    /// <summary>Members by row and column.</summary>
    public required long[,] Counts { get; init; }

    /// <summary>Members per row.</summary>
    public required IReadOnlyList<long> RowTotals { get; init; }

    /// <summary>Members per column.</summary>
    public required IReadOnlyList<long> ColumnTotals { get; init; }

    /// <summary>Members in all.</summary>
    public required long Total { get; init; }

    /// <summary>Counts two labellings against each other.</summary>
    /// <param name="first">One label per member; any integers.</param>
    /// <param name="second">One label per member, in the same order.</param>
    /// <exception cref="ArgumentException">The labellings differ in length.</exception>
    public static ContingencyTable Count(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException(
                $"{first.Length} labels were compared with {second.Length}; they pair one to one.");
        }

        int[] rowLabels = DistinctLabels(first);
        int[] columnLabels = DistinctLabels(second);
        long[,] counts = new long[rowLabels.Length, columnLabels.Length];
        long[] rowTotals = new long[rowLabels.Length];
        long[] columnTotals = new long[columnLabels.Length];
        for (int member = 0; member < first.Length; member++)
        {
            int row = Array.BinarySearch(rowLabels, first[member]);
            int column = Array.BinarySearch(columnLabels, second[member]);
            counts[row, column]++;
            rowTotals[row]++;
            columnTotals[column]++;
        }

        return new ContingencyTable
        {
            RowLabels = rowLabels,
            ColumnLabels = columnLabels,
            Counts = counts,
            RowTotals = rowTotals,
            ColumnTotals = columnTotals,
            Total = first.Length,
        };
    }

    /// <summary>
    /// Pairs labels so that as many members as possible have paired labels: how clusters of a new fit inherit the
    /// segments of the old one.
    /// </summary>
    /// <returns>Pairs by row label; a label left over, or paired without a common member, is absent.</returns>
    public IReadOnlyDictionary<int, int> MatchLabels()
    {
        double[,] gains = new double[RowLabels.Count, ColumnLabels.Count];
        for (int row = 0; row < RowLabels.Count; row++)
        {
            for (int column = 0; column < ColumnLabels.Count; column++)
            {
                gains[row, column] = Counts[row, column];
            }
        }

        IReadOnlyList<int> columnOfRow = Assignment.Maximize(gains).ColumnOfRow;
        return Enumerable.Range(0, RowLabels.Count)
            .Where(row => columnOfRow[row] >= 0 && Counts[row, columnOfRow[row]] > 0)
            .ToDictionary(row => RowLabels[row], row => ColumnLabels[columnOfRow[row]]);
    }

    private static int[] DistinctLabels(ReadOnlySpan<int> labels)
    {
        var distinct = new SortedSet<int>();
        foreach (int label in labels)
        {
            distinct.Add(label);
        }

        return [.. distinct];
    }
}

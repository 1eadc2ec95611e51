namespace Segmentation.Models.Matching;

/// <summary>Counts of one grouping against another, with their totals.</summary>
internal sealed class OverlapCounts
{
    private readonly long[,] _counts;

    public OverlapCounts(long[,] counts)
    {
        _counts = counts;
        RowTotals = new long[counts.GetLength(0)];
        ColumnTotals = new long[counts.GetLength(1)];
        for (int row = 0; row < RowTotals.Length; row++)
        {
            for (int column = 0; column < ColumnTotals.Length; column++)
            {
                RowTotals[row] += counts[row, column];
                ColumnTotals[column] += counts[row, column];
            }
        }
    }

    public long[] RowTotals { get; }

    public long[] ColumnTotals { get; }

    public long this[int row, int column] => _counts[row, column];

    /// <summary>Members in both over members in either; 0 for two empty groups.</summary>
    public double Jaccard(int row, int column)
    {
        long either = RowTotals[row] + ColumnTotals[column] - _counts[row, column];
        return either > 0 ? (double)_counts[row, column] / either : 0;
    }

    public double ShareOfRow(int row, int column) => Share(_counts[row, column], RowTotals[row]);

    public double ShareOfColumn(int row, int column) => Share(_counts[row, column], ColumnTotals[column]);

    private static double Share(long part, long whole) => whole > 0 ? (double)part / whole : 0;
}

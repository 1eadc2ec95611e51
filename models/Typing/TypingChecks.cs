using Segmentation.Models.Clustering;

namespace Segmentation.Models.Typing;

/// <summary>What a typing tool refuses, and what it says.</summary>
internal static class TypingChecks
{
    private const int MaxColumnCount = 1000;

    private const int MaxSegmentCount = 1000;

    public static int Rows(ReadOnlySpan<double> rows, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columnCount, MaxColumnCount);
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        for (int i = 0; i < rows.Length; i++)
        {
            if (!(Math.Abs(rows[i]) <= 1e100))
            {
                throw new ArgumentException(
                    $"Row {i / columnCount}, column {i % columnCount} is {rows[i]}. Answers are finite; impute " +
                    "missing ones first, or leave the question out.");
            }
        }

        return rowCount;
    }

    public static void Segments(
        ReadOnlySpan<double> rows, int columnCount, ReadOnlySpan<int> segments, int segmentCount, int leastRows)
    {
        int rowCount = Rows(rows, columnCount);
        KMeansChecks.LengthPerRow(segments.Length, rowCount, nameof(segments));
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segmentCount, MaxSegmentCount);
        int[] sizes = new int[segmentCount];
        for (int row = 0; row < segments.Length; row++)
        {
            if ((uint)segments[row] >= (uint)segmentCount)
            {
                throw new ArgumentException(
                    $"Row {row} is in segment {segments[row]}; segments are numbered 0 to {segmentCount - 1}.");
            }

            sizes[segments[row]]++;
        }

        int small = Array.FindIndex(sizes, size => size < leastRows);
        if (small >= 0)
        {
            throw new ArgumentException(
                $"Segment {small} has {sizes[small]} rows and needs at least {leastRows}. Number the segments " +
                "without gaps, or leave the small one out.");
        }
    }
}

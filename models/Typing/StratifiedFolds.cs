using Segmentation.Models.Clustering;

namespace Segmentation.Models.Typing;

/// <summary>
/// Deals rows into folds so that every fold has its share of each segment. A row's place is a hash of its key: the
/// order of rows does not matter.
/// </summary>
public static class StratifiedFolds
{
    /// <summary>The fold of each row, from 0.</summary>
    /// <param name="segments">Segment of each row, from 0.</param>
    /// <param name="foldCount">At least 2.</param>
    /// <param name="seed">Seed of the hash.</param>
    /// <param name="rowKeys">One stable key per row; null means the row's index.</param>
    /// <remarks>
    /// Sizes of a segment in two folds differ by at most 1. The next segment goes on where the last one ended, so whole
    /// folds differ by at most 1 as well.
    /// </remarks>
    public static int[] Deal(ReadOnlySpan<int> segments, int foldCount, long seed, ulong[]? rowKeys = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        KMeansChecks.LengthPerRow(rowKeys?.Length, segments.Length, nameof(rowKeys));
        ulong round = RowHash.Round(seed, 0, 0);
        int[] copy = segments.ToArray();
        int[] order =
        [
            .. Enumerable.Range(0, copy.Length)
                .OrderBy(row => copy[row])
                .ThenBy(row => RowHash.Bits(round, Key(row)))
                .ThenBy(Key)
                .ThenBy(row => row),
        ];
        int[] folds = new int[copy.Length];
        for (int place = 0; place < order.Length; place++)
        {
            folds[order[place]] = place % foldCount;
        }

        return folds;

        ulong Key(int row) => rowKeys is null ? (ulong)row : rowKeys[row];
    }
}

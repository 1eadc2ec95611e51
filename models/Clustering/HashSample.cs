namespace Segmentation.Models.Clustering;

/// <summary>A sample that depends on the rows' keys and the seed, not on their order.</summary>
internal static class HashSample
{
    /// <summary>
    /// Rows whose hash falls below a threshold, in row order: <paramref name="expected"/> of them on average.
    /// </summary>
    public static List<int> Choose(RowMatrix rows, int expected, ulong roundSeed)
    {
        double share = (double)expected / rows.RowCount;
        var sample = new List<int>(expected + expected / 16);
        for (int row = 0; row < rows.RowCount; row++)
        {
            if (RowHash.Uniform(roundSeed, rows.Key(row)) < share)
            {
                sample.Add(row);
            }
        }

        return sample;
    }
}

namespace Segmentation.Models.Clustering;

/// <summary>Counts different rows, as far as needed.</summary>
internal static unsafe class DistinctRows
{
    /// <summary>
    /// The number of different rows of positive weight, or <paramref name="enough"/> as soon as that many are found.
    /// 0 and −0 are the same value.
    /// </summary>
    public static int CountUpTo(RowMatrix rows, int enough)
    {
        var rowsByHash = new Dictionary<ulong, List<int>>();
        int found = 0;
        for (int row = 0; row < rows.RowCount && found < enough; row++)
        {
            if (rows.Weight(row) <= 0)
            {
                continue;
            }

            ulong hash = HashOf(rows.Row(row), rows.ColumnCount);
            if (!rowsByHash.TryGetValue(hash, out List<int>? sameHash))
            {
                rowsByHash[hash] = [row];
                found++;
            }
            else if (!sameHash.Exists(other => AreEqual(rows.Row(row), rows.Row(other), rows.ColumnCount)))
            {
                sameHash.Add(row);
                found++;
            }
        }

        return found;
    }

    private static ulong HashOf(float* values, int columnCount)
    {
        ulong hash = 0;
        for (int column = 0; column < columnCount; column++)
        {
            // Adding zero turns −0 into 0.
            hash = RowHash.Bits(hash, BitConverter.SingleToUInt32Bits(values[column] + 0f));
        }

        return hash;
    }

    private static bool AreEqual(float* left, float* right, int columnCount)
    {
        for (int column = 0; column < columnCount; column++)
        {
            if (left[column] != right[column])
            {
                return false;
            }
        }

        return true;
    }
}

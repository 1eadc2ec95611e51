namespace Segmentation.Jobs.Resolve;

/// <summary>Connected components, until models/Linkage has them.</summary>
internal static class ConnectedRecords
{
    /// <summary>Gives every record the lowest record it is connected to.</summary>
    public static int[] Find(int recordCount, ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var parent = new int[recordCount];
        for (int record = 0; record < recordCount; record++)
        {
            parent[record] = record;
        }

        for (int edge = 0; edge < first.Length; edge++)
        {
            int left = Root(parent, first[edge]);
            int right = Root(parent, second[edge]);
            parent[Math.Max(left, right)] = Math.Min(left, right);
        }

        for (int record = 0; record < recordCount; record++)
        {
            parent[record] = Root(parent, record);
        }

        return parent;
    }

    private static int Root(int[] parent, int record)
    {
        while (parent[record] != record)
        {
            parent[record] = parent[parent[record]];
            record = parent[record];
        }

        return record;
    }
}

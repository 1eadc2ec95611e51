namespace Segmentation.Models.Explain;

/// <summary>What a surrogate tree refuses.</summary>
internal static class SurrogateChecks
{
    public static void All(
        IReadOnlyList<double[]> columns,
        IReadOnlyList<string> names,
        int[] labels,
        SurrogateTreeOptions options,
        float[]? weights,
        ulong[]? rowKeys)
    {
        ArgumentNullException.ThrowIfNull(options);
        int rowCount = ExplainChecks.RowCount(columns, names, labels);
        if (rowCount > 0 && labels.Max() >= SurrogateTree.MaxSegmentCount)
        {
            throw new ArgumentException(
                $"Segment {labels.Max()} is beyond {SurrogateTree.MaxSegmentCount - 1}; rules for so many explain " +
                "nothing.");
        }

        if (weights is not null)
        {
            ExplainChecks.SameLength(weights, rowCount, "The weights");
            if (Array.Exists(weights, weight => !(weight >= 0) || float.IsInfinity(weight)))
            {
                throw new ArgumentException("Weights must be finite, 0 or more.", nameof(weights));
            }
        }

        if (rowKeys is not null)
        {
            ExplainChecks.SameLength(rowKeys, rowCount, "The row keys");
        }

        InRange(options.MaxDepth, 1, 64, nameof(options.MaxDepth));
        InRange(options.MaxLeaves, 1, 1_024, nameof(options.MaxLeaves));
        InRange(options.MinLeafRows, 1, int.MaxValue, nameof(options.MinLeafRows));
        InRange(options.BinCount, 2, 255, nameof(options.BinCount));
        InRange(options.BinSampleRows, 1, int.MaxValue, nameof(options.BinSampleRows));
        bool areShares = options.ValidationShare >= 0 && options.TestShare >= 0
            && options.ValidationShare + options.TestShare < 1;
        if (!areShares || !(options.MinFidelity is >= 0 and <= 1) || !(options.MinSegmentRecall is >= 0 and <= 1))
        {
            throw new ArgumentException(
                "Shares and thresholds are from 0 to 1, and some rows must be left to grow from.", nameof(options));
        }
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
        }
    }
}

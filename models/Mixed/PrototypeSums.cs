using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixed;

/// <summary>Per cluster: rows, sums of numbers, and how often each code of each categorical feature occurs.</summary>
internal sealed class PrototypeSums(int clusterCount, int numericCount, int[] codeStarts)
{
    private readonly int _codeCount = codeStarts[^1];

    public long[] Sizes { get; } = new long[clusterCount];

    private readonly double[] _sums = new double[clusterCount * numericCount];
    private readonly long[] _counts = new long[clusterCount * codeStarts[^1]];

    /// <summary>
    /// Where each categorical feature's codes begin when all are laid end to end; the last is their number.
    /// </summary>
    public static unsafe int[] CodeStarts(MixedRows rows)
    {
        int[] starts = new int[rows.CategoricalCount + 1];
        for (int column = 0; column < rows.CategoricalCount; column++)
        {
            int highest = 0;
            for (int row = 0; row < rows.RowCount; row++)
            {
                highest = Math.Max(highest, rows.Codes(row)[column]);
            }

            long next = starts[column] + highest + 1L;
            if (next > KPrototypes.MaxCodeCount)
            {
                throw new ArgumentException(
                    $"Categorical column {column} holds code {highest}; all columns together may have " +
                    $"{KPrototypes.MaxCodeCount} codes. Number categories from 0, and group rare ones.");
            }

            starts[column + 1] = (int)next;
        }

        return starts;
    }

    public static PrototypeSums Of(
        MixedRows rows,
        int clusterCount,
        int[] codeStarts,
        int[] assignments,
        int threadCount,
        CancellationToken cancellationToken)
    {
        var total = new PrototypeSums(clusterCount, rows.NumericCount, codeStarts);
        RowUnits units = RowUnits.For(rows.RowCount, clusterCount * (1 + rows.NumericCount + codeStarts[^1]));
        var sums = new PrototypeSums[units.Count];
        units.ForEach(
            threadCount,
            unit =>
            {
                sums[unit] = new PrototypeSums(clusterCount, rows.NumericCount, codeStarts);
                sums[unit].AddRows(rows, assignments, units.First(unit), units.End(unit));
            },
            cancellationToken);
        foreach (PrototypeSums unitSums in sums)
        {
            total.Add(unitSums);
        }

        return total;
    }

    /// <summary>
    /// Means and modes; a tie of codes goes to the lower. A cluster without rows keeps the prototype it had.
    /// </summary>
    public KPrototypesModel Prototypes(KPrototypesModel before)
    {
        double[] means = (double[])before.Means.Clone();
        int[] modes = (int[])before.Modes.Clone();
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            if (Sizes[cluster] == 0)
            {
                continue;
            }

            for (int column = 0; column < numericCount; column++)
            {
                means[cluster * numericCount + column] = _sums[cluster * numericCount + column] / Sizes[cluster];
            }

            for (int column = 0; column + 1 < codeStarts.Length; column++)
            {
                ReadOnlySpan<long> counts = _counts.AsSpan(
                    cluster * _codeCount + codeStarts[column], codeStarts[column + 1] - codeStarts[column]);
                modes[cluster * (codeStarts.Length - 1) + column] = IndexOfHighest(counts);
            }
        }

        return before with { Means = means, Modes = modes };
    }

    /// <summary>
    /// Share of pairs of rows, drawn with replacement, whose codes differ in a column; over all clusters.
    /// </summary>
    public double Heterogeneity(int column)
    {
        double total = Sizes.Sum();
        double alike = 0;
        for (int code = codeStarts[column]; code < codeStarts[column + 1]; code++)
        {
            long count = 0;
            for (int cluster = 0; cluster < clusterCount; cluster++)
            {
                count += _counts[cluster * _codeCount + code];
            }

            alike += count / total * (count / total);
        }

        return 1 - alike;
    }

    private unsafe void AddRows(MixedRows rows, int[] assignments, int first, int end)
    {
        for (int row = first; row < end; row++)
        {
            int cluster = assignments[row];
            Sizes[cluster]++;
            for (int column = 0; column < numericCount; column++)
            {
                _sums[cluster * numericCount + column] += rows.Numbers(row)[column];
            }

            for (int column = 0; column < rows.CategoricalCount; column++)
            {
                _counts[cluster * _codeCount + codeStarts[column] + rows.Codes(row)[column]]++;
            }
        }
    }

    private void Add(PrototypeSums other)
    {
        for (int i = 0; i < Sizes.Length; i++)
        {
            Sizes[i] += other.Sizes[i];
        }

        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] += other._sums[i];
        }

        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    private static int IndexOfHighest(ReadOnlySpan<long> counts)
    {
        int best = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        return best;
    }
}

using System.Globalization;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>Features as bytes: how many thresholds a value is above, or <see cref="Missing"/>.</summary>
internal sealed class TreeBins
{
    public const byte Missing = 255;

    private TreeBins(double[][] thresholds, byte[][] codes)
    {
        Thresholds = thresholds;
        Codes = codes;
    }

    /// <summary>Ascending thresholds per feature, at most 254; none when the sample has one value.</summary>
    public double[][] Thresholds { get; }

    /// <summary>One code per row of each feature.</summary>
    public byte[][] Codes { get; }

    public static TreeBins Of(
        IReadOnlyList<double[]> columns,
        int[] sample,
        int binCount,
        int threadCount,
        CancellationToken cancellationToken)
    {
        double[][] thresholds = new double[columns.Count][];
        byte[][] codes = new byte[columns.Count][];
        new RowUnits(columns.Count, 1).ForEach(
            threadCount,
            column =>
            {
                thresholds[column] = Cut(columns[column], sample, binCount);
                codes[column] = Encode(columns[column], thresholds[column]);
            },
            cancellationToken);
        return new TreeBins(thresholds, codes);
    }

    private static double[] Cut(double[] column, int[] sample, int binCount)
    {
        double[] sorted = [.. sample.Select(row => column[row]).Where(value => !double.IsNaN(value)).Order()];
        double[] distinct = [.. sorted.Distinct()];
        if (distinct.Length <= binCount)
        {
            return [.. distinct.Skip(1).Select((upper, i) => Between(distinct[i], upper))];
        }

        var thresholds = new List<double>(binCount);
        int last = -1;
        for (int bin = 1; bin < binCount; bin++)
        {
            int needed = (int)(((long)bin * sorted.Length + binCount - 1) / binCount);
            int index = Array.BinarySearch(distinct, sorted[needed - 1]);
            if (index > last && index < distinct.Length - 1)
            {
                thresholds.Add(Between(distinct[index], distinct[index + 1]));
                last = index;
            }
        }

        return [.. thresholds];
    }

    /// <summary>
    /// The middle, in fifteen digits where that still parts the two: 2.45 rather than 2.4499999999999997.
    /// </summary>
    private static double Between(double lower, double upper)
    {
        double middle = lower / 2 + upper / 2;
        string digits = middle.ToString("G15", CultureInfo.InvariantCulture);
        double rounded = double.Parse(digits, CultureInfo.InvariantCulture);
        return lower <= rounded && rounded < upper ? rounded : middle < upper ? middle : lower;
    }

    private static byte[] Encode(double[] column, double[] thresholds)
    {
        byte[] codes = new byte[column.Length];
        for (int row = 0; row < column.Length; row++)
        {
            double value = column[row];
            if (double.IsNaN(value))
            {
                codes[row] = Missing;
                continue;
            }

            int low = 0;
            int high = thresholds.Length;
            while (low < high)
            {
                int middle = (low + high) >> 1;
                (low, high) = thresholds[middle] < value ? (middle + 1, high) : (low, middle);
            }

            codes[row] = (byte)low;
        }

        return codes;
    }
}

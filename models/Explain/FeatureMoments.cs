namespace Segmentation.Models.Explain;

/// <summary>One feature's moments per segment, and the shape of its distribution over all of them.</summary>
internal sealed record FeatureMoments(Moments[] PerSegment, double Skewness, double ZeroShare, bool HasNegative)
{
    /// <summary>Three additions per row, in row order; NaN and rows without a segment are passed over.</summary>
    public static FeatureMoments Of(double[] column, int[] labels, int labelCount)
    {
        double[] counts = new double[labelCount];
        double[] means = new double[labelCount];
        long zeros = 0;
        bool hasNegative = false;
        for (int row = 0; row < column.Length; row++)
        {
            if (labels[row] >= 0 && !double.IsNaN(column[row]))
            {
                counts[labels[row]]++;
                means[labels[row]] += column[row];
                zeros += column[row] == 0 ? 1 : 0;
                hasNegative |= column[row] < 0;
            }
        }

        double count = counts.Sum();
        double mean = count > 0 ? means.Sum() / count : 0;
        for (int label = 0; label < labelCount; label++)
        {
            means[label] = counts[label] > 0 ? means[label] / counts[label] : 0;
        }

        (double[] squares, double second, double third) = Deviations(column, labels, means, mean);
        double deviation = Math.Sqrt(second / count);
        double skewness = deviation > 0 ? third / count / (deviation * deviation * deviation) : 0;
        return new FeatureMoments(
            [.. counts.Select((own, label) => new Moments(own, means[label], squares[label]))],
            double.IsFinite(skewness) ? skewness : 0,
            count > 0 ? zeros / count : 0,
            hasNegative);
    }

    /// <summary>Squared deviations from each segment's mean; second and third powers from the mean of all.</summary>
    private static (double[] Squares, double Second, double Third) Deviations(
        double[] column, int[] labels, double[] means, double mean)
    {
        double[] squares = new double[means.Length];
        double second = 0;
        double third = 0;
        for (int row = 0; row < column.Length; row++)
        {
            if (labels[row] >= 0 && !double.IsNaN(column[row]))
            {
                double own = column[row] - means[labels[row]];
                squares[labels[row]] += own * own;
                double fromAll = column[row] - mean;
                second += fromAll * fromAll;
                third += fromAll * fromAll * fromAll;
            }
        }

        return (squares, second, third);
    }
}

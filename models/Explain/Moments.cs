using MathNet.Numerics.Distributions;

namespace Segmentation.Models.Explain;

/// <summary>Count, mean and sum of squared deviations.</summary>
internal readonly record struct Moments(double Count, double Mean, double SquaredDeviations)
{
    /// <summary>Sample variance (n − 1); NaN for fewer than two.</summary>
    public double Variance => Count > 1 ? SquaredDeviations / (Count - 1) : double.NaN;

    /// <summary>Moments of both together, without cancellation.</summary>
    /// <remarks>
    /// Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for sample variances" (1979).
    /// </remarks>
    public static Moments Merge(Moments a, Moments b)
    {
        if (a.Count == 0 || b.Count == 0)
        {
            return a.Count == 0 ? b : a;
        }

        double count = a.Count + b.Count;
        double apart = b.Mean - a.Mean;
        return new Moments(
            count,
            a.Mean + apart * (b.Count / count),
            a.SquaredDeviations + b.SquaredDeviations + apart * apart * (a.Count / count * b.Count));
    }

    /// <summary>Merges of all but one: the rest, for each.</summary>
    public static Moments[] Rests(Moments[] parts)
    {
        var rests = new Moments[parts.Length];
        Moments before = default;
        for (int i = 0; i < parts.Length; i++)
        {
            rests[i] = before;
            before = Merge(before, parts[i]);
        }

        Moments after = default;
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            rests[i] = Merge(rests[i], after);
            after = Merge(parts[i], after);
        }

        return rests;
    }

    /// <summary>
    /// The interval of a difference of means whose variances differ; null with fewer than two on a side.
    /// </summary>
    /// <remarks>
    /// Welch, "The generalization of Student's problem" (1947), with Satterthwaite's degrees of freedom.
    /// </remarks>
    public static Interval? WelchInterval(Moments a, Moments b, double confidence) =>
        a.Count < 2 || b.Count < 2
            ? null
            : Around(a.Mean - b.Mean, a.Variance / a.Count, a.Count, b.Variance / b.Count, b.Count, confidence);

    /// <summary>The interval of a ratio of positive means, by the delta method on its logarithm.</summary>
    public static Interval? RatioInterval(Moments a, Moments b, double confidence)
    {
        if (a.Count < 2 || b.Count < 2)
        {
            return null;
        }

        Interval logarithm = Around(
            Math.Log(a.Mean / b.Mean),
            a.Variance / a.Count / (a.Mean * a.Mean),
            a.Count,
            b.Variance / b.Count / (b.Mean * b.Mean),
            b.Count,
            confidence);
        return new Interval(Math.Exp(logarithm.Low), Math.Exp(logarithm.High));
    }

    /// <summary>Cohen's d; null when it is not defined.</summary>
    public static double? CohensD(Moments a, Moments b)
    {
        double pooled = (a.SquaredDeviations + b.SquaredDeviations) / (a.Count + b.Count - 2);
        return a.Count > 1 && b.Count > 1 && pooled > 0 ? (a.Mean - b.Mean) / Math.Sqrt(pooled) : null;
    }

    private static Interval Around(
        double estimate, double varianceA, double countA, double varianceB, double countB, double confidence)
    {
        double variance = varianceA + varianceB;
        if (!(variance > 0))
        {
            return new Interval(estimate, estimate);
        }

        double shareA = varianceA / variance;
        double freedom = 1 / (shareA * shareA / (countA - 1) + (1 - shareA) * (1 - shareA) / (countB - 1));
        double half = StudentQuantile(freedom, 1 - (1 - confidence) / 2) * Math.Sqrt(variance);
        return new Interval(estimate - half, estimate + half);
    }

    /// <summary>
    /// Beyond 200 degrees of freedom Fisher's expansion about the normal is good to eight digits and far cheaper, which
    /// thousands of segments notice.
    /// </summary>
    private static double StudentQuantile(double freedom, double share)
    {
        if (freedom <= 200)
        {
            return StudentT.InvCDF(0, 1, freedom, share);
        }

        double z = Normal.InvCDF(0, 1, share);
        double square = z * z;
        return z
            + z * (square + 1) / (4 * freedom)
            + z * ((5 * square + 16) * square + 3) / (96 * freedom * freedom)
            + z * (((3 * square + 19) * square + 17) * square - 15) / (384 * freedom * freedom * freedom);
    }
}

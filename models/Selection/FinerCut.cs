using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>How two cuts are compared by what they predict.</summary>
public sealed record FinerCutOptions
{
    /// <summary>Seed of the folds.</summary>
    public required long Seed { get; init; }

    /// <summary>Parts held out in turn, at least 2.</summary>
    public int FoldCount { get; init; } = 5;

    /// <summary>Share of variance the finer cut must add to be worth its segments.</summary>
    public double MinimumGain { get; init; } = 0.01;

    /// <summary>Standard errors the gain must be above zero.</summary>
    public double StandardErrors { get; init; } = 1.96;
}

/// <summary>What micro-segments add to broad tiers: outcome explained on customers held out.</summary>
/// <param name="CoarseShare">
/// Share of the outcome's variance that the broad cut explains on held-out customers; below 0 when it misleads.
/// </param>
/// <param name="FineShare">The same for the finer cut.</param>
/// <param name="Gain">The second less the first.</param>
/// <param name="GainStandardError">Of the gain, from the customers' own gains and losses.</param>
/// <param name="CoarseCount">Segments of the broad cut.</param>
/// <param name="FineCount">Segments of the finer cut.</param>
/// <param name="IsWorthwhile">Whether the gain is large enough and beyond chance.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <remarks>
/// Each customer's outcome is foretold as the mean of their segment among customers of the other folds; a segment
/// without any there foretells the overall mean. On the customers a cut was made from, a finer cut always explains
/// more; held out, it need not. For an outcome of 0 or 1 the share is the skill of the Brier score.
/// </remarks>
public sealed record FinerCut(
    double CoarseShare,
    double FineShare,
    double Gain,
    double GainStandardError,
    int CoarseCount,
    int FineCount,
    bool IsWorthwhile,
    string Reason)
{
    /// <summary>Compares a finer cut with a broad one.</summary>
    /// <param name="coarse">Tier of each customer, from 0.</param>
    /// <param name="fine">Micro-segment of each customer, from 0; need not lie within tiers.</param>
    /// <param name="outcome">
    /// What is to be foretold, finite: spend of the period after the cut, or response as 0 and 1.
    /// </param>
    /// <param name="options">Folds and thresholds.</param>
    /// <param name="rowKeys">Stable keys from which folds are drawn; empty means row indices.</param>
    /// <remarks>O(customers), plus folds times segments.</remarks>
    /// <exception cref="ArgumentException">
    /// Lengths differ, a label is negative, an outcome is not finite, or all outcomes are equal.
    /// </exception>
    public static FinerCut Measure(
        ReadOnlySpan<int> coarse,
        ReadOnlySpan<int> fine,
        ReadOnlySpan<double> outcome,
        FinerCutOptions options,
        ReadOnlySpan<ulong> rowKeys = default)
    {
        Check(coarse, fine, outcome, options, rowKeys);
        int[] folds = Folds(outcome.Length, options, rowKeys);
        double[] byNothing = SquaredErrors(new int[outcome.Length], outcome, folds, options.FoldCount);
        double[] byCoarse = SquaredErrors(coarse, outcome, folds, options.FoldCount);
        double[] byFine = SquaredErrors(fine, outcome, folds, options.FoldCount);

        double total = byNothing.Sum();
        double[] gains = [.. byCoarse.Zip(byFine, (coarseError, fineError) => coarseError - fineError)];
        double mean = gains.Average();
        double variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        double error = Math.Sqrt(variance * gains.Length) / total;
        double coarseShare = 1 - byCoarse.Sum() / total;
        double fineShare = 1 - byFine.Sum() / total;
        double gained = fineShare - coarseShare;
        bool isWorthwhile = gained >= options.MinimumGain && gained > options.StandardErrors * error;
        (int coarseCount, int fineCount) = (DistinctCount(coarse), DistinctCount(fine));
        string verdict = isWorthwhile ? "The finer cut is worth its segments"
            : gained >= options.MinimumGain ? "The gain may be chance, so the broad cut will do"
            : "The broad cut will do";
        return new FinerCut(
            coarseShare,
            fineShare,
            gained,
            error,
            coarseCount,
            fineCount,
            isWorthwhile,
            $"{verdict}: {fineCount} segments explain {fineShare:0.0%} of the held-out outcome, {coarseCount} " +
            $"explain {coarseShare:0.0%}; the gain is {gained:0.0%}, give or take {options.StandardErrors * error:0.0%}.");
    }

    /// <summary>Squared error of each customer's outcome as foretold from the other folds.</summary>
    private static double[] SquaredErrors(
        ReadOnlySpan<int> labels, ReadOnlySpan<double> outcome, int[] folds, int foldCount)
    {
        int labelCount = 0;
        foreach (int label in labels)
        {
            labelCount = Math.Max(labelCount, label + 1);
        }

        // One place per label, and a last one for all customers; one column per fold, and a last one for all folds.
        double[,] sums = new double[labelCount + 1, foldCount + 1];
        long[,] counts = new long[labelCount + 1, foldCount + 1];
        for (int row = 0; row < labels.Length; row++)
        {
            foreach (int label in (ReadOnlySpan<int>)[labels[row], labelCount])
            {
                sums[label, folds[row]] += outcome[row];
                sums[label, foldCount] += outcome[row];
                counts[label, folds[row]]++;
                counts[label, foldCount]++;
            }
        }

        double[] errors = new double[labels.Length];
        for (int row = 0; row < errors.Length; row++)
        {
            int fold = folds[row];
            bool isKnown = counts[labels[row], foldCount] > counts[labels[row], fold];
            int source = isKnown ? labels[row] : labelCount;
            long count = counts[source, foldCount] - counts[source, fold];
            double foretold = (sums[source, foldCount] - sums[source, fold]) / Math.Max(1, count);
            errors[row] = (outcome[row] - foretold) * (outcome[row] - foretold);
        }

        return errors;
    }

    private static int[] Folds(int rowCount, FinerCutOptions options, ReadOnlySpan<ulong> rowKeys)
    {
        ulong round = RowHash.Round(options.Seed, 10, 0);
        int[] folds = new int[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            ulong key = rowKeys.IsEmpty ? (ulong)row : rowKeys[row];
            folds[row] = (int)(RowHash.Uniform(round, key) * options.FoldCount);
        }

        return folds;
    }

    private static int DistinctCount(ReadOnlySpan<int> labels)
    {
        var distinct = new HashSet<int>();
        foreach (int label in labels)
        {
            distinct.Add(label);
        }

        return distinct.Count;
    }

    private static void Check(
        ReadOnlySpan<int> coarse,
        ReadOnlySpan<int> fine,
        ReadOnlySpan<double> outcome,
        FinerCutOptions options,
        ReadOnlySpan<ulong> rowKeys)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FoldCount, 2, nameof(options.FoldCount));
        KMeansChecks.LengthPerRow(coarse.Length, outcome.Length, nameof(coarse));
        KMeansChecks.LengthPerRow(fine.Length, outcome.Length, nameof(fine));
        KMeansChecks.LengthPerRow(rowKeys.IsEmpty ? null : rowKeys.Length, outcome.Length, nameof(rowKeys));
        bool areEqual = true;
        for (int row = 0; row < outcome.Length; row++)
        {
            if (coarse[row] < 0 || fine[row] < 0 || !double.IsFinite(outcome[row]))
            {
                throw new ArgumentException(
                    $"Row {row} is in segments {coarse[row]} and {fine[row]} with outcome {outcome[row]}. Segments " +
                    "are numbered from 0 and outcomes finite; leave out customers without either.");
            }

            areEqual &= outcome[row] == outcome[0];
        }

        if (areEqual)
        {
            throw new ArgumentException(
                $"All {outcome.Length} outcomes are equal, so nothing can be explained.", nameof(outcome));
        }
    }
}

using Segmentation.Models.Matching;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Stability;

/// <summary>How far two cuts of the same customers must agree.</summary>
public sealed record LabelStabilityOptions
{
    /// <summary>Adjusted Rand index from which two cuts agree well (Steinley 2004: above 0.8 is good).</summary>
    public double StableAdjustedRand { get; init; } = 0.8;

    /// <summary>Adjusted Rand index below which they do not agree (Steinley 2004: below 0.65 is poor).</summary>
    public double UnstableAdjustedRand { get; init; } = 0.65;

    /// <summary>Jaccard coefficient from which a cluster counts as found again (Hennig 2007).</summary>
    public double StableJaccard { get; init; } = 0.75;

    /// <summary>Jaccard coefficient up to which a cluster counts as dissolved (Hennig 2007).</summary>
    public double DissolvedJaccard { get; init; } = 0.5;

    /// <summary>Fewest customers in both for a verdict.</summary>
    public int MinimumShared { get; init; } = 100;
}

/// <summary>What agreement amounts to, worst first but for the first.</summary>
public enum StabilityVerdict
{
    /// <summary>Too few customers in both.</summary>
    NotComparable,

    /// <summary>The cuts do not agree, or a cluster dissolved.</summary>
    Unstable,

    /// <summary>Between the thresholds.</summary>
    Doubtful,

    /// <summary>The cuts agree and every cluster is found again.</summary>
    Stable,
}

/// <summary>How far two cuts of the same customers agree.</summary>
/// <param name="SharedCount">Customers in both.</param>
/// <param name="AdjustedRand">Adjusted Rand index; NaN when there are no shared customers.</param>
/// <param name="MeanJaccard">
/// Mean over clusters of the first cut of the coefficient with the most similar cluster of the second; NaN alike.
/// </param>
/// <param name="MinimumJaccard">The least of them; NaN alike.</param>
/// <param name="WeakestCluster">The cluster of the first cut that has it; −1 alike.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record LabelStability(
    long SharedCount,
    double AdjustedRand,
    double MeanJaccard,
    double MinimumJaccard,
    int WeakestCluster,
    StabilityVerdict Verdict,
    string Reason)
{
    /// <summary>Compares two cuts of the same customers.</summary>
    /// <param name="first">Cluster of each customer in the first cut; any integers.</param>
    /// <param name="second">Cluster of each customer in the second, in the same order; numbered in any way.</param>
    /// <param name="options">Thresholds.</param>
    /// <exception cref="ArgumentException">Lengths differ, or thresholds do not ascend from 0 to 1.</exception>
    public static LabelStability Compare(
        ReadOnlySpan<int> first, ReadOnlySpan<int> second, LabelStabilityOptions options)
    {
        Check(options);
        var table = ContingencyTable.Count(first, second);
        if (first.IsEmpty)
        {
            return new LabelStability(
                0, double.NaN, double.NaN, double.NaN, -1, StabilityVerdict.NotComparable, "No customer is in both.");
        }

        double rand = LabelAgreement.AdjustedRand(table);
        double[] similar = LabelJaccard.BestPerRow(table);
        int weakest = Array.IndexOf(similar, similar.Min());
        (StabilityVerdict verdict, string reason) = Judge(
            first.Length, rand, similar[weakest], table.RowLabels[weakest], options);
        return new LabelStability(
            first.Length, rand, similar.Average(), similar[weakest], table.RowLabels[weakest], verdict, reason);
    }

    private static (StabilityVerdict Verdict, string Reason) Judge(
        int shared, double rand, double jaccard, int cluster, LabelStabilityOptions options)
    {
        string found = $"Adjusted Rand {rand:0.000}; the least stable cluster is {cluster} with a Jaccard of {jaccard:0.000}";
        if (shared < options.MinimumShared)
        {
            return (
                StabilityVerdict.NotComparable, $"Only {shared} customers are in both; {options.MinimumShared} are needed.");
        }

        if (rand < options.UnstableAdjustedRand || jaccard <= options.DissolvedJaccard)
        {
            return (
                StabilityVerdict.Unstable,
                $"{found}: below {options.UnstableAdjustedRand}, or dissolved at {options.DissolvedJaccard} or less.");
        }

        return rand >= options.StableAdjustedRand && jaccard >= options.StableJaccard
            ? (StabilityVerdict.Stable, $"{found}: at least {options.StableAdjustedRand} and {options.StableJaccard}.")
            : (
                StabilityVerdict.Doubtful,
                $"{found}: stable is at least {options.StableAdjustedRand} and {options.StableJaccard}.");
    }

    private static void Check(LabelStabilityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.UnstableAdjustedRand <= options.StableAdjustedRand && options.StableAdjustedRand <= 1
            && options.DissolvedJaccard >= 0 && options.DissolvedJaccard <= options.StableJaccard
            && options.StableJaccard <= 1))
        {
            throw new ArgumentException(
                $"Adjusted Rand thresholds {options.UnstableAdjustedRand} and {options.StableAdjustedRand}, and " +
                $"Jaccard thresholds {options.DissolvedJaccard} and {options.StableJaccard}, must ascend and be at most 1.",
                nameof(options));
        }
    }
}

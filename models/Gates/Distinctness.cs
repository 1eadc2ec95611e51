using Segmentation.Models.Clustering;
using Segmentation.Models.Selection;

namespace Segmentation.Models.Gates;

/// <summary>How groups are compared.</summary>
public enum DistinctnessTest
{
    /// <summary>By ranks: nothing is assumed of the distribution, so skewed spend is no trouble.</summary>
    KruskalWallis,

    /// <summary>By means, for groups whose variances differ.</summary>
    Welch,
}

/// <summary>When segments count as different.</summary>
public sealed record DistinctnessOptions
{
    /// <summary>Seed of the sample.</summary>
    public required long Seed { get; init; }

    /// <summary>Name of each segment, by label, for sentences; null means the labels.</summary>
    public IReadOnlyList<string>? SegmentNames { get; init; }

    /// <summary>How groups are compared.</summary>
    public DistinctnessTest Test { get; init; } = DistinctnessTest.KruskalWallis;

    /// <summary>How probabilities are corrected for the number of tests.</summary>
    public MultipleTesting Correction { get; init; } = MultipleTesting.Holm;

    /// <summary>Corrected probability below which a difference is more than noise.</summary>
    public double Significance { get; init; } = 0.05;

    /// <summary>
    /// Least share of variance between segments for a feature to matter; 0.01 is Cohen's (1988) small effect. Of many
    /// rows everything is significant, so it is this that decides.
    /// </summary>
    public double MinimumEffect { get; init; } = 0.01;

    /// <summary>
    /// Least effect that tells two segments apart, whatever their sizes: Cliff's delta for ranks, where below 0.147 is
    /// negligible (Romano et al. 2006), and Cohen's d for means, where 0.2 is small. Null means these.
    /// </summary>
    public double? MinimumPairEffect { get; init; }

    /// <summary>Expected rows compared; all when there are no more.</summary>
    public int SampleSize { get; init; } = 100_000;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}

/// <summary>How one feature differs between all segments.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Difference">The test, uncorrected, and its effect: epsilon squared or eta squared.</param>
/// <param name="AdjustedProbability">Corrected for the number of features.</param>
/// <param name="IsDistinct">Whether the difference is more than noise and large enough.</param>
public sealed record FeatureDistinctness(
    string Feature, GroupDifference Difference, double AdjustedProbability, bool IsDistinct);

/// <summary>How two segments differ.</summary>
/// <param name="First">Label of one segment; smaller than <paramref name="Second"/>.</param>
/// <param name="Second">Label of the other.</param>
/// <param name="DistinctFeatures">Features that tell them apart, strongest first.</param>
/// <param name="StrongestFeature">The feature with the largest effect, whether or not it suffices.</param>
/// <param name="StrongestEffect">Its Cliff's delta or Cohen's d, without sign.</param>
/// <param name="AdjustedProbability">Its probability, corrected for the number of pairs and features.</param>
public sealed record PairDistinctness(
    int First,
    int Second,
    IReadOnlyList<string> DistinctFeatures,
    string StrongestFeature,
    double StrongestEffect,
    double AdjustedProbability);

/// <summary>Whether segments differ in their features by more than noise.</summary>
/// <remarks>
/// Segments cut from a feature differ in it by construction, so its probability is too small. Give features that the
/// cut did not use, or a later period, to learn whether segments differ at all; for the features of the cut, look at
/// effects.
/// </remarks>
public sealed record Distinctness
{
    /// <summary>One entry per feature, in column order.</summary>
    public required IReadOnlyList<FeatureDistinctness> Features { get; init; }

    /// <summary>One entry per pair of segments, by label.</summary>
    public required IReadOnlyList<PairDistinctness> Pairs { get; init; }

    /// <summary>Whether some feature tells every pair apart.</summary>
    public required bool IsPassed { get; init; }

    /// <summary>What was found, naming the pairs that nothing tells apart.</summary>
    public required string Reason { get; init; }

    /// <summary>Rows compared: all, or the sample.</summary>
    public required int RowCount { get; init; }

    /// <summary>Compares segments feature by feature and pair by pair.</summary>
    /// <param name="rows">Finite features, row-major; scaling does not change the result.</param>
    /// <param name="features">Name of each column.</param>
    /// <param name="assignments">Segment of each row, any integers; at least two different ones.</param>
    /// <param name="options">Test, correction, thresholds.</param>
    /// <param name="rowKeys">Stable keys from which the sample is drawn; null means row indices.</param>
    /// <param name="cancellationToken">Stops between features.</param>
    /// <remarks>O(n log n) per feature for ranks, plus n times the number of segments.</remarks>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is not finite, or the rows compared are in one segment.
    /// </exception>
    public static Distinctness Measure(
        ReadOnlyMemory<float> rows,
        IReadOnlyList<string> features,
        ReadOnlySpan<int> assignments,
        DistinctnessOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleSize, 2, nameof(options.SampleSize));
        ulong[] keys = FitRequests.CheckRows(rows.Span, features.Count, rowKeys);
        KMeansChecks.LengthPerRow(assignments.Length, keys.Length, nameof(assignments));
        RowSubset sample = RowSubset.Sample(
            rows.Span, features.Count, keys, options.SampleSize, RowHash.Round(options.Seed, 8, 0));
        int[] picked = sample.Pick(assignments);
        int[] labels = [.. picked.Distinct().Order()];
        if (labels.Length < 2)
        {
            throw new ArgumentException(
                $"{sample.RowCount} rows were compared, all in one segment. Give at least two.", nameof(assignments));
        }

        int[] groups = [.. picked.Select(label => Array.BinarySearch(labels, label))];
        ComparedFeature[] compared = FitRequests.ForEach(
            features.Count,
            options.ThreadCount,
            column => ComparedFeature.Of(sample, column, groups, labels.Length, options.Test),
            cancellationToken);
        return new DistinctnessTable(compared, features, labels, options).Judge(sample.RowCount);
    }
}

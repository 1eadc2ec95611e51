using Segmentation.Models.Clustering;
using Segmentation.Models.Selection;

namespace Segmentation.Models.Stability;

/// <summary>How parts are fitted and compared.</summary>
public sealed record HoldoutOptions
{
    /// <summary>Seed of the samples.</summary>
    public required long Seed { get; init; }

    /// <summary>Expected rows of each part that are fitted and compared; all when there are no more.</summary>
    public int SampleSize { get; init; } = 50_000;

    /// <summary>When a part counts as stable.</summary>
    public LabelStabilityOptions Thresholds { get; init; } = new();

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}

/// <summary>How the clusters of one part hold in another.</summary>
/// <param name="HeldOut">The part held out.</param>
/// <param name="FittedCount">Rows of the other part that were fitted.</param>
/// <param name="HeldOutCount">Rows held out that were compared.</param>
/// <param name="Agreement">
/// Of the held-out rows' own clusters with the clusters the other part gives them; the first cut is their own.
/// </param>
/// <param name="PredictionStrength">
/// The worst own cluster's share of pairs of rows that the other part puts together too; NaN when not comparable.
/// </param>
public sealed record HoldoutPart(
    string HeldOut, int FittedCount, int HeldOutCount, LabelStability Agreement, double PredictionStrength);

/// <summary>
/// Whether clusters found in one part of the customers, such as the earlier ones or all regions but one, are those the
/// rest would find by itself.
/// </summary>
/// <param name="Parts">One per part held out.</param>
/// <param name="Verdict">The worst of the parts that could be compared.</param>
/// <param name="Reason">Why, naming the worst part.</param>
/// <remarks>
/// Two fits per part, on samples. The comparison is that of Tibshirani and Walther (2005), for given parts.
/// </remarks>
public sealed record HoldoutStability(IReadOnlyList<HoldoutPart> Parts, StabilityVerdict Verdict, string Reason)
{
    /// <summary>Holds out each group in turn: regions, countries, channels.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="groups">Group of each row, an index into <paramref name="groupNames"/>.</param>
    /// <param name="groupNames">What the groups are called; at least two.</param>
    /// <param name="clusterCount">Clusters to make of each part, at least 2.</param>
    /// <param name="fit">How rows are clustered.</param>
    /// <param name="options">Seed, samples, thresholds.</param>
    /// <param name="rowKeys">Stable keys from which samples are drawn; null means row indices.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    /// <exception cref="ArgumentException">Shapes differ, a value is not finite, or a group has no name.</exception>
    public static HoldoutStability ByGroup(
        ReadOnlyMemory<float> rows,
        int columnCount,
        ReadOnlySpan<int> groups,
        IReadOnlyList<string> groupNames,
        int clusterCount,
        ClusterFit fit,
        HoldoutOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        int[] owners = Check(rows.Span, columnCount, groups, groupNames, clusterCount, fit, options, rowKeys);
        ulong[] keys = FitRequests.CheckRows(rows.Span, columnCount, rowKeys);
        return Conclude(
        [
            .. groupNames.Select((name, group) => Compare(
                name,
                Part(rows.Span, columnCount, keys, owners, owner => owner != group, options),
                Part(rows.Span, columnCount, keys, owners, owner => owner == group, options),
                clusterCount,
                fit,
                options,
                cancellationToken)),
        ]);
    }

    /// <summary>Fits the earlier rows and holds out the later ones.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="isLater">Whether each row belongs to the later part.</param>
    /// <param name="clusterCount">Clusters to make of each part, at least 2.</param>
    /// <param name="fit">How rows are clustered.</param>
    /// <param name="options">Seed, samples, thresholds.</param>
    /// <param name="rowKeys">Stable keys from which samples are drawn; null means row indices.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    /// <exception cref="ArgumentException">Shapes differ or a value is not finite.</exception>
    public static HoldoutStability ByTime(
        ReadOnlyMemory<float> rows,
        int columnCount,
        ReadOnlySpan<bool> isLater,
        int clusterCount,
        ClusterFit fit,
        HoldoutOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        int[] groups = new int[isLater.Length];
        for (int row = 0; row < groups.Length; row++)
        {
            groups[row] = isLater[row] ? 1 : 0;
        }

        Check(rows.Span, columnCount, groups, ["earlier", "later"], clusterCount, fit, options, rowKeys);
        ulong[] keys = FitRequests.CheckRows(rows.Span, columnCount, rowKeys);
        return Conclude(
        [
            Compare(
                "later",
                Part(rows.Span, columnCount, keys, groups, group => group == 0, options),
                Part(rows.Span, columnCount, keys, groups, group => group == 1, options),
                clusterCount,
                fit,
                options,
                cancellationToken),
        ]);
    }

    private static HoldoutPart Compare(
        string name,
        RowSubset fitted,
        RowSubset heldOut,
        int clusterCount,
        ClusterFit fit,
        HoldoutOptions options,
        CancellationToken cancellationToken)
    {
        int least = Math.Max(options.Thresholds.MinimumShared, clusterCount + 1);
        bool isComparable = Math.Min(fitted.RowCount, heldOut.RowCount) >= least
            && fitted.DistinctCount(clusterCount) == clusterCount
            && heldOut.DistinctCount(clusterCount) == clusterCount;
        if (!isComparable)
        {
            string reason = $"{heldOut.RowCount} rows were held out of {fitted.RowCount} others; each part needs " +
                $"{least}, of which {clusterCount} are different.";
            return new HoldoutPart(
                name,
                fitted.RowCount,
                heldOut.RowCount,
                new LabelStability(
                    heldOut.RowCount, double.NaN, double.NaN, double.NaN, -1, StabilityVerdict.NotComparable, reason),
                double.NaN);
        }

        FittedClusters model = fitted.Fit(fit, clusterCount, options.ThreadCount, cancellationToken);
        int[] own = heldOut.Fit(fit, clusterCount, options.ThreadCount, cancellationToken).Assignments;
        int[] given = new int[heldOut.RowCount];
        KMeans.Assign(
            heldOut.Rows, heldOut.ColumnCount, model.Centroids, given, cancellationToken: cancellationToken);
        return new HoldoutPart(
            name,
            fitted.RowCount,
            heldOut.RowCount,
            LabelStability.Compare(own, given, options.Thresholds),
            Selection.PredictionStrength.OfLabels(own, given));
    }

    private static RowSubset Part(
        ReadOnlySpan<float> rows,
        int columnCount,
        ulong[] keys,
        int[] groups,
        Func<int, bool> belongs,
        HoldoutOptions options)
    {
        int[] indices = [.. Enumerable.Range(0, keys.Length).Where(row => belongs(groups[row]))];
        RowSubset part = RowSubset.Take(rows, columnCount, keys, indices);
        return part.RowCount <= options.SampleSize ? part : RowSubset.Sample(
            part.Rows, columnCount, part.Keys, options.SampleSize, RowHash.Round(options.Seed, 9, 0));
    }

    private static HoldoutStability Conclude(HoldoutPart[] parts)
    {
        HoldoutPart? worst = parts
            .Where(part => part.Agreement.Verdict != StabilityVerdict.NotComparable)
            .OrderBy(part => part.Agreement.Verdict).ThenBy(part => part.Agreement.AdjustedRand)
            .FirstOrDefault();
        int skipped = parts.Count(part => part.Agreement.Verdict == StabilityVerdict.NotComparable);
        string left = skipped > 0 ? $" {skipped} of {parts.Length} parts could not be compared." : "";
        return worst is null
            ? new HoldoutStability(
                parts, StabilityVerdict.NotComparable, $"No part could be compared. {parts[0].Agreement.Reason}")
            : new HoldoutStability(
                parts,
                worst.Agreement.Verdict,
                $"The weakest part is {worst.HeldOut}. {worst.Agreement.Reason}{left}");
    }

    private static int[] Check(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<int> groups,
        IReadOnlyList<string> groupNames,
        int clusterCount,
        ClusterFit fit,
        HoldoutOptions options,
        ulong[]? rowKeys)
    {
        ArgumentNullException.ThrowIfNull(groupNames);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupNames.Count, 2, nameof(groupNames));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleSize, 2, nameof(options.SampleSize));
        int rowCount = FitRequests.CheckRows(rows, columnCount, rowKeys).Length;
        KMeansChecks.LengthPerRow(groups.Length, rowCount, nameof(groups));
        foreach (int group in groups)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)group, (uint)groupNames.Count, nameof(groups));
        }

        return groups.ToArray();
    }
}

using Segmentation.Models.Clustering;

namespace Segmentation.Models.Matching;

/// <summary>When a new cluster inherits an old segment's code, and how new codes look.</summary>
public sealed record SegmentMatchingOptions
{
    /// <summary>
    /// A code is kept only above this Jaccard coefficient of old and new members, from 0 to below 1. From 0.5 on, at
    /// most one cluster can claim a segment, and no other could match it better.
    /// </summary>
    public double KeepJaccard { get; init; } = 0.5;

    /// <summary>Share of an old segment from which a part that went elsewhere counts as a piece of a split.</summary>
    public double SplitShare { get; init; } = 0.25;

    /// <summary>
    /// Share of an old segment that must have gone into one cluster for it to count as merged into it.
    /// </summary>
    public double MergeShare { get; init; } = 0.5;

    /// <summary>What a new code starts with.</summary>
    public string CodePrefix { get; init; } = "S";

    /// <summary>Least digits after the prefix, padded with zeros, from 1 to 9.</summary>
    public int CodeDigits { get; init; } = 2;
}

/// <summary>What became of a code.</summary>
public enum LineageKind
{
    /// <summary>The code goes on.</summary>
    Kept,

    /// <summary>A new code; its origin, if any, is where most of its shared customers came from.</summary>
    Minted,

    /// <summary>The code ends; its destination, if any, is where most of its shared customers went.</summary>
    Retired,

    /// <summary>
    /// A notable part of the old segment became, or went to, this new one, and another part elsewhere.
    /// </summary>
    Split,

    /// <summary>Most of the old segment went into this new one, as did most of another.</summary>
    Merged,
}

/// <summary>One line of the history of codes.</summary>
/// <param name="FromCode">The old code; null for a new code without shared customers.</param>
/// <param name="ToCode">The new code; null for an ended code without shared customers.</param>
/// <param name="Kind">What happened.</param>
/// <param name="SharedCustomers">Customers in both.</param>
/// <param name="Jaccard">Customers in both over customers in either, among those known to both fits.</param>
/// <param name="ShareOfOld">Customers in both as a share of the old segment; 0 when it has none known to both.</param>
/// <param name="ShareOfNew">Customers in both as a share of the new segment; 0 when it has none known to both.</param>
public sealed record LineageRow(
    string? FromCode,
    string? ToCode,
    LineageKind Kind,
    long SharedCustomers,
    double Jaccard,
    double ShareOfOld,
    double ShareOfNew);

/// <summary>Which code each cluster of a new fit gets, and what became of the old codes.</summary>
/// <param name="Codes">Code of each cluster, by cluster number.</param>
/// <param name="Lineage">Kept, minted, retired, split and merged, in that order; then by codes.</param>
/// <param name="SharedCustomers">Customers with both an old segment and a new cluster.</param>
/// <param name="ShareMoved">
/// Share of them whose code changes; NaN when there are none.
/// </param>
public sealed record SegmentMatching(
    IReadOnlyList<string> Codes, IReadOnlyList<LineageRow> Lineage, long SharedCustomers, double ShareMoved)
{
    /// <summary>Matches the clusters of a new fit to existing codes by the customers they share.</summary>
    /// <param name="oldSegments">
    /// Per customer, the index of their old segment in <paramref name="existingCodes"/>; −1 for a customer who had
    /// none.
    /// </param>
    /// <param name="newClusters">
    /// Per customer, in the same order, their new cluster; −1 for one no longer scored.
    /// </param>
    /// <param name="existingCodes">Codes now in use, each once; may be empty.</param>
    /// <param name="clusterCount">Clusters of the new fit, those without customers included; at least 1.</param>
    /// <param name="options">Thresholds and the look of codes.</param>
    /// <param name="retiredCodes">Codes that were used before and must never come back; null means none.</param>
    /// <remarks>
    /// The pairing shares as many customers as possible (<see cref="Assignment.Maximize"/>). New codes count on from
    /// the highest number ever used with the prefix. Cost: customers, plus the cube of the number of segments.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// Shapes differ, an index is out of range, or codes repeat or are blank.
    /// </exception>
    public static SegmentMatching Match(
        ReadOnlySpan<int> oldSegments,
        ReadOnlySpan<int> newClusters,
        IReadOnlyList<string> existingCodes,
        int clusterCount,
        SegmentMatchingOptions options,
        IReadOnlyCollection<string>? retiredCodes = null)
    {
        ArgumentNullException.ThrowIfNull(existingCodes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterCount, 1);
        KMeansChecks.LengthPerRow(newClusters.Length, oldSegments.Length, nameof(newClusters));
        SegmentCodes.Check(existingCodes, options);
        long[,] counts = Count(oldSegments, newClusters, existingCodes.Count, clusterCount);
        int[] kept = Keep(counts, options.KeepJaccard);
        string[] codes = SegmentCodes.Name(kept, existingCodes, retiredCodes ?? [], options);
        var lineage = new LineageBook(counts, kept, existingCodes, codes, options);
        return new SegmentMatching(codes, lineage.Rows(), lineage.SharedCustomers, lineage.ShareMoved);
    }

    /// <summary>Customers by old segment and new cluster; those who lack either are left out.</summary>
    private static long[,] Count(
        ReadOnlySpan<int> oldSegments, ReadOnlySpan<int> newClusters, int segmentCount, int clusterCount)
    {
        long[,] counts = new long[segmentCount, clusterCount];
        for (int customer = 0; customer < oldSegments.Length; customer++)
        {
            (int old, int cluster) = (oldSegments[customer], newClusters[customer]);
            if (old < -1 || old >= segmentCount || cluster < -1 || cluster >= clusterCount)
            {
                throw new ArgumentException(
                    $"Customer {customer} is in old segment {old} of {segmentCount} and new cluster {cluster} of " +
                    $"{clusterCount}. Nothing was matched. Give -1 where there is none.");
            }

            if (old >= 0 && cluster >= 0)
            {
                counts[old, cluster]++;
            }
        }

        return counts;
    }

    /// <summary>The old segment whose code each cluster keeps; −1 for none.</summary>
    private static int[] Keep(long[,] counts, double threshold)
    {
        int clusterCount = counts.GetLength(1);
        double[,] gains = new double[counts.GetLength(0), clusterCount];
        Array.Copy(counts, gains, counts.Length);
        IReadOnlyList<int> clusterOf = Assignment.Maximize(gains).ColumnOfRow;
        int[] kept = new int[clusterCount];
        Array.Fill(kept, -1);
        var overlap = new OverlapCounts(counts);
        for (int old = 0; old < clusterOf.Count; old++)
        {
            if (clusterOf[old] >= 0 && overlap.Jaccard(old, clusterOf[old]) > threshold)
            {
                kept[clusterOf[old]] = old;
            }
        }

        return kept;
    }
}

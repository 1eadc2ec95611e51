namespace Segmentation.Models.Selection;

/// <summary>What speaks for or against a number of clusters.</summary>
public enum ClusterCountCriterion
{
    /// <summary>Sum of squared distances to cluster means, for an elbow plot; never votes.</summary>
    Inertia,

    /// <summary>The exact silhouette of a hash sample; the highest wins.</summary>
    SilhouetteOfSample,

    /// <summary>The simplified silhouette of all rows, another number than the exact one; the highest wins.</summary>
    SimplifiedSilhouette,

    /// <summary>Variance between clusters over variance within; the highest wins.</summary>
    CalinskiHarabasz,

    /// <summary>Mean worst overlap of clusters; the lowest wins.</summary>
    DaviesBouldin,

    /// <summary>The gap statistic; the first number within one standard error of the next wins.</summary>
    Gap,

    /// <summary>Prediction strength; the largest number that reaches the threshold wins.</summary>
    PredictionStrength,

    /// <summary>
    /// The least stable cluster's bootstrap Jaccard; the largest number wins whose clusters are all highly stable, or
    /// else all stable.
    /// </summary>
    BootstrapJaccard,

    /// <summary>Number of segments; limits only.</summary>
    SegmentCount,

    /// <summary>Customers in the smallest segment; limits only.</summary>
    SmallestSize,

    /// <summary>Share of customers in the smallest segment; limits only.</summary>
    SmallestShare,

    /// <summary>Share of revenue in the segment with the most; limits only.</summary>
    LargestRevenueShare,

    /// <summary>Sum of squared revenue shares (Herfindahl and Hirschman); limits only.</summary>
    RevenueConcentration,
}

/// <summary>The evidence for one number of clusters. NaN where something could not be measured.</summary>
public sealed record ClusterCountCandidate
{
    /// <summary>k.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>The fit on all rows.</summary>
    public required FittedClusters Fit { get; init; }

    /// <summary>Sum of squared distances of all rows to the means of their clusters.</summary>
    public required double Inertia { get; init; }

    /// <summary>Exact silhouette of the sample.</summary>
    public required double SilhouetteOfSample { get; init; }

    /// <summary>Simplified silhouette of all rows.</summary>
    public required double SimplifiedSilhouette { get; init; }

    /// <summary>Calinski-Harabasz index of all rows.</summary>
    public required double CalinskiHarabasz { get; init; }

    /// <summary>Davies-Bouldin index of all rows.</summary>
    public required double DaviesBouldin { get; init; }

    /// <summary>Bootstrap stability of every cluster.</summary>
    public required BootstrapJaccard BootstrapJaccard { get; init; }

    /// <summary>Customers in the smallest segment.</summary>
    public required long SmallestSize { get; init; }

    /// <summary>The same as a share of all customers.</summary>
    public required double SmallestShare { get; init; }

    /// <summary>
    /// Share of revenue in the segment with the most; NaN when no revenue was given or none is positive. A segment that
    /// costs more than it brings counts 0.
    /// </summary>
    public required double LargestRevenueShare { get; init; }

    /// <summary>Sum of squared revenue shares, counted alike.</summary>
    public required double RevenueConcentration { get; init; }
}

/// <summary>All evidence on the number of clusters, before anyone votes.</summary>
public sealed record ClusterCountMeasures
{
    /// <summary>One per number of clusters, ascending.</summary>
    public required IReadOnlyList<ClusterCountCandidate> Candidates { get; init; }

    /// <summary>The gap for each candidate and for one cluster.</summary>
    public required GapStatistic Gap { get; init; }

    /// <summary>
    /// Prediction strength for each candidate that half the sample allows; null when it allows none.
    /// </summary>
    public required PredictionStrength? PredictionStrength { get; init; }

    /// <summary>Rows in the sample of the exact silhouette.</summary>
    public required int SilhouetteRowCount { get; init; }

    /// <summary>The value of a criterion for a candidate; NaN where it could not be measured.</summary>
    public double ValueOf(ClusterCountCriterion criterion, ClusterCountCandidate candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return criterion switch
        {
            ClusterCountCriterion.Inertia => candidate.Inertia,
            ClusterCountCriterion.SilhouetteOfSample => candidate.SilhouetteOfSample,
            ClusterCountCriterion.SimplifiedSilhouette => candidate.SimplifiedSilhouette,
            ClusterCountCriterion.CalinskiHarabasz => candidate.CalinskiHarabasz,
            ClusterCountCriterion.DaviesBouldin => candidate.DaviesBouldin,
            ClusterCountCriterion.Gap =>
                Gap.Rows.FirstOrDefault(row => row.ClusterCount == candidate.ClusterCount)?.Gap ?? double.NaN,
            ClusterCountCriterion.PredictionStrength =>
                PredictionStrength?.Rows.FirstOrDefault(row => row.ClusterCount == candidate.ClusterCount)?.Mean
                ?? double.NaN,
            ClusterCountCriterion.BootstrapJaccard => candidate.BootstrapJaccard.Minimum,
            ClusterCountCriterion.SegmentCount => candidate.ClusterCount,
            ClusterCountCriterion.SmallestSize => candidate.SmallestSize,
            ClusterCountCriterion.SmallestShare => candidate.SmallestShare,
            ClusterCountCriterion.LargestRevenueShare => candidate.LargestRevenueShare,
            ClusterCountCriterion.RevenueConcentration => candidate.RevenueConcentration,
            _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "There is no such criterion."),
        };
    }
}

using Criterion = Segmentation.Models.Selection.ClusterCountCriterion;

namespace Segmentation.Models.Selection;

/// <summary>Which numbers of clusters the business cannot serve, and why.</summary>
internal static class ClusterCountVetoes
{
    /// <summary>One sentence per broken limit. What was not measured breaks no limit.</summary>
    public static Dictionary<(int ClusterCount, Criterion Criterion), string> Of(
        ClusterCountMeasures measures, ClusterCountLimits limits)
    {
        var vetoes = new Dictionary<(int, Criterion), string>();
        foreach (ClusterCountCandidate candidate in measures.Candidates)
        {
            foreach ((Criterion criterion, bool isBroken, string reason) in Judge(candidate, limits))
            {
                if (isBroken)
                {
                    // Too few and too many segments share a criterion, but never both hold.
                    vetoes[(candidate.ClusterCount, criterion)] = reason;
                }
            }
        }

        return vetoes;
    }

    private static IEnumerable<(Criterion Criterion, bool IsBroken, string Reason)> Judge(
        ClusterCountCandidate candidate, ClusterCountLimits limits)
    {
        yield return (
            Criterion.SegmentCount,
            candidate.ClusterCount < limits.FewestSegments,
            $"{limits.FewestSegments} segments are the fewest of use.");
        yield return (
            Criterion.SegmentCount,
            candidate.ClusterCount > limits.MostSegments,
            $"{limits.MostSegments} segments are the most that can be served.");
        yield return (
            Criterion.SmallestSize,
            candidate.SmallestSize < limits.SmallestSize,
            $"The smallest segment has {candidate.SmallestSize} customers; the limit is {limits.SmallestSize}.");
        yield return (
            Criterion.SmallestShare,
            candidate.SmallestShare < limits.SmallestShare,
            $"The smallest segment has {candidate.SmallestShare:0.##%} of customers; the limit is " +
            $"{limits.SmallestShare:0.##%}.");
        yield return (
            Criterion.LargestRevenueShare,
            candidate.LargestRevenueShare > limits.LargestRevenueShare,
            $"One segment has {candidate.LargestRevenueShare:0.#%} of revenue; the limit is " +
            $"{limits.LargestRevenueShare:0.#%}.");
        yield return (
            Criterion.RevenueConcentration,
            candidate.RevenueConcentration > limits.LargestRevenueConcentration,
            $"Revenue concentration is {candidate.RevenueConcentration:0.###}; the limit is " +
            $"{limits.LargestRevenueConcentration:0.###}.");
    }
}

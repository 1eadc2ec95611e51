using System.Globalization;
using Segmentation.Models.Clustering;

namespace Segmentation.Jobs.Fit;

/// <summary>The top of a hierarchy: its last merges, from which a picture of the tree is drawn.</summary>
internal static class DendrogramChapter
{
    /// <summary>Leaves shown. Below them the tree is of interest to nobody.</summary>
    private const int MostLeaves = 24;

    public static IEnumerable<EvidenceRow> Of(FitFacts facts)
    {
        if (facts.Cut.Tree is not { } tree)
        {
            yield break;
        }

        int leafCount = Math.Min(MostLeaves, tree.PointCount);
        int[] leafOf = tree.Cut(leafCount);
        // A merge names one point of each side; the branch that holds the point now is what is joined.
        int[] branchOf = [.. Enumerable.Range(0, leafCount)];
        IReadOnlyList<WardMerge> merges = tree.Merges;
        for (int merge = tree.PointCount - leafCount; merge < merges.Count; merge++)
        {
            (int first, int second) = (branchOf[leafOf[merges[merge].First]], branchOf[leafOf[merges[merge].Second]]);
            int joined = leafCount + merge - (tree.PointCount - leafCount);
            yield return new EvidenceRow(
                EvidenceTopics.Dendrogram, $"{Math.Min(first, second)}+{Math.Max(first, second)}", joined.ToString(CultureInfo.InvariantCulture),
                Math.Sqrt(2 * merges[merge].InertiaIncrease), Threshold: merges[merge].Weight,
                Verdict: merges.Count - merge < facts.Cut.ClusterCount ? "above the cut" : "",
                Detail: string.Create(CultureInfo.InvariantCulture, $"Joins {merges[merge].Weight:N0} in all, at a rise of {merges[merge].InertiaIncrease:0.####} in the sum of squares."));
            for (int leaf = 0; leaf < leafCount; leaf++)
            {
                branchOf[leaf] = branchOf[leaf] == first || branchOf[leaf] == second ? joined : branchOf[leaf];
            }
        }
    }
}

using System.Globalization;
using Segmentation.Models.Selection;

namespace Segmentation.Jobs.Fit;

/// <summary>How the number of clusters was chosen: every criterion for every number, its vote and its veto.</summary>
internal static class CountChapter
{
    public static IEnumerable<EvidenceRow> Of(FitFacts facts)
    {
        if (facts.Choice is not { } choice)
        {
            yield break;
        }

        foreach (ClusterCountRow row in choice.Rows)
        {
            yield return new EvidenceRow(
                EvidenceTopics.CountChoice,
                row.ClusterCount.ToString(CultureInfo.InvariantCulture),
                Words(row.Criterion),
                double.IsFinite(row.Value) ? row.Value : null,
                Threshold: row.Weight,
                Verdict: row.IsVeto ? "veto" : row.HasVote ? "vote" : "",
                Detail: row.Reason);
        }

        yield return new EvidenceRow(
            EvidenceTopics.CountChoice,
            choice.ChosenClusterCount!.Value.ToString(CultureInfo.InvariantCulture),
            "decision",
            choice.ChosenClusterCount,
            Verdict: choice.Override is null ? "chosen" : "overruled",
            Detail: choice.Reason);
    }

    /// <summary>SilhouetteOfSample becomes silhouette_of_sample.</summary>
    private static string Words(ClusterCountCriterion criterion) =>
        string.Concat(criterion.ToString().Select((letter, place) => char.IsUpper(letter) && place > 0 ? $"_{letter}" : $"{letter}")).ToLowerInvariant();
}

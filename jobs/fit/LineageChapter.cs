using System.Globalization;
using Segmentation.Models.Matching;
using Segmentation.Models.Validation;

namespace Segmentation.Jobs.Fit;

/// <summary>What became of the segments of the model before: who keeps a code, who moves, with what spend.</summary>
internal static class LineageChapter
{
    public static IEnumerable<EvidenceRow> Of(FitFacts facts)
    {
        if (facts.Matching is not { } matching || facts.Before is not { } before)
        {
            yield break;
        }

        int[] known = [.. Enumerable.Range(0, facts.Data.RowCount).Where(row => before.Places[row] >= 0)];
        if (known.Length == 0)
        {
            yield break;
        }

        ContingencyTable table = ContingencyTable.Count(
            [.. known.Select(row => before.Places[row])], [.. known.Select(row => facts.Cut.Assignments[row])]);
        yield return new EvidenceRow(
            EvidenceTopics.Lineage, "model", "adjusted_rand", LabelAgreement.AdjustedRand(table),
            Detail: "Agreement of this model with the one before on tonight's customers: 1 the same, 0 chance.");
        (long movedCount, double movedSpend) = Moved(facts, before, known);
        yield return new EvidenceRow(
            EvidenceTopics.Lineage, "model", "moved_customers", movedCount,
            Detail: string.Create(CultureInfo.InvariantCulture, $"{movedCount:N0} of {known.Length:N0} customers change segment between the two models, with net spend of {movedSpend:N2}."));
        yield return new EvidenceRow(EvidenceTopics.Lineage, "model", "moved_net_spend", Math.Round(movedSpend, 2));
        foreach (LineageRow row in matching.Lineage)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Lineage, row.FromCode ?? "", row.ToCode ?? "", double.IsFinite(row.Jaccard) ? row.Jaccard : null,
                Threshold: facts.Scheme.Clusters.KeepJaccard, Verdict: row.Kind.ToString().ToLowerInvariant(),
                Detail: string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.SharedCustomers:N0} customers in both: {row.ShareOfOld:0.0%} of the old segment, {row.ShareOfNew:0.0%} of the new."));
        }
    }

    private static (long Count, double Spend) Moved(FitFacts facts, EarlierSegments before, int[] known)
    {
        (long count, double spend) = (0, 0);
        foreach (int row in known)
        {
            if (before.Codes[before.Places[row]] != facts.CodeOf(facts.Cut.Assignments[row]))
            {
                count++;
                spend += facts.Data.Spend[row];
            }
        }

        return (count, spend);
    }
}

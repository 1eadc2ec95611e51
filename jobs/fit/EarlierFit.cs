using Segmentation.Models.Clustering;
using Segmentation.Models.Explain;
using Segmentation.Models.Matching;

namespace Segmentation.Jobs.Fit;

/// <summary>A scheme fitted as of an earlier day, on the customers who could be scored then.</summary>
/// <param name="AsOf">The day.</param>
/// <param name="RowIndexes">Places of those customers among tonight's, ascending.</param>
/// <param name="Assignments">Cluster of each.</param>
/// <param name="Measures">Per tonight's customer: net spend, orders, spend of half a year, recency as of the day; NaN when unknown then.</param>
internal sealed record EarlierFit(DateOnly AsOf, int[] RowIndexes, int[] Assignments, double[][] Measures)
{
    private static readonly string[] Needed = ["net_spend_amount", "order_count", "spend_180d_amount", "recency_days"];

    private double[] NetSpend => Measures[0];

    private double[] Orders => Measures[1];

    /// <summary>Fits.</summary>
    /// <returns>The fit; null when too few customers were known then.</returns>
    public static EarlierFit? At(FitFacts facts, DateOnly asOf, CancellationToken cancellationToken)
    {
        string[] features = [.. facts.Model.Scaler.Features.Select(feature => feature.Name)];
        double[][] all = FeatureHistory.Read(facts.Scheme, asOf, [.. Needed, .. features], facts.Data.RowCount, cancellationToken);
        double[][] measures = all[..Needed.Length];
        int[] known = [.. Enumerable.Range(0, facts.Data.RowCount).Where(row => measures[1][row] > 0 && measures[0][row] >= 0)];
        double[][] columns = [.. all[Needed.Length..].Select(column => known.Select(row => column[row]).ToArray())];
        try
        {
            FeatureScaler scaler = FeatureScaler.Fit(columns, facts.ScalingOptions);
            FittedCut cut = FittedCut.Of(
                facts.Scheme.Clusters, scaler.Apply(columns), columns.Length, facts.Cut.ClusterCount, null, facts.ThreadCount, cancellationToken);
            return new EarlierFit(asOf, known, cut.Assignments, measures);
        }
        catch (ArgumentException)
        {
            // So few were known, or so alike, that there was nothing to fit.
            return null;
        }
    }

    /// <summary>What was known on the day, and what came of it until tonight.</summary>
    public PredictionSample Sample(double[] laterSpend, double[] laterOrders) => new()
    {
        Segments = Assignments,
        LastSpend = [.. RowIndexes.Select(row => Measures[2][row])],
        RecencyDays = [.. RowIndexes.Select(row => Measures[3][row])],
        NextSpend = [.. RowIndexes.Select(row => laterSpend[row] - NetSpend[row])],
        HasChurned = [.. RowIndexes.Select(row => laterOrders[row] <= Orders[row])],
        RowKeys = [.. RowIndexes.Select(row => (ulong)row)],
    };

    /// <summary>What was known on the day, and what came of it until a later fit.</summary>
    public PredictionSample SampleUntil(EarlierFit later) => Sample(later.NetSpend, later.Orders);

    /// <summary>This fit's clusters under the numbers of another's, by the customers they share; without a partner, a number of its own.</summary>
    public int[] Renumbered(EarlierFit other)
    {
        Dictionary<int, int> otherOf = other.RowIndexes.Zip(other.Assignments).ToDictionary(pair => pair.First, pair => pair.Second);
        int[] shared = [.. Enumerable.Range(0, RowIndexes.Length).Where(place => otherOf.ContainsKey(RowIndexes[place]))];
        IReadOnlyDictionary<int, int> partner = ContingencyTable.Count(
            [.. shared.Select(place => Assignments[place])], [.. shared.Select(place => otherOf[RowIndexes[place]])]).MatchLabels();
        int free = other.Assignments.DefaultIfEmpty(0).Max() + 1;
        return [.. Assignments.Select(cluster => partner.TryGetValue(cluster, out int number) ? number : free + cluster)];
    }
}

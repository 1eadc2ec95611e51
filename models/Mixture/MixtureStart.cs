using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>Where EM starts: each k-means cluster becomes a component.</summary>
internal static class MixtureStart
{
    public static GaussianMixtureModel FromKMeans(
        ReadOnlyMemory<float> rows,
        RowMatrix matrix,
        GaussianMixtureOptions options,
        int restart,
        ulong[]? rowKeys,
        CancellationToken cancellationToken)
    {
        var kMeansOptions = new KMeansOptions
        {
            ClusterCount = options.ComponentCount,
            Seed = unchecked((long)RowHash.Round(options.Seed, restart, 0)),
            Restarts = 1,
            ThreadCount = options.ThreadCount,
        };
        KMeansFit clusters = KMeans.Fit(rows, matrix.ColumnCount, kMeansOptions, null, rowKeys, cancellationToken);
        int k = options.ComponentCount;
        int d = matrix.ColumnCount;
        var untouched = new GaussianMixtureModel
        {
            Shape = options.Shape,
            ColumnCount = d,
            Weights = new double[k],
            Means = clusters.Centroids,
            Covariances = new double[options.Shape switch
            {
                CovarianceShape.Full => k * d * d,
                CovarianceShape.Tied => d * d,
                CovarianceShape.Diagonal => k * d,
                _ => k,
            }],
        };
        MixtureSums sums = SumClusters(matrix, untouched, clusters.Assignments, options, cancellationToken);
        return Maximization.Update(untouched, sums, matrix.RowCount, options.VarianceFloor).Model;
    }

    private static MixtureSums SumClusters(
        RowMatrix rows,
        GaussianMixtureModel model,
        int[] assignments,
        GaussianMixtureOptions options,
        CancellationToken cancellationToken)
    {
        var total = new MixtureSums(model.Shape, model.ComponentCount, model.ColumnCount);
        RowUnits units = RowUnits.For(rows.RowCount, total.Values.Length);
        var sums = new MixtureSums[units.Count];
        units.ForEach(
            RowUnits.ThreadsFor(options.ThreadCount),
            unit => sums[unit] = SumUnit(rows, model, assignments, units.First(unit), units.End(unit)),
            cancellationToken);
        foreach (MixtureSums unitSums in sums)
        {
            total.Add(unitSums);
        }

        return total;
    }

    private static unsafe MixtureSums SumUnit(
        RowMatrix rows, GaussianMixtureModel model, int[] assignments, int first, int end)
    {
        var sums = new MixtureSums(model.Shape, model.ComponentCount, model.ColumnCount);
        double[] difference = new double[model.ColumnCount];
        for (int row = first; row < end; row++)
        {
            int component = assignments[row];
            float* values = rows.Row(row);
            for (int column = 0; column < difference.Length; column++)
            {
                difference[column] = values[column] - model.Means[component * difference.Length + column];
            }

            sums.AddRow(component, difference);
        }

        return sums;
    }
}

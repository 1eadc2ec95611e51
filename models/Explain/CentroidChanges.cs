using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>Nearest changes under a model of centroids in scaled features.</summary>
/// <remarks>
/// The border between two centroids is a plane, so along one feature every crossing is a division, and the smallest
/// change to reach a plane within limits moves each feature in proportion to how far the centroids differ in it, until
/// its limit. Values found are put back through the scaler and assigned again, so that what is reported is true.
/// Time per customer grows with clusters times features.
/// </remarks>
public static class CentroidChanges
{
    /// <summary>The nearest changes of one customer.</summary>
    /// <param name="scaler">The scaler the model was fitted with.</param>
    /// <param name="centroids">Centroids in scaled features, row-major.</param>
    /// <param name="limits">One per feature, in the scaler's order.</param>
    /// <param name="row">
    /// The customer's features in their own units. A missing one (NaN) is imputed as the scaler says and cannot change.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, limits contradict themselves, or a value is infinite or missing where that is refused.
    /// </exception>
    public static NearestChange Find(
        FeatureScaler scaler, double[] centroids, IReadOnlyList<ChangeLimit> limits, ReadOnlySpan<double> row)
    {
        Check(scaler, centroids, limits);
        if (row.Length != scaler.Features.Count)
        {
            throw new ArgumentException($"{row.Length} values for {scaler.Features.Count} features.", nameof(row));
        }

        return new CentroidPosition(new CentroidBorders(scaler, centroids, limits), row.ToArray()).Nearest();
    }

    /// <summary>The nearest changes of every customer.</summary>
    /// <param name="scaler">The scaler the model was fitted with.</param>
    /// <param name="centroids">Centroids in scaled features, row-major.</param>
    /// <param name="limits">One per feature, in the scaler's order.</param>
    /// <param name="columns">Features in their own units, one array per feature.</param>
    /// <param name="threadCount">Threads; 0 or less means every core. Changes no digit.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <inheritdoc cref="Find" path="/exception"/>
    public static NearestChange[] FindAll(
        FeatureScaler scaler,
        double[] centroids,
        IReadOnlyList<ChangeLimit> limits,
        IReadOnlyList<double[]> columns,
        int threadCount = 0,
        CancellationToken cancellationToken = default)
    {
        Check(scaler, centroids, limits);
        ExplainChecks.Columns(columns, [.. limits.Select(limit => limit.Feature)]);
        var borders = new CentroidBorders(scaler, centroids, limits);
        return ChangeRows.FindAll(
            columns,
            row => new CentroidPosition(borders, row).Nearest(),
            threadCount,
            cancellationToken);
    }

    private static void Check(FeatureScaler scaler, double[] centroids, IReadOnlyList<ChangeLimit> limits)
    {
        ArgumentNullException.ThrowIfNull(scaler);
        ArgumentNullException.ThrowIfNull(centroids);
        ChangeLimit.Check(limits, [.. scaler.Features.Select(feature => feature.Name)]);
        if (centroids.Length == 0 || centroids.Length % scaler.Features.Count != 0)
        {
            throw new ArgumentException(
                $"{centroids.Length} values are not whole centroids of {scaler.Features.Count}.", nameof(centroids));
        }

        ExplainChecks.Finite(centroids, "A centroid");
    }
}

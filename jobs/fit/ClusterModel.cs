using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Score;
using Segmentation.Models.Clustering;
using Segmentation.Models.Mixture;
using Segmentation.Models.Stability;

namespace Segmentation.Jobs.Fit;

/// <summary>A fitted clustering as the ledger keeps it: all that scoring needs, from raw features to segment codes.</summary>
internal sealed record ClusterModel
{
    public required FeatureScaler Scaler { get; init; }

    /// <summary>Row-major, in scaled features: where the middle of each cluster is.</summary>
    public required double[] Centroids { get; init; }

    public required int ClusterCount { get; init; }

    /// <summary>The mixture, for a scheme of that kind: it assigns by probability instead of by distance.</summary>
    public GaussianMixtureModel? Mixture { get; init; }

    /// <summary>Segment code of each cluster.</summary>
    public required string[] Codes { get; init; }

    /// <summary>Label proposed for each cluster from its behaviour; a name in the configuration goes before it.</summary>
    public required string[] Labels { get; init; }

    /// <summary>What sets each cluster apart, in words.</summary>
    public required string[] Descriptions { get; init; }

    /// <summary>Mean of each feature per cluster, in the feature's own unit, without missing values.</summary>
    public required double[][] FeatureMeans { get; init; }

    /// <summary>How each feature was distributed at the fit, to tell drift by; null in a model of an older program.</summary>
    public FrozenDeciles? Deciles { get; init; }

    public required int FittedRowCount { get; init; }

    /// <summary>Sum of squared distances to the centroids at the fit.</summary>
    public required double Inertia { get; init; }

    public required int Iterations { get; init; }

    public required bool HasConverged { get; init; }

    /// <summary>Whether another model assigns differently than this one; words do not count.</summary>
    public bool DiffersFrom(ClusterModel other) =>
        (other with { Labels = Labels, Descriptions = Descriptions }).Write() != Write();

    public static ClusterModel Read(string json) => JsonSerializer.Deserialize<ClusterModel>(json)!;

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>This model's centroids in the scale of another: unscaled by this scaler, scaled by that one.</summary>
    public float[] CentroidsIn(FeatureScaler other)
    {
        int columnCount = Scaler.Features.Count;
        var centroids = new float[Centroids.Length];
        for (int index = 0; index < Centroids.Length; index++)
        {
            ScaledFeature from = Scaler.Features[index % columnCount];
            ScaledFeature to = other.Features[index % columnCount];
            // Weight 0 leaves no trace of the value; its place is the middle.
            double transformed = from.Weight > 0 ? Centroids[index] / from.Weight * from.Scale + from.Offset : to.Offset;
            centroids[index] = (float)((transformed - to.Offset) / to.Scale * to.Weight);
        }

        return centroids;
    }

    /// <summary>Where every customer lies among the clusters.</summary>
    /// <param name="columns">Raw features, one array per feature; NaN is missing.</param>
    /// <param name="threadCount">Threads; does not change the result.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    public ClusterPlaces Place(double[][] columns, int threadCount, CancellationToken cancellationToken)
    {
        float[] rows = Scaler.Apply(columns);
        int rowCount = columns[0].Length;
        var places = new ClusterPlaces(
            new int[rowCount], new int[rowCount], new double[rowCount], new double[rowCount], Mixture is null ? null : new double[rowCount]);
        NearestTwo.Find(
            rows, columns.Length, Centroids, places.Clusters, places.NextClusters, places.SquaredDistances, places.NextSquaredDistances,
            threadCount, cancellationToken);
        if (Mixture is not null)
        {
            PlaceByProbability(rows, places, threadCount, cancellationToken);
        }

        return places;
    }

    /// <summary>The segments, in the order of their codes' places.</summary>
    public IReadOnlyList<SegmentDefinition> Segments(IReadOnlyList<SegmentConfig> named) =>
        [.. Enumerable.Range(0, ClusterCount)
            .OrderByDescending(cluster => FeatureMeans[cluster][0]).ThenBy(cluster => cluster)
            .Select(cluster => named.FirstOrDefault(segment => segment.Code == Codes[cluster]) is { } given
                ? new SegmentDefinition(given.Code, given.Label, given.Description.Length > 0 ? given.Description : Descriptions[cluster], given.Parent)
                : new SegmentDefinition(Codes[cluster], Labels[cluster], Descriptions[cluster], null))];

    /// <summary>The likeliest cluster and the next, in blocks so that memory does not grow with customers times clusters.
    /// Distances stay those to the clusters' middles.</summary>
    private void PlaceByProbability(float[] rows, ClusterPlaces places, int threadCount, CancellationToken cancellationToken)
    {
        const int BlockRows = 65_536;
        int columnCount = Scaler.Features.Count;
        var memberships = new double[Math.Min(BlockRows, places.Clusters.Length) * ClusterCount];
        for (int first = 0; first < places.Clusters.Length; first += BlockRows)
        {
            int count = Math.Min(BlockRows, places.Clusters.Length - first);
            Mixture!.Score(
                rows.AsSpan(first * columnCount, count * columnCount), memberships.AsSpan(0, count * ClusterCount), default, threadCount, cancellationToken);
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<double> own = memberships.AsSpan(row * ClusterCount, ClusterCount);
                (int best, int next) = BestTwo(own);
                int place = first + row;
                (places.Clusters[place], places.NextClusters[place], places.Probabilities![place]) = (best, next, own[best]);
                ReadOnlySpan<float> point = rows.AsSpan(place * columnCount, columnCount);
                places.SquaredDistances[place] = SquaredDistance(point, best);
                places.NextSquaredDistances[place] = next < 0 ? double.PositiveInfinity : SquaredDistance(point, next);
            }
        }
    }

    private static (int Best, int Next) BestTwo(ReadOnlySpan<double> probabilities)
    {
        (int best, int next) = (0, -1);
        for (int cluster = 1; cluster < probabilities.Length; cluster++)
        {
            if (probabilities[cluster] > probabilities[best])
            {
                (best, next) = (cluster, best);
            }
            else if (next < 0 || probabilities[cluster] > probabilities[next])
            {
                next = cluster;
            }
        }

        return (best, next);
    }

    private double SquaredDistance(ReadOnlySpan<float> point, int cluster)
    {
        double sum = 0;
        for (int column = 0; column < point.Length; column++)
        {
            double difference = point[column] - Centroids[cluster * point.Length + column];
            sum += difference * difference;
        }

        return sum;
    }
}

/// <summary>Where customers lie among the clusters. One entry per customer in each array.</summary>
/// <param name="Clusters">The customer's cluster.</param>
/// <param name="NextClusters">The cluster they would be in if not in that one; -1 when there is only one.</param>
/// <param name="SquaredDistances">Squared distance to the cluster's middle, in scaled features.</param>
/// <param name="NextSquaredDistances">The same for the next cluster; infinite when there is none.</param>
/// <param name="Probabilities">Probability of the cluster, for a mixture; else null.</param>
internal sealed record ClusterPlaces(
    int[] Clusters, int[] NextClusters, double[] SquaredDistances, double[] NextSquaredDistances, double[]? Probabilities);

using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Models.Clustering;

namespace Segmentation.Jobs.Score;

/// <summary>A fitted k-means model as the ledger keeps it: scaling, centroids and the code of each cluster.</summary>
internal sealed record KMeansModel
{
    public required FeatureScaler Scaler { get; init; }

    /// <summary>Row-major, in scaled features.</summary>
    public required double[] Centroids { get; init; }

    public required int ClusterCount { get; init; }

    /// <summary>Segment code of each cluster.</summary>
    public required string[] Codes { get; init; }

    /// <summary>Mean of each feature per cluster, in the feature's own unit, without missing values.</summary>
    public required double[][] FeatureMeans { get; init; }

    public required int FittedRowCount { get; init; }

    public required double Inertia { get; init; }

    public required int Iterations { get; init; }

    public required bool HasConverged { get; init; }

    public static KMeansModel Read(string json) => JsonSerializer.Deserialize<KMeansModel>(json)!;

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

    /// <summary>Nearest and second nearest cluster of every customer.</summary>
    public NearestClusters Nearest(double[][] columns, int threadCount, CancellationToken cancellationToken)
    {
        float[] rows = Scaler.Apply(columns);
        int rowCount = columns[0].Length;
        var clusters = new int[rowCount];
        var nextClusters = new int[rowCount];
        var nearest = new double[rowCount];
        var second = new double[rowCount];
        NearestTwo.Find(rows, columns.Length, Centroids, clusters, nextClusters, nearest, second, threadCount, cancellationToken);
        return new NearestClusters(clusters, nextClusters, Roots(nearest), Roots(second));
    }

    /// <summary>The segments, in the order of their codes' places.</summary>
    public IReadOnlyList<SegmentDefinition> Segments(IReadOnlyList<SegmentConfig> named) =>
        [.. Codes.Select((code, cluster) => (code, cluster))
            .OrderByDescending(pair => FeatureMeans[pair.cluster][0]).ThenBy(pair => pair.cluster)
            .Select(pair => named.FirstOrDefault(segment => segment.Code == pair.code) is { } given
                ? new SegmentDefinition(given.Code, given.Label, given.Description.Length > 0 ? given.Description : Contrast(pair.cluster), given.Parent)
                : new SegmentDefinition(pair.code, $"Cluster {pair.code[1..]}: {Contrast(pair.cluster)}", Contrast(pair.cluster), null))];

    /// <summary>What sets a cluster apart, in words: the two features farthest from the middle.</summary>
    private string Contrast(int cluster)
    {
        int columnCount = Scaler.Features.Count;
        IEnumerable<string> words = Enumerable.Range(0, columnCount)
            .Select(column => (Feature: Scaler.Features[column], Place: Centroids[cluster * columnCount + column]))
            .Where(pair => Math.Abs(pair.Place) > 0.25)
            .OrderByDescending(pair => Math.Abs(pair.Place)).ThenBy(pair => pair.Feature.Name, StringComparer.Ordinal)
            .Take(2)
            .Select(pair => $"{(pair.Place > 0 ? "high" : "low")} {pair.Feature.Name}");
        string contrast = string.Join(", ", words);
        return contrast.Length > 0 ? contrast : "near the average in everything";
    }

    private static double[] Roots(double[] squared) => [.. squared.Select(Math.Sqrt)];
}

/// <summary>Where customers lie among the clusters: indices, and distances in scaled features. Next is -1 when there is only one cluster.</summary>
internal sealed record NearestClusters(int[] Clusters, int[] NextClusters, double[] Distances, double[] NextDistances);

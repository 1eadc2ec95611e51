using Segmentation.Jobs.Configuration;
using Segmentation.Models.Clustering;
using Segmentation.Models.Mixture;
using Segmentation.Models.Selection;

namespace Segmentation.Jobs.Fit;

/// <summary>Rows cut into clusters by the algorithm of a scheme, whichever that is.</summary>
internal sealed record FittedCut
{
    private const int JudgedTreePoints = 500;

    /// <summary>What was done, in words.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Cluster of each row.</summary>
    public required int[] Assignments { get; init; }

    /// <summary>Row-major, in scaled features.</summary>
    public required double[] Centroids { get; init; }

    public required int ClusterCount { get; init; }

    /// <summary>Sum of squared distances to the centroids.</summary>
    public required double Inertia { get; init; }

    public required int Iterations { get; init; }

    public required bool HasConverged { get; init; }

    public GaussianMixtureModel? Mixture { get; init; }

    /// <summary>The hierarchy, for a scheme of that kind.</summary>
    public WardTree? Tree { get; init; }

    /// <summary>Cuts rows.</summary>
    /// <param name="config">The algorithm and its options.</param>
    /// <param name="rows">Scaled features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="clusterCount">Clusters wanted.</param>
    /// <param name="start">Centroids to start from, where the algorithm starts from some; null for none.</param>
    /// <param name="threadCount">Threads; does not change the result.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <exception cref="ArgumentException">The rows cannot be cut so.</exception>
    public static FittedCut Of(
        ClusterConfig config, ReadOnlyMemory<float> rows, int columnCount, int clusterCount, float[]? start, int threadCount,
        CancellationToken cancellationToken) => config switch
        {
            KMeansConfig kmeans => ByKMeans(kmeans, rows, columnCount, clusterCount, start, threadCount, cancellationToken),
            HierarchicalConfig ward => ByWard(ward, rows, columnCount, clusterCount, threadCount, cancellationToken),
            MixtureConfig mixture => ByMixture(mixture, rows, columnCount, clusterCount, threadCount, cancellationToken),
            _ => throw new InvalidOperationException($"{config.GetType().Name} has no algorithm."),
        };

    /// <summary>The algorithm of a scheme as the model room takes it, to be judged on samples and resamples.</summary>
    /// <remarks>A tree costs the square of its points and is wanted a hundred times over, so there it is built over fewer.</remarks>
    public static ClusterFit AsFit(ClusterConfig config) => request =>
    {
        ClusterConfig judged = config is HierarchicalConfig ward
            ? ward with { ExactRows = Math.Min(ward.ExactRows, JudgedTreePoints), MicroClusters = Math.Min(ward.MicroClusters, JudgedTreePoints) }
            : config;
        FittedCut cut = Of(
            judged, request.Rows, request.ColumnCount, request.ClusterCount, null, request.ThreadCount, request.CancellationToken);
        return new FittedClusters(cut.Assignments, cut.Centroids);
    };

    private static FittedCut ByKMeans(
        KMeansConfig config, ReadOnlyMemory<float> rows, int columnCount, int clusterCount, float[]? start, int threadCount,
        CancellationToken cancellationToken)
    {
        var options = new KMeansOptions
        {
            ClusterCount = clusterCount,
            Seed = config.Seed,
            Restarts = config.Restarts,
            ThreadCount = threadCount,
            InitialCentroids = start,
        };
        KMeansFit fit = KMeans.Fit(rows, columnCount, options, cancellationToken: cancellationToken);
        return new FittedCut
        {
            Algorithm = start is null
                ? $"k-means (Lloyd, k-means++ seeds, {config.Restarts} starts, seed {config.Seed})"
                : "k-means (Lloyd) from the centroids of the model before",
            Assignments = fit.Assignments,
            Centroids = fit.Centroids,
            ClusterCount = clusterCount,
            Inertia = fit.Inertia,
            Iterations = fit.Iterations,
            HasConverged = fit.Converged,
        };
    }

    /// <summary>The cut of the tree; a customer is later scored to the nearest of its means.</summary>
    private static FittedCut ByWard(
        HierarchicalConfig config, ReadOnlyMemory<float> rows, int columnCount, int clusterCount, int threadCount,
        CancellationToken cancellationToken)
    {
        int rowCount = rows.Length / columnCount;
        bool isExact = rowCount <= config.ExactRows;
        int microCount = Math.Min(Math.Max(config.MicroClusters, clusterCount), rowCount);
        MicroClusters? micro = isExact ? null : MicroClusters.Fit(
            rows, columnCount, new MicroClusterOptions { MicroClusterCount = microCount, Seed = config.Seed, ThreadCount = threadCount },
            null, cancellationToken);
        WardTree tree = micro?.Tree ?? WardTree.Build(Doubles(rows.Span), columnCount, [], cancellationToken);
        int[] cut = micro?.Cut(clusterCount) ?? tree.Cut(clusterCount);
        double[] centroids = Means(rows.Span, columnCount, cut, clusterCount);
        return new FittedCut
        {
            Algorithm = isExact
                ? $"Ward's hierarchy over all {rowCount:N0} customers, cut at {clusterCount}"
                : $"Ward's hierarchy over {microCount:N0} micro-clusters of {rowCount:N0} customers, cut at {clusterCount}",
            Assignments = cut,
            Centroids = centroids,
            ClusterCount = clusterCount,
            Inertia = SumOfSquares(rows.Span, columnCount, cut, centroids),
            Iterations = 1,
            HasConverged = true,
            Tree = tree,
        };
    }

    private static FittedCut ByMixture(
        MixtureConfig config, ReadOnlyMemory<float> rows, int columnCount, int clusterCount, int threadCount, CancellationToken cancellationToken)
    {
        var options = new GaussianMixtureOptions
        {
            ComponentCount = clusterCount,
            Seed = config.Seed,
            Restarts = config.Restarts,
            Shape = Enum.Parse<CovarianceShape>(config.Shape.ToString()),
            // Features are scaled to a unit spread; customers pile up at single values, such as no discount at all.
            VarianceFloor = 1e-3,
            ThreadCount = threadCount,
        };
        GaussianMixtureFit fit = GaussianMixture.Fit(rows, columnCount, options, cancellationToken: cancellationToken);
        return new FittedCut
        {
            Algorithm = $"mixture of Gaussians ({config.Shape.ToString().ToLowerInvariant()} covariances, {config.Restarts} starts, seed {config.Seed}), BIC {fit.Bic:N1}",
            Assignments = fit.Assignments,
            Centroids = fit.Model.Means,
            ClusterCount = clusterCount,
            Inertia = SumOfSquares(rows.Span, columnCount, fit.Assignments, fit.Model.Means),
            Iterations = fit.Iterations,
            HasConverged = fit.Converged,
            Mixture = fit.Model,
        };
    }

    private static double[] Doubles(ReadOnlySpan<float> rows)
    {
        var points = new double[rows.Length];
        for (int index = 0; index < points.Length; index++)
        {
            points[index] = rows[index];
        }

        return points;
    }

    private static double[] Means(ReadOnlySpan<float> rows, int columnCount, int[] assignments, int clusterCount)
    {
        var sums = new double[clusterCount * columnCount];
        var counts = new long[clusterCount];
        for (int row = 0; row < assignments.Length; row++)
        {
            counts[assignments[row]]++;
            for (int column = 0; column < columnCount; column++)
            {
                sums[assignments[row] * columnCount + column] += rows[row * columnCount + column];
            }
        }

        for (int place = 0; place < sums.Length; place++)
        {
            sums[place] /= Math.Max(counts[place / columnCount], 1);
        }

        return sums;
    }

    private static double SumOfSquares(ReadOnlySpan<float> rows, int columnCount, int[] assignments, double[] centroids)
    {
        double sum = 0;
        for (int row = 0; row < assignments.Length; row++)
        {
            for (int column = 0; column < columnCount; column++)
            {
                double difference = rows[row * columnCount + column] - centroids[assignments[row] * columnCount + column];
                sum += difference * difference;
            }
        }

        return sum;
    }
}

using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>The ways of clustering that come with the room, as <see cref="ClusterFit"/>.</summary>
public static class ClusterFits
{
    /// <summary>
    /// k-means with restarts. Of many rows, the restarts are run on a hash sample and the best continues on all rows.
    /// </summary>
    /// <param name="seed">Seed of every draw.</param>
    /// <param name="restarts">Independent starts, at least 1.</param>
    /// <param name="restartRows">
    /// Expected rows on which starts compete, at least 1; with no more rows than that they compete on all.
    /// </param>
    public static ClusterFit KMeans(long seed, int restarts = 5, int restartRows = 65_536)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(restarts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(restartRows, 1);
        return request => FitKMeans(request, seed, restarts, restartRows);
    }

    /// <summary>Ward's hierarchy over all rows, cut at the number of clusters; centroids are means.</summary>
    /// <param name="mostRows">
    /// Rows beyond which a request is refused, as the tree costs the square of their number.
    /// </param>
    public static ClusterFit Ward(int mostRows = 20_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRows, 1);
        return request => FitWard(request, mostRows);
    }

    private static FittedClusters FitKMeans(ClusterFitRequest request, long seed, int restarts, int restartRows)
    {
        var options = new KMeansOptions
        {
            ClusterCount = request.ClusterCount,
            Seed = seed,
            Restarts = restarts,
            ThreadCount = request.ThreadCount,
        };
        if (request.RowKeys.Length > restartRows)
        {
            RowSubset sample = RowSubset.Sample(
                request.Rows.Span, request.ColumnCount, request.RowKeys, restartRows, RowHash.Round(seed, 0, 0));

            // Of rows that are mostly alike, a sample may hold too few different ones; all rows together do not.
            if (sample.DistinctCount(request.ClusterCount) == request.ClusterCount)
            {
                KMeansFit start = Clustering.KMeans.Fit(
                    sample.Rows, request.ColumnCount, options, null, sample.Keys, request.CancellationToken);
                options = options with { InitialCentroids = [.. start.Centroids.Select(value => (float)value)] };
            }
        }

        KMeansFit fit = Clustering.KMeans.Fit(
            request.Rows, request.ColumnCount, options, null, request.RowKeys, request.CancellationToken);
        return new FittedClusters(fit.Assignments, fit.Centroids);
    }

    private static FittedClusters FitWard(ClusterFitRequest request, int mostRows)
    {
        if (request.RowKeys.Length > mostRows)
        {
            throw new ArgumentException(
                $"Ward's tree of {request.RowKeys.Length} rows was refused; the limit is {mostRows}. Summarise the " +
                "rows as micro-clusters first, or raise the limit.");
        }

        double[] points = new double[request.Rows.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = request.Rows.Span[i];
        }

        WardTree tree = WardTree.Build(points, request.ColumnCount, [], request.CancellationToken);
        int[] assignments = tree.Cut(request.ClusterCount);
        return new FittedClusters(
            assignments,
            ClusterMeans.Of(request.Rows.Span, request.ColumnCount, assignments, request.ClusterCount));
    }
}

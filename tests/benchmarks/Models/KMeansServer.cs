#pragma warning disable RS0030 // A tool that another program drives answers on its standard output.
using System.Globalization;
using System.Text.Json;
using Segmentation.Models.Clustering;
using Segmentation.Models.Validation;

namespace Segmentation.Benchmarks.Models;

/// <summary>Times k-means for <c>sklearn/compare.py</c>: a line of input asks, a line of JSON answers.</summary>
/// <remarks>A process that stays, so that the two sides can take turns on the same rows, warm.</remarks>
public static class KMeansServer
{
    private static float[] s_rows = [];
    private static int s_columnCount = 1;

    /// <summary>Answers until standard input ends.</summary>
    public static int Run(string[] args)
    {
        if (args.Length > 0)
        {
            Console.Error.WriteLine("kmeans takes no arguments; tests/benchmarks/Models/sklearn/compare.py drives it.");
            return 2;
        }

        while (Console.In.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Console.Out.WriteLine(JsonSerializer.Serialize(Answer(words)));
            Console.Out.Flush();
        }

        return 0;
    }

    private static Dictionary<string, object> Answer(string[] words) => words switch
    {
        ["rows", var kind, var rows, var columns, var clusters, var file] =>
            MakeRows(kind, Number(rows), Number(columns), Number(clusters), file),
        ["fit", var clusters, var threads, var iterations, var tolerance, var bounds, var start] => Fit(
            Number(clusters),
            Number(threads),
            Number(iterations),
            Real(tolerance),
            Enum.Parse<KMeansBounds>(bounds),
            start),
        ["silhouette", var clusters, var threads] => ExactSilhouette(Number(clusters), Number(threads)),
        ["simplified", var clusters, var threads] => Simplified(Number(clusters), Number(threads)),
        ["ward", var micro, var threads] => Ward(Number(micro), Number(threads)),
        ["limits", var threads] => Limits(Number(threads)),
        ["version"] => new() { ["runtime"] = Environment.Version.ToString() },
        _ => new() { ["error"] = $"Unknown question: {string.Join(' ', words)}" },
    };

    /// <summary>Makes rows, keeps them and writes them, with a start beside them, for the peer to read.</summary>
    private static Dictionary<string, object> MakeRows(
        string kind, int rowCount, int columnCount, int clusterCount, string file)
    {
        s_columnCount = columnCount;
        s_rows = [];
        s_rows = kind == "blobs"
            ? KMeansRows.Blobs(rowCount, columnCount, clusterCount)
            : KMeansRows.Customers(rowCount, columnCount);
        KMeansRows.Write(file, s_rows);
        KMeansRows.Write(file + ".start", KMeansRows.Start(s_rows, columnCount, clusterCount));
        return new() { ["rows"] = rowCount };
    }

    private static Dictionary<string, object> Fit(
        int clusterCount, int threadCount, int iterations, double tolerance, KMeansBounds bounds, string start)
    {
        float[] initial = KMeansRows.Read(start);
        var options = new KMeansOptions
        {
            ClusterCount = clusterCount,
            Seed = 1,
            InitialCentroids = initial,
            MaxIterations = iterations,
            Tolerance = tolerance,
            Bounds = bounds,
            ThreadCount = threadCount,
        };
        return Measured.Of(() =>
        {
            KMeansFit fit = KMeans.Fit(s_rows, s_columnCount, options);
            return new() { ["inertia"] = fit.Inertia, ["iterations"] = fit.Iterations };
        });
    }

    private static Dictionary<string, object> ExactSilhouette(int clusterCount, int threadCount)
    {
        KMeansFit fit = QuickFit(clusterCount, threadCount);
        return Measured.Of(() =>
            new() { ["value"] = Silhouette.Exact(s_rows, s_columnCount, fit.Assignments, threadCount).Mean });
    }

    private static Dictionary<string, object> Simplified(int clusterCount, int threadCount)
    {
        KMeansFit fit = QuickFit(clusterCount, threadCount);
        return Measured.Of(() => new()
        {
            ["value"] = SimplifiedSilhouette.Of(
                s_rows, s_columnCount, fit.Centroids, fit.Assignments, threadCount).Mean,
        });
    }

    private static Dictionary<string, object> Ward(int microClusterCount, int threadCount)
    {
        var options = new MicroClusterOptions
        {
            Seed = 1,
            MicroClusterCount = microClusterCount,
            ThreadCount = threadCount,
        };
        return Measured.Of(() =>
        {
            MicroClusters clusters = MicroClusters.Fit(s_rows, s_columnCount, options);
            return new() { ["inertia"] = clusters.Micro.Inertia, ["merges"] = clusters.Tree.Merges.Count };
        });
    }

    private static KMeansFit QuickFit(int clusterCount, int threadCount) => KMeans.Fit(
        s_rows,
        s_columnCount,
        new KMeansOptions
        {
            ClusterCount = clusterCount,
            Seed = 1,
            Restarts = 1,
            MaxIterations = 5,
            ThreadCount = threadCount,
        });

    private static Dictionary<string, object> Limits(int threadCount) => new()
    {
        ["fma_gflops"] = MachineLimits.MultiplyAddGigaflops(threadCount),
        ["read_gbs"] = MachineLimits.ReadGigabytes(threadCount),
    };

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static double Real(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}

using BenchmarkDotNet.Attributes;
using Segmentation.Models.Clustering;

namespace Segmentation.Benchmarks.Models;

/// <summary>What does one Lloyd iteration cost, next to what one would write without thinking of registers?</summary>
/// <remarks>
/// All run the same iterations from the same centroids. A fit also checks its rows, assigns once more at the end and
/// measures the inertia, all of which is divided by the iterations here.
/// </remarks>
public class KMeansBenchmarks
{
    private const int Iterations = 10;

    private float[] _rows = [];
    private KMeansOptions _options = null!;

    [Params(100_000, 1_000_000)]
    public int RowCount { get; set; }

    [Params(8, 16, 32)]
    public int ColumnCount { get; set; }

    [Params(8, 32, 100)]
    public int ClusterCount { get; set; }

    [GlobalSetup]
    public void MakeRows()
    {
        _rows = new float[RowCount * ColumnCount];
        ulong state = 1;
        for (int i = 0; i < _rows.Length; i++)
        {
            state = unchecked(state * 6364136223846793005 + 1442695040888963407);
            int blob = i / ColumnCount * 31 % ClusterCount;
            _rows[i] = (state >> 40) * (4f / (1 << 24)) + blob * 17 % 11;
        }

        _options = new KMeansOptions
        {
            ClusterCount = ClusterCount,
            Seed = 1,
            InitialCentroids = _rows[..(ClusterCount * ColumnCount)],
            MaxIterations = Iterations,
            Tolerance = 0,
        };
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Iterations)]
    public float Naive()
    {
        float[] centroids = (float[])_options.InitialCentroids!.Clone();
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            IterateNaively(centroids);
        }

        return centroids[0];
    }

    [Benchmark(OperationsPerInvoke = Iterations)]
    public double OneThread() => KMeans.Fit(_rows, ColumnCount, _options).Inertia;

    [Benchmark(OperationsPerInvoke = Iterations)]
    public double AllCores() => KMeans.Fit(_rows, ColumnCount, _options with { ThreadCount = 0 }).Inertia;

    private void IterateNaively(float[] centroids)
    {
        double[] sums = new double[centroids.Length];
        int[] counts = new int[ClusterCount];
        for (int row = 0; row < RowCount; row++)
        {
            ReadOnlySpan<float> values = _rows.AsSpan(row * ColumnCount, ColumnCount);
            int nearest = NearestNaively(values, centroids);
            counts[nearest]++;
            for (int column = 0; column < ColumnCount; column++)
            {
                sums[nearest * ColumnCount + column] += values[column];
            }
        }

        for (int i = 0; i < centroids.Length; i++)
        {
            int count = counts[i / ColumnCount];
            centroids[i] = count > 0 ? (float)(sums[i] / count) : centroids[i];
        }
    }

    private int NearestNaively(ReadOnlySpan<float> values, float[] centroids)
    {
        int nearest = 0;
        float least = float.PositiveInfinity;
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            float distance = 0;
            for (int column = 0; column < values.Length; column++)
            {
                float difference = values[column] - centroids[cluster * ColumnCount + column];
                distance += difference * difference;
            }

            if (distance < least)
            {
                least = distance;
                nearest = cluster;
            }
        }

        return nearest;
    }
}

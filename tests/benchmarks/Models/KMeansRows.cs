using System.Runtime.InteropServices;

namespace Segmentation.Benchmarks.Models;

/// <summary>Made-up rows, the same in every run, and the plain float32 files both sides read.</summary>
internal static class KMeansRows
{
    private const int BlockRows = 10_000;

    /// <summary>Overlapping customers: three hidden traits in every feature, one of them with a heavy tail.</summary>
    public static float[] Customers(int rowCount, int columnCount)
    {
        float[] mixing = [.. Enumerable.Range(0, 3 * columnCount).Select(i => (float)Normal(7, i))];
        return Make(rowCount, columnCount, (row, values) =>
        {
            double spend = Math.Exp(0.7 * Normal(1, row));
            double frequency = Normal(2, row);
            double taste = Normal(3, row);
            for (int column = 0; column < values.Length; column++)
            {
                double signal = mixing[3 * column] * spend + mixing[3 * column + 1] * frequency
                    + mixing[3 * column + 2] * taste;
                values[column] = (float)(signal + 0.7 * Normal(100 + column, row));
            }
        });
    }

    /// <summary>Round clouds of deviation 1 about centres three deviations apart in a typical column.</summary>
    public static float[] Blobs(int rowCount, int columnCount, int blobCount) =>
        Make(rowCount, columnCount, (row, values) =>
        {
            int blob = (int)(Uniform(5, row) * blobCount);
            for (int column = 0; column < values.Length; column++)
            {
                values[column] = (float)(3 * Normal(6, blob * 1000L + column) + Normal(100 + column, row));
            }
        });

    /// <summary>Rows spread evenly through the file, as first centroids.</summary>
    public static float[] Start(float[] rows, int columnCount, int clusterCount)
    {
        int step = rows.Length / columnCount / clusterCount;
        float[] start = new float[clusterCount * columnCount];
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            rows.AsSpan(cluster * step * columnCount, columnCount).CopyTo(start.AsSpan(cluster * columnCount));
        }

        return start;
    }

    public static void Write(string path, float[] values)
    {
        using FileStream file = File.Create(path);
        for (int first = 0; first < values.Length; first += 1 << 24)
        {
            file.Write(MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(1 << 24, values.Length - first))));
        }
    }

    public static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private delegate void FillRow(int row, Span<float> values);

    private static float[] Make(int rowCount, int columnCount, FillRow fill)
    {
        float[] rows = new float[(long)rowCount * columnCount];
        Parallel.For(0, (rowCount + BlockRows - 1) / BlockRows, block =>
        {
            for (int row = block * BlockRows; row < Math.Min(rowCount, (block + 1) * BlockRows); row++)
            {
                fill(row, rows.AsSpan(row * columnCount, columnCount));
            }
        });
        return rows;
    }

    private static double Normal(int stream, long index) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(2 * stream, index)))
            * Math.Cos(2 * Math.PI * Uniform(2 * stream + 1, index));

    private static double Uniform(int stream, long index)
    {
        unchecked
        {
            ulong z = ((ulong)stream << 40) + (ulong)index * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}

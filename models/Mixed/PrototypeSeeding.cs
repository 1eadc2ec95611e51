using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixed;

/// <summary>
/// k-means++ seeding (Arthur and Vassilvitskii 2007) under the mixed distance, on a sample of rows chosen by hash. A
/// row is drawn by an exponential race, so the draw does not depend on the order of rows.
/// </summary>
internal static unsafe class PrototypeSeeding
{
    private const int SampleSize = 65_536;

    public static KPrototypesModel Choose(MixedRows rows, KPrototypesModel shape, long seed, int restart)
    {
        int[] sample = Sample(rows, RowHash.Round(seed, restart, int.MinValue));
        double[] distances = new double[sample.Length];
        Array.Fill(distances, 1);
        KPrototypesModel seeds = shape with
        {
            Means = new double[shape.ClusterCount * shape.NumericCount],
            Modes = new int[shape.ClusterCount * shape.CategoricalCount],
        };
        fixed (double* means = seeds.Means)
        fixed (int* modes = seeds.Modes)
        {
            for (int cluster = 0; cluster < shape.ClusterCount; cluster++)
            {
                int chosen = Draw(rows, sample, distances, RowHash.Round(seed, restart, cluster));
                double* mean = means + cluster * shape.NumericCount;
                int* mode = modes + cluster * shape.CategoricalCount;
                Copy(rows, chosen, mean, mode);
                for (int i = 0; i < sample.Length; i++)
                {
                    double distance = rows.Distance(sample[i], mean, mode, shape.Gamma);
                    distances[i] = cluster == 0 ? distance : Math.Min(distance, distances[i]);
                }
            }
        }

        return seeds;
    }

    public static void Copy(MixedRows rows, int row, double* mean, int* mode)
    {
        for (int column = 0; column < rows.NumericCount; column++)
        {
            mean[column] = rows.Numbers(row)[column];
        }

        for (int column = 0; column < rows.CategoricalCount; column++)
        {
            mode[column] = rows.Codes(row)[column];
        }
    }

    private static int[] Sample(MixedRows rows, ulong roundSeed)
    {
        double share = (double)SampleSize / rows.RowCount;
        return
        [
            .. Enumerable.Range(0, rows.RowCount)
                .Where(row => share >= 1 || RowHash.Uniform(roundSeed, rows.Key(row)) < share),
        ];
    }

    /// <summary>
    /// One row with a probability proportional to its distance. When every sampled row sits on a seed, the first wins;
    /// its cluster will be empty and moved to a far row.
    /// </summary>
    private static int Draw(MixedRows rows, int[] sample, double[] distances, ulong roundSeed)
    {
        int winner = sample[0];
        (double Time, ulong Key) best = (double.PositiveInfinity, ulong.MaxValue);
        for (int i = 0; i < sample.Length; i++)
        {
            if (distances[i] > 0)
            {
                ulong key = rows.Key(sample[i]);
                (double Time, ulong Key) entrant = (-Math.Log(RowHash.Uniform(roundSeed, key)) / distances[i], key);
                if (entrant.CompareTo(best) < 0)
                {
                    (winner, best) = (sample[i], entrant);
                }
            }
        }

        return winner;
    }
}

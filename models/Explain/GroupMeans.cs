using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>Predicts an outcome by the mean of a row's group, learned from other rows.</summary>
internal static class GroupMeans
{
    /// <summary>Learned from another sample. A group unknown there gets the mean of all.</summary>
    public static double[] FromEarlier(
        int[] earlierGroups, double[] earlierOutcome, int[] groups, double mean, double priorCustomers)
    {
        var sums = new Dictionary<int, (double Sum, double Count)>();
        for (int row = 0; row < earlierGroups.Length; row++)
        {
            (double sum, double count) = sums.GetValueOrDefault(earlierGroups[row]);
            sums[earlierGroups[row]] = (sum + earlierOutcome[row], count + 1);
        }

        var means = sums.ToDictionary(
            pair => pair.Key,
            pair => (pair.Value.Sum + priorCustomers * mean) / (pair.Value.Count + priorCustomers));
        return [.. groups.Select(group => means.GetValueOrDefault(group, mean))];
    }

    /// <summary>Learned from the other folds of the same sample.</summary>
    /// <param name="groups">Group of each row, any numbers.</param>
    /// <param name="outcome">Outcome of each row.</param>
    /// <param name="folds">Fold of each row.</param>
    /// <param name="means">Mean of all rows outside each fold.</param>
    /// <param name="priorCustomers">How many customers the mean counts for.</param>
    public static double[] FromOtherFolds(
        int[] groups, double[] outcome, byte[] folds, double[] means, double priorCustomers)
    {
        (int[] dense, int groupCount) = Dense(groups);
        int foldCount = means.Length;
        double[] sums = new double[groupCount * foldCount];
        double[] counts = new double[groupCount * foldCount];
        for (int row = 0; row < dense.Length; row++)
        {
            sums[dense[row] * foldCount + folds[row]] += outcome[row];
            counts[dense[row] * foldCount + folds[row]]++;
        }

        double[] predictions = new double[groupCount * foldCount];
        for (int cell = 0; cell < predictions.Length; cell++)
        {
            int group = cell / foldCount;
            double sum = 0;
            double count = 0;
            for (int fold = 0; fold < foldCount; fold++)
            {
                bool isOther = fold != cell % foldCount;
                sum += isOther ? sums[group * foldCount + fold] : 0;
                count += isOther ? counts[group * foldCount + fold] : 0;
            }

            predictions[cell] = (sum + priorCustomers * means[cell % foldCount]) / (count + priorCustomers);
        }

        return [.. dense.Select((group, row) => predictions[group * foldCount + folds[row]])];
    }

    /// <summary>Folds by hash of the key.</summary>
    public static byte[] Folds(int rowCount, Func<int, ulong> key, HoldOutOptions options)
    {
        ulong round = RowHash.Round(options.Seed, 0, 0);
        byte[] folds = new byte[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            folds[row] = (byte)(RowHash.Uniform(round, key(row)) * options.FoldCount);
        }

        return folds;
    }

    private static (int[] Dense, int Count) Dense(int[] groups)
    {
        var numbers = new Dictionary<int, int>();
        int[] dense = new int[groups.Length];
        for (int row = 0; row < groups.Length; row++)
        {
            if (!numbers.TryGetValue(groups[row], out dense[row]))
            {
                dense[row] = numbers.Count;
                numbers.Add(groups[row], dense[row]);
            }
        }

        return (dense, numbers.Count);
    }
}

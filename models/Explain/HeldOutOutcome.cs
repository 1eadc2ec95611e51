namespace Segmentation.Models.Explain;

/// <summary>One outcome on judged rows, and what the mean of the rows learned from leaves unexplained.</summary>
internal sealed class HeldOutOutcome
{
    private readonly double[] _outcome;
    private readonly double[]? _earlierOutcome;
    private readonly byte[] _folds;
    private readonly double[] _means;
    private readonly double _priorCustomers;

    /// <param name="outcome">Outcome of the judged rows.</param>
    /// <param name="earlierOutcome">Outcome of the rows to learn from; null learns from other folds.</param>
    /// <param name="folds">Fold of each judged row; all 0 with an earlier sample.</param>
    /// <param name="pseudoCount">
    /// Rows of either kind added to a rate, so that it is never 0 or 1; 0 for amounts.
    /// </param>
    /// <param name="options">Folds and prior.</param>
    public HeldOutOutcome(
        double[] outcome, double[]? earlierOutcome, byte[] folds, double pseudoCount, HoldOutOptions options)
    {
        _outcome = outcome;
        _earlierOutcome = earlierOutcome;
        _folds = folds;
        _priorCustomers = options.PriorCustomers;
        _means = earlierOutcome is null
            ? OutsideMeans(outcome, folds, pseudoCount, options.FoldCount)
            : [(earlierOutcome.Sum() + pseudoCount) / (earlierOutcome.Length + 2 * pseudoCount)];
        Nothing = [.. folds.Select(fold => _means[fold])];
    }

    public double[] Outcome => _outcome;

    public byte[] Folds => _folds;

    /// <summary>The prediction of no grouping at all.</summary>
    public double[] Nothing { get; }

    public double[] Predict(int[] groups, int[]? earlierGroups) =>
        _earlierOutcome is null
            ? GroupMeans.FromOtherFolds(groups, _outcome, _folds, _means, _priorCustomers)
            : GroupMeans.FromEarlier(earlierGroups!, _earlierOutcome, groups, _means[0], _priorCustomers);

    private static double[] OutsideMeans(double[] outcome, byte[] folds, double pseudoCount, int foldCount)
    {
        double[] sums = new double[foldCount];
        double[] counts = new double[foldCount];
        for (int row = 0; row < outcome.Length; row++)
        {
            sums[folds[row]] += outcome[row];
            counts[folds[row]]++;
        }

        return
        [
            .. Enumerable.Range(0, foldCount).Select(fold =>
            {
                double count = counts.Where((_, other) => other != fold).Sum();
                double sum = sums.Where((_, other) => other != fold).Sum();
                return count > 0 ? (sum + pseudoCount) / (count + 2 * pseudoCount) : 0;
            }),
        ];
    }
}

namespace Segmentation.Models.Explain;

/// <summary>
/// Every segment's medians and Cliff's delta from one sort of the sampled values. After the sort the work is linear in
/// rows: a segment walks its own runs of equal values and reads the rest from cumulative weights.
/// </summary>
internal sealed class RankContrasts
{
    private readonly double[] _runValues;

    /// <summary>Weight, and squared weight, of all rows below each run; one more entry holds the total.</summary>
    private readonly double[] _weightBelow;
    private readonly double[] _squareBelow;

    /// <summary>Runs of each segment's rows, ascending, segments one after another.</summary>
    private readonly int[] _ownRuns;
    private readonly int[] _ownStarts;
    private readonly double[] _weights;

    private RankContrasts(double[] sortedValues, int[] sortedLabels, double[] weights, int[] starts)
    {
        _weights = weights;
        _ownStarts = starts;
        _ownRuns = new int[sortedValues.Length];
        _runValues = new double[sortedValues.Length];
        _weightBelow = new double[sortedValues.Length + 1];
        _squareBelow = new double[sortedValues.Length + 1];
        int[] next = starts[..^1];
        int run = -1;
        for (int i = 0; i < sortedValues.Length; i++)
        {
            if (i == 0 || sortedValues[i] != sortedValues[i - 1])
            {
                run++;
                _runValues[run] = sortedValues[i];
                _weightBelow[run + 1] = _weightBelow[run];
                _squareBelow[run + 1] = _squareBelow[run];
            }

            double weight = weights[sortedLabels[i]];
            _weightBelow[run + 1] += weight;
            _squareBelow[run + 1] += weight * weight;
            _ownRuns[next[sortedLabels[i]]++] = run;
        }

        RunCount = run + 1;
    }

    private int RunCount { get; }

    /// <summary>One contrast per segment.</summary>
    /// <param name="column">The feature, all rows.</param>
    /// <param name="labels">Segments, all rows.</param>
    /// <param name="sample">Rows to rank.</param>
    /// <param name="counts">Rows with a value, per segment; a sampled row stands for its share of them.</param>
    /// <param name="confidence">Of the interval.</param>
    public static RankContrast[] Of(
        double[] column, int[] labels, int[] sample, ReadOnlySpan<double> counts, double confidence)
    {
        double[] values = new double[sample.Length];
        int[] owners = new int[sample.Length];
        int[] starts = new int[counts.Length + 1];
        int present = 0;
        foreach (int row in sample)
        {
            if (!double.IsNaN(column[row]))
            {
                values[present] = column[row];
                owners[present++] = labels[row];
                starts[labels[row] + 1]++;
            }
        }

        double[] weights = new double[counts.Length];
        for (int label = 0; label < counts.Length; label++)
        {
            weights[label] = starts[label + 1] > 0 ? counts[label] / starts[label + 1] : 0;
            starts[label + 1] += starts[label];
        }

        Array.Sort(values, owners, 0, present);
        var ranks = new RankContrasts(values[..present], owners[..present], weights, starts);
        return [.. Enumerable.Range(0, weights.Length).Select(label => ranks.Contrast(label, confidence))];
    }

    private RankContrast Contrast(int label, double confidence)
    {
        ReadOnlySpan<int> own = _ownRuns.AsSpan(_ownStarts[label].._ownStarts[label + 1]);
        double restWeight = _weightBelow[RunCount] - _weights[label] * own.Length;
        bool hasRest = _ownRuns.Length > own.Length;
        double? median = own.IsEmpty
            ? null
            : (_runValues[own[(own.Length - 1) / 2]] + _runValues[own[own.Length / 2]]) / 2;
        double? restMedian = hasRest ? RestMedian(own, _weights[label], restWeight) : null;
        if (own.IsEmpty || !hasRest)
        {
            return new RankContrast(median, restMedian, null, null);
        }

        (double delta, double variance, double restCount) = Delta(own, _weights[label], restWeight);
        Interval? interval = own.Length < 2 || restCount < 2
            ? null
            : DeltaInterval.Of(delta, variance, Math.Min(own.Length, restCount), confidence);
        return new RankContrast(median, restMedian, delta, interval);
    }

    /// <summary>
    /// Delta, its variance by the placements of both sides, and for how many equal rows the rest counts.
    /// </summary>
    /// <remarks>
    /// DeLong, DeLong, Clarke-Pearson (1988), for delta = 2·AUC − 1: the variance of a row's dominance over the other
    /// side, over the number of rows, summed over both sides.
    /// </remarks>
    private (double Delta, double Variance, double RestCount) Delta(
        ReadOnlySpan<int> own, double weight, double restWeight)
    {
        double restSquares = _squareBelow[RunCount] - weight * weight * own.Length;
        double sum = 0;
        double sumOfSquares = 0;
        double restSumOfSquares = 0;
        double squaresPassed = 0;
        for (int i = 0; i < own.Length;)
        {
            int run = own[i];
            int below = i;
            while (i < own.Length && own[i] == run)
            {
                i++;
            }

            double restBelow = _weightBelow[run] - weight * below;
            double restThrough = _weightBelow[run + 1] - weight * i;
            double dominance = (restBelow + restThrough - restWeight) / restWeight;
            sum += (i - below) * dominance;
            sumOfSquares += (i - below) * dominance * dominance;

            double squaresBelow = _squareBelow[run] - weight * weight * below;
            double squaresThrough = _squareBelow[run + 1] - weight * weight * i;
            double overLower = (own.Length - 2.0 * below) / own.Length;
            double overTied = ((double)own.Length - below - i) / own.Length;
            restSumOfSquares += (squaresBelow - squaresPassed) * overLower * overLower;
            restSumOfSquares += (squaresThrough - squaresBelow) * overTied * overTied;
            squaresPassed = squaresThrough;
        }

        // The rest above all of the segment's rows is dominated by none of them.
        restSumOfSquares += restSquares - squaresPassed;
        double delta = Math.Clamp(sum / own.Length, -1, 1);
        double restCount = restWeight * restWeight / restSquares;
        double ownVariance = Math.Max(0, sumOfSquares / own.Length - delta * delta) / Math.Max(1, own.Length - 1);
        double restVariance =
            Math.Max(0, restSumOfSquares / restSquares - delta * delta) / Math.Max(1, restCount - 1);
        return (delta, ownVariance + restVariance, restCount);
    }

    /// <summary>The weighted median of rows of other segments.</summary>
    private double RestMedian(ReadOnlySpan<int> own, double weight, double restWeight)
    {
        // A half is met when it is met but for rounding, which weights of sampled rows bring.
        double half = restWeight / 2;
        double slack = restWeight * 1e-12;
        int lower = FirstReaching(own, weight, half - slack);
        int upper = FirstReaching(own, weight, half + slack);
        return (_runValues[lower] + _runValues[upper]) / 2;
    }

    private int FirstReaching(ReadOnlySpan<int> own, double weight, double target)
    {
        int low = 0;
        int high = RunCount - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            double through = _weightBelow[middle + 1] - weight * CountThrough(own, middle);
            (low, high) = through < target ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many of a segment's rows lie in this run or below.</summary>
    private static int CountThrough(ReadOnlySpan<int> own, int run)
    {
        int low = 0;
        int high = own.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = own[middle] <= run ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

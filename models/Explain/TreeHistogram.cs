namespace Segmentation.Models.Explain;

/// <summary>Weights by bin and class of one feature in one node, and the best split they allow.</summary>
/// <remarks>
/// Breiman, Friedman, Olshen, Stone, "Classification and regression trees" (1984). Impurity is Gini's: up to constants
/// a split's gain is Σc²/W on the left and right less that of the node, c being class weights and W their sum.
/// </remarks>
internal sealed class TreeHistogram(int binCount, int classCount)
{
    private readonly double[] _weights = new double[256 * classCount];
    private readonly int[] _rows = new int[256];
    private readonly double[] _left = new double[classCount];
    private readonly double[] _all = new double[classCount];

    public void Fill(byte[] codes, ReadOnlySpan<int> rows, int[] labels, float[]? weights)
    {
        Array.Clear(_weights);
        Array.Clear(_rows);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int code = codes[row];
            _weights[code * classCount + labels[row]] += weights is null ? 1 : weights[row];
            _rows[code]++;
        }
    }

    /// <summary>
    /// The best split; null when none leaves enough rows on both sides and gains. A tie goes to the lower bin.
    /// </summary>
    public TreeSplit? Best(int feature, int minLeafRows)
    {
        int missing = _rows[TreeBins.Missing];
        int rowCount = _rows.Sum();
        Array.Clear(_all);
        for (int i = 0; i < _weights.Length; i++)
        {
            _all[i % classCount] += _weights[i];
        }

        TreeSplit? best = null;
        double parent = Score(_all);
        double slack = 1e-12 * _all.Sum();
        Array.Clear(_left);
        int leftRows = 0;
        for (int bin = 0; bin < binCount - 1; bin++)
        {
            leftRows += _rows[bin];
            Add(_left, Bin(bin));
            if (_rows[bin] == 0)
            {
                // The same rows as the bin before, which is the lower threshold.
                continue;
            }

            // Missing values are tried on the right, then on the left; where there are none, later ones follow the
            // larger side.
            Try(bin, missingGoesLeft: missing == 0 && 2 * leftRows >= rowCount);
            if (missing > 0)
            {
                Try(bin, missingGoesLeft: true);
            }
        }

        if (missing > 0)
        {
            leftRows += _rows[binCount - 1];
            Add(_left, Bin(binCount - 1));
            Try(TreeSplit.Presence, missingGoesLeft: false);
        }

        return best;

        void Try(int bin, bool missingGoesLeft)
        {
            int left = leftRows + (missingGoesLeft ? missing : 0);
            double gain = Gain(Bin(TreeBins.Missing), missingGoesLeft) - parent;
            if (left >= minLeafRows && rowCount - left >= minLeafRows && gain > (best?.Gain ?? 0) + slack)
            {
                best = new TreeSplit(feature, bin, missingGoesLeft, gain);
            }
        }
    }

    private ReadOnlySpan<double> Bin(int code) => _weights.AsSpan(code * classCount, classCount);

    private double Gain(ReadOnlySpan<double> missing, bool missingGoesLeft)
    {
        double leftSquares = 0;
        double leftSum = 0;
        double rightSquares = 0;
        double rightSum = 0;
        for (int label = 0; label < _all.Length; label++)
        {
            double left = _left[label] + (missingGoesLeft ? missing[label] : 0);
            double right = _all[label] - left;
            leftSquares += left * left;
            leftSum += left;
            rightSquares += right * right;
            rightSum += right;
        }

        return (leftSum > 0 ? leftSquares / leftSum : 0) + (rightSum > 0 ? rightSquares / rightSum : 0);
    }

    private static double Score(double[] weights)
    {
        double sum = weights.Sum();
        return sum > 0 ? weights.Sum(weight => weight * weight) / sum : 0;
    }

    private static void Add(double[] sums, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }
}

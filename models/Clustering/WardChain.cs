namespace Segmentation.Models.Clustering;

/// <summary>
/// Follows nearest neighbours from group to group until two are each other's nearest, and merges those.
/// </summary>
internal sealed class WardChain
{
    private readonly int _columnCount;
    private readonly double[] _means;
    private readonly double[] _weights;
    private readonly double[] _increases;
    private readonly List<int> _groups;

    public WardChain(ReadOnlySpan<double> points, int columnCount, ReadOnlySpan<double> weights)
    {
        int pointCount = points.Length / columnCount;
        _columnCount = columnCount;
        _means = points.ToArray();
        _weights = weights.IsEmpty ? [.. Enumerable.Repeat(1.0, pointCount)] : weights.ToArray();
        _increases = new double[pointCount];
        _groups = [.. Enumerable.Range(0, pointCount)];
    }

    /// <summary>All merges, cheapest first; of equally cheap ones, a group's parts before the group.</summary>
    public WardMerge[] MergeAll(CancellationToken cancellationToken)
    {
        var merges = new List<WardMerge>();
        var chain = new List<int>();
        while (_groups.Count > 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (chain.Count == 0)
            {
                chain.Add(_groups[0]);
            }

            int end = chain[^1];
            int previous = chain.Count > 1 ? chain[^2] : -1;
            int nearest = Nearest(end, previous, out double increase);
            if (nearest == previous)
            {
                chain.RemoveRange(chain.Count - 2, 2);
                merges.Add(Merge(Math.Min(end, nearest), Math.Max(end, nearest), increase));
            }
            else
            {
                chain.Add(nearest);
            }
        }

        return [.. merges.OrderBy(merge => merge.InertiaIncrease)];
    }

    /// <summary>The group that merges most cheaply; the previous of the chain on a tie, else the lower.</summary>
    private int Nearest(int group, int previous, out double increase)
    {
        int nearest = previous;
        increase = previous < 0 ? double.PositiveInfinity : Increase(group, previous);
        foreach (int other in _groups)
        {
            double candidate = other == group ? double.PositiveInfinity : Increase(group, other);
            if (candidate < increase)
            {
                increase = candidate;
                nearest = other;
            }
        }

        return nearest;
    }

    private double Increase(int group, int other)
    {
        ReadOnlySpan<double> mean = _means.AsSpan(group * _columnCount, _columnCount);
        ReadOnlySpan<double> otherMean = _means.AsSpan(other * _columnCount, _columnCount);
        double sum = 0;
        for (int column = 0; column < mean.Length; column++)
        {
            double difference = mean[column] - otherMean[column];
            sum += difference * difference;
        }

        return sum * (_weights[group] * _weights[other] / (_weights[group] + _weights[other]));
    }

    /// <summary>The merged group lives on under its smaller name.</summary>
    private WardMerge Merge(int first, int second, double increase)
    {
        double weight = _weights[first] + _weights[second];
        for (int column = 0; column < _columnCount; column++)
        {
            double sum = _means[first * _columnCount + column] * _weights[first]
                + _means[second * _columnCount + column] * _weights[second];
            _means[first * _columnCount + column] = sum / weight;
        }

        _weights[first] = weight;
        _groups.RemoveAt(_groups.BinarySearch(second));

        // In exact numbers a group never costs less than its parts; see to it in rounded ones.
        _increases[first] = Math.Max(increase, Math.Max(_increases[first], _increases[second]));
        return new WardMerge(first, second, _increases[first], weight);
    }
}

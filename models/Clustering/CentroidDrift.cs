namespace Segmentation.Models.Clustering;

/// <summary>What the centroids' movements since the bounds began do to the bounds of a row of one cluster.</summary>
/// <param name="Own">How far its own centroid may have come nearer or gone away, at most.</param>
/// <param name="Others">How far any other centroid may have, at most.</param>
/// <param name="HalfGap">Half the distance to the nearest other centroid now; a row nearer than that is settled.</param>
internal readonly record struct BoundShift(float Own, float Others, float HalfGap);

/// <summary>Adds up how far centroids have moved, so that bounds need no touch when nothing happens to a row.</summary>
/// <remarks>Every figure is rounded to the safe side; the rest is in the slack of <see cref="RowBounds"/>.</remarks>
internal sealed class CentroidDrift(int clusterCount, int columnCount)
{
    private const double RoundedUp = 1 + 1e-6;
    private const double RoundedDown = 1 - 1e-6;

    private readonly double[] _own = new double[clusterCount];
    private readonly double[] _others = new double[clusterCount];
    private readonly double[] _steps = new double[clusterCount];

    /// <summary>One per cluster, as of the centroids last given to <see cref="Measure"/>.</summary>
    public BoundShift[] Shifts { get; } = new BoundShift[clusterCount];

    /// <summary>Forgets all movement: bounds begin here.</summary>
    public void Reset()
    {
        Array.Clear(_own);
        Array.Clear(_others);
        Array.Clear(Shifts);
    }

    /// <summary>Adds one movement of all centroids.</summary>
    public void Add(ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        int farthest = 0;
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            _steps[cluster] = Math.Sqrt(Squared(before, cluster, after, cluster)) * RoundedUp;
            farthest = _steps[cluster] > _steps[farthest] ? cluster : farthest;
        }

        double second = 0;
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            second = cluster == farthest ? second : Math.Max(second, _steps[cluster]);
        }

        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            _own[cluster] += _steps[cluster];
            _others[cluster] += cluster == farthest ? second : _steps[farthest];
        }
    }

    /// <summary>Sets <see cref="Shifts"/> for the centroids as they are now. O(k²·d).</summary>
    public void Measure(ReadOnlySpan<double> centroids)
    {
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            double nearest = double.PositiveInfinity;
            for (int other = 0; other < clusterCount; other++)
            {
                nearest = other == cluster
                    ? nearest
                    : Math.Min(nearest, Squared(centroids, cluster, centroids, other));
            }

            Shifts[cluster] = new BoundShift(
                (float)(_own[cluster] * RoundedUp),
                (float)(_others[cluster] * RoundedUp),
                (float)(0.5 * Math.Sqrt(nearest) * RoundedDown));
        }
    }

    private double Squared(ReadOnlySpan<double> left, int leftCluster, ReadOnlySpan<double> right, int rightCluster)
    {
        ReadOnlySpan<double> a = left.Slice(leftCluster * columnCount, columnCount);
        ReadOnlySpan<double> b = right.Slice(rightCluster * columnCount, columnCount);
        double sum = 0;
        for (int column = 0; column < a.Length; column++)
        {
            double difference = a[column] - b[column];
            sum += difference * difference;
        }

        return sum;
    }
}

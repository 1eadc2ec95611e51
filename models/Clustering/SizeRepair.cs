namespace Segmentation.Models.Clustering;

/// <summary>Moves rows between clusters, at the least total cost, until every size is within its limits.</summary>
/// <remarks>
/// A minimum-cost flow seen from the clusters. Moving the cheapest row from one cluster to another is an edge, and a row
/// more here and a row less there is a path. Every step takes the path that first mends most of the sizes and then costs
/// least; paths that mend nothing but cost less than nothing follow. Shortest paths never leave a cycle that costs less
/// than nothing, so when no step is left the assignment is optimal.
/// </remarks>
internal sealed class SizeRepair
{
    private readonly double[] _costs;
    private readonly int[] _assignments;
    private readonly int[] _sizes;
    private readonly int _clusterCount;
    private readonly int _minimum;
    private readonly int _maximum;
    private readonly PriorityQueue<int, (double Cost, int Row)>[] _movers;
    private readonly double[] _lengths;
    private readonly int[] _nextCluster;
    private readonly double _rounding;

    /// <param name="costs">Cost of each row in each cluster, row-major.</param>
    /// <param name="assignments">Cheapest cluster of each row; changed in place.</param>
    /// <param name="clusterCount">Number of clusters.</param>
    /// <param name="minimum">Fewest rows per cluster.</param>
    /// <param name="maximum">Most rows per cluster.</param>
    public SizeRepair(double[] costs, int[] assignments, int clusterCount, int minimum, int maximum)
    {
        _costs = costs;
        _assignments = assignments;
        _clusterCount = clusterCount;
        _minimum = minimum;
        _maximum = maximum;
        _sizes = new int[clusterCount];
        _rounding = 1e-12 * costs.Max();
        _lengths = new double[clusterCount * clusterCount];
        _nextCluster = new int[clusterCount * clusterCount];
        _movers = [.. Enumerable.Range(0, clusterCount * clusterCount).Select(
            _ => new PriorityQueue<int, (double Cost, int Row)>())];
        foreach (int cluster in assignments)
        {
            _sizes[cluster]++;
        }
    }

    public void Run()
    {
        if (_sizes.All(size => size >= _minimum && size <= _maximum))
        {
            return;
        }

        for (int row = 0; row < _assignments.Length; row++)
        {
            Offer(row);
        }

        while (FindStep(out int from, out int to))
        {
            MoveAlong(from, to);
        }
    }

    /// <summary>Enters a row among those its cluster could give to each other cluster.</summary>
    private void Offer(int row)
    {
        int from = _assignments[row];
        for (int to = 0; to < _clusterCount; to++)
        {
            if (to != from)
            {
                _movers[from * _clusterCount + to].Enqueue(row, (MoveCost(row, from, to), row));
            }
        }
    }

    private double MoveCost(int row, int from, int to)
    {
        long start = (long)row * _clusterCount;
        return _costs[start + to] - _costs[start + from];
    }

    private bool FindStep(out int from, out int to)
    {
        FindShortestPaths();
        (from, to) = (-1, -1);
        int bestMend = 0;

        // Where two paths cost the same but for rounding, going back and forth would never end.
        double bestCost = -_rounding;
        for (int source = 0; source < _clusterCount; source++)
        {
            for (int target = 0; target < _clusterCount; target++)
            {
                double cost = _lengths[source * _clusterCount + target];
                if (source == target || double.IsPositiveInfinity(cost))
                {
                    continue;
                }

                int mend = Violation(source, 0) + Violation(target, 0) - Violation(source, -1) - Violation(target, 1);
                if (mend > bestMend || (mend == bestMend && cost < bestCost))
                {
                    (from, to, bestMend, bestCost) = (source, target, mend, cost);
                }
            }
        }

        return from >= 0;
    }

    /// <summary>Rows too many or too few in a cluster after a change.</summary>
    private int Violation(int cluster, int change)
    {
        int size = _sizes[cluster] + change;
        return Math.Max(0, _minimum - size) + Math.Max(0, size - _maximum);
    }

    /// <summary>Floyd and Warshall over the clusters; edges may cost less than nothing, cycles do not.</summary>
    private void FindShortestPaths()
    {
        for (int edge = 0; edge < _lengths.Length; edge++)
        {
            int from = edge / _clusterCount;
            int to = edge % _clusterCount;
            int row = from == to ? -1 : Cheapest(from, to);
            _lengths[edge] = from == to ? 0 : row < 0 ? double.PositiveInfinity : MoveCost(row, from, to);
            _nextCluster[edge] = to;
        }

        for (int via = 0; via < _clusterCount; via++)
        {
            for (int from = 0; from < _clusterCount; from++)
            {
                for (int to = 0; to < _clusterCount; to++)
                {
                    double length = _lengths[from * _clusterCount + via] + _lengths[via * _clusterCount + to];
                    double known = _lengths[from * _clusterCount + to];

                    // Better by more than rounding, or the way back along a path could look like a gain.
                    if (from != to && length < known - _rounding)
                    {
                        _lengths[from * _clusterCount + to] = length;
                        _nextCluster[from * _clusterCount + to] = _nextCluster[from * _clusterCount + via];
                    }
                }
            }
        }
    }

    /// <summary>The row that moves most cheaply, or -1. A row that has left its cluster is dropped when met.</summary>
    private int Cheapest(int from, int to)
    {
        PriorityQueue<int, (double Cost, int Row)> movers = _movers[from * _clusterCount + to];
        while (movers.TryPeek(out int row, out _))
        {
            if (_assignments[row] == from)
            {
                return row;
            }

            movers.Dequeue();
        }

        return -1;
    }

    private void MoveAlong(int from, int to)
    {
        // Choose every row before moving any: a path is priced as it stands.
        var moves = new List<(int Row, int To)>();
        for (int cluster = from; cluster != to;)
        {
            int next = _nextCluster[cluster * _clusterCount + to];
            moves.Add((Cheapest(cluster, next), next));
            cluster = next;
        }

        foreach ((int row, int target) in moves)
        {
            _assignments[row] = target;
            Offer(row);
        }

        _sizes[from]--;
        _sizes[to]++;
    }
}

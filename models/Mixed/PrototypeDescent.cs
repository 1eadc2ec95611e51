namespace Segmentation.Models.Mixed;

/// <summary>One start, iterated until no row changes cluster.</summary>
internal sealed unsafe class PrototypeDescent
{
    private readonly MixedRows _rows;
    private readonly int[] _codeStarts;
    private readonly int _threadCount;
    private readonly CancellationToken _cancellationToken;
    private readonly double[] _costs;

    public PrototypeDescent(MixedRows rows, int[] codeStarts, int threadCount, CancellationToken cancellationToken)
    {
        _rows = rows;
        _codeStarts = codeStarts;
        _threadCount = threadCount;
        _cancellationToken = cancellationToken;
        _costs = new double[rows.RowCount];
    }

    public KPrototypesFit Run(KPrototypesModel seeds, int maxIterations)
    {
        KPrototypesModel model = seeds;
        int[] assignments = new int[_rows.RowCount];
        var costs = new List<double> { Assign(model, assignments) };
        int relocations = 0;
        int iterations = 0;
        bool hasConverged = false;
        while (iterations < maxIterations && !hasConverged)
        {
            int[] moved = (int[])assignments.Clone();
            relocations += FillEmptyClusters(moved, model.ClusterCount);
            model = Sums(moved, model.ClusterCount).Prototypes(model);
            costs.Add(Assign(model, assignments));
            iterations++;
            hasConverged = moved.AsSpan().SequenceEqual(assignments);
        }

        return new KPrototypesFit
        {
            Model = model,
            Assignments = assignments,
            Sizes = Sums(assignments, model.ClusterCount).Sizes,
            Cost = costs[^1],
            CostPerIteration = costs,
            Iterations = iterations,
            Converged = hasConverged,
            WinningRestart = 0,
            CostPerRestart = [costs[^1]],
            Relocations = relocations,
        };
    }

    private PrototypeSums Sums(int[] assignments, int clusterCount) =>
        PrototypeSums.Of(_rows, clusterCount, _codeStarts, assignments, _threadCount, _cancellationToken);

    private double Assign(KPrototypesModel model, int[] assignments)
    {
        fixed (int* targets = assignments)
        fixed (double* costs = _costs)
        {
            return new PrototypePass(_rows, model, targets, costs).Assign(_threadCount, _cancellationToken);
        }
    }

    /// <summary>
    /// Gives each empty cluster the row farthest from its prototype, a tie to the lower key; the row then costs
    /// nothing, and its old cluster's prototype can only fit better. Rows that sit on their prototype are not taken.
    /// </summary>
    private int FillEmptyClusters(int[] assignments, int clusterCount)
    {
        int relocations = 0;
        long[] sizes = new long[clusterCount];
        foreach (int cluster in assignments)
        {
            sizes[cluster]++;
        }

        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            if (sizes[cluster] > 0)
            {
                continue;
            }

            int farthest = Farthest();
            if (_costs[farthest] > 0)
            {
                sizes[assignments[farthest]]--;
                assignments[farthest] = cluster;
                sizes[cluster]++;
                _costs[farthest] = 0;
                relocations++;
            }
        }

        return relocations;
    }

    private int Farthest()
    {
        int farthest = 0;
        for (int row = 1; row < _rows.RowCount; row++)
        {
            bool isFarther = _costs[row] > _costs[farthest]
                || (_costs[row] == _costs[farthest] && _rows.Key(row) < _rows.Key(farthest));
            farthest = isFarther ? row : farthest;
        }

        return farthest;
    }
}

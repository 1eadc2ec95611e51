using System.Numerics;
using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>
/// One pass over all rows: assign each to its nearest centroid and move the sums of those that changed cluster.
/// </summary>
/// <remarks>Only changes are added up, so late passes cost little more than the distances.</remarks>
internal sealed unsafe partial class LloydPass : IDisposable
{
    private readonly RowMatrix _rows;
    private readonly RowUnits _units;
    private readonly NearestKernel _kernel;
    private readonly PackedCentroids _packed;
    private readonly double[] _unitSums;
    private readonly int[] _unitChanges;
    private readonly CentroidDrift _drift;
    private RowBounds? _bounds;
    private readonly int _threadCount;

    public LloydPass(RowMatrix rows, int clusterCount, VectorWidth width, int threadCount)
    {
        _rows = rows;
        _threadCount = threadCount;
        _kernel = NearestKernel.For(width);
        _packed = new PackedCentroids(clusterCount, rows.ColumnCount);
        Sums = new ClusterSums(clusterCount, rows.ColumnCount);
        _units = RowUnits.For(rows.RowCount, Sums.Values.Length);
        _unitSums = new double[_units.Count * (long)Sums.Values.Length];
        _unitChanges = new int[_units.Count];
        _unitLooks = new UnitLooks[_units.Count];
        _drift = new CentroidDrift(clusterCount, rows.ColumnCount);
        Assignments = new int[rows.RowCount];
    }

    /// <summary>Nearest centroid per row; -1 before the first pass.</summary>
    public int[] Assignments { get; }

    /// <summary>Sums of the rows as assigned.</summary>
    public ClusterSums Sums { get; }

    public RowMatrix Rows => _rows;

    /// <summary>Forgets all assignments, for a new start.</summary>
    public void Reset()
    {
        Array.Fill(Assignments, -1);
        Array.Clear(Sums.Values);
    }

    /// <summary>Assigns every row and returns how many changed cluster.</summary>
    /// <param name="centroids">Centroids, row-major.</param>
    /// <param name="kind">
    /// How. Before the first bounded pass comes a recording one, and every movement between is told to
    /// <see cref="MoveCentroids"/>.
    /// </param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    public long Run(
        ReadOnlySpan<double> centroids, PassKind kind = PassKind.Plain, CancellationToken cancellationToken = default)
    {
        _packed.Pack(centroids);
        PrepareBounds(centroids, kind);
        Action<int> body = kind == PassKind.Bounded
            ? AssignOpenOfUnit
            : unit => AssignUnit(unit, kind == PassKind.Recording);
        _units.ForEach(_threadCount, body, cancellationToken);
        long changes = 0;
        for (int unit = 0; unit < _units.Count; unit++)
        {
            if (_unitChanges[unit] > 0)
            {
                changes += _unitChanges[unit];
                Sums.Add(UnitSums(unit));
            }
        }

        Sums.ClearEmpty();
        return changes;
    }

    /// <summary>Adds a value of every row, unit by unit in order.</summary>
    public double SumOverRows(Func<int, int, double> sumOfRange, CancellationToken cancellationToken)
    {
        RowUnits units = _units;
        double[] unitValues = new double[units.Count];
        units.ForEach(
            _threadCount, unit => unitValues[unit] = sumOfRange(units.First(unit), units.End(unit)), cancellationToken);
        double sum = 0;
        foreach (double value in unitValues)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>Sum of weight times squared distance to the centroid each row is assigned to, in float64.</summary>
    public double ExactInertia(double[] centroids, CancellationToken cancellationToken) =>
        SumOverRows((first, end) => InertiaOf(first, end, centroids), cancellationToken);

    public void Dispose()
    {
        _packed.Dispose();
        _bounds?.Dispose();
    }

    private Span<double> UnitSums(int unit) =>
        _unitSums.AsSpan(unit * Sums.Values.Length, Sums.Values.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AssignUnit(int unit, bool isRecording)
    {
        int* rowNumbers = stackalloc int[NearestKernel.LargestTileRows];
        using var assigner = new TileAssigner(_kernel, _packed);
        int end = _units.End(unit);
        int changes = 0;
        UnitSums(unit).Clear();
        fixed (double* sums = UnitSums(unit))
        fixed (int* assignments = Assignments)
        {
            for (int first = _units.First(unit); first < end; first += assigner.TileRows)
            {
                int available = Math.Min(assigner.TileRows, end - first);
                assigner.Assign(_rows.Row(first), available);
                ulong changed = assigner.FindChanged(assignments + first, available);
                changes += BitOperations.PopCount(changed);
                MoveChanged(changed, first, assigner.Index, assignments, sums);
                if (isRecording)
                {
                    for (int offset = 0; offset < available; offset++)
                    {
                        rowNumbers[offset] = first + offset;
                    }

                    assigner.Record(_bounds!, rowNumbers, available, _drift.Shifts);
                }
            }
        }

        _unitChanges[unit] = changes;
    }

    private void MoveChanged(ulong changed, int first, int* index, int* assignments, double* sums)
    {
        for (; changed != 0; changed &= changed - 1)
        {
            int offset = BitOperations.TrailingZeroCount(changed);
            Move(first + offset, index[offset], assignments, sums);
        }
    }

    private void Move(int row, int cluster, int* assignments, double* sums)
    {
        ClusterSums.Move(
            sums,
            Sums.ClusterCount,
            Sums.ColumnCount,
            _rows.Row(row),
            _rows.Weight(row),
            assignments[row],
            cluster);
        assignments[row] = cluster;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double InertiaOf(int first, int end, double[] centroids)
    {
        double sum = 0;
        fixed (double* values = centroids)
        {
            for (int row = first; row < end; row++)
            {
                double* centroid = values + Assignments[row] * _rows.ColumnCount;
                sum += _rows.Weight(row) * ExactDistance.Squared(_rows.Row(row), centroid, _rows.ColumnCount);
            }
        }

        return sum;
    }
}

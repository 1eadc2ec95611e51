using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

internal sealed unsafe partial class LloydPass
{
    /// <summary>Rows whose bounds are tried before any of them is looked at: their list stays in the nearest cache.</summary>
    private const int BlockRows = 2048;

    /// <summary>Open rows lie apart, so each is asked for while the ones before it are measured.</summary>
    private const int FetchedAhead = 16;

    /// <summary>Measuring one distance costs some 5 ns and settles about a quarter of the open rows.</summary>
    private const double TighteningPays = 20;

    private readonly UnitLooks[] _unitLooks;

    private readonly record struct UnitLooks(int Open, int Scored);

    /// <summary>Rows the last bounded pass could not settle by bounds as they stood.</summary>
    public long OpenRows => _unitLooks.Sum(looks => (long)looks.Open);

    /// <summary>Rows the last bounded pass compared with every centroid.</summary>
    public long ScoredRows => _unitLooks.Sum(looks => (long)looks.Scored);

    /// <summary>Tells the bounds that all centroids have moved.</summary>
    public void MoveCentroids(ReadOnlySpan<double> before, ReadOnlySpan<double> after) => _drift.Add(before, after);

    /// <summary>Tells the bounds that a row was moved by other hands.</summary>
    public void Forget(int row) => _bounds?.Forget(row);

    private void PrepareBounds(ReadOnlySpan<double> centroids, PassKind kind)
    {
        if (kind == PassKind.Recording)
        {
            _bounds ??= new RowBounds(_rows.RowCount);
            _drift.Reset();
        }
        else if (kind == PassKind.Bounded)
        {
            _drift.Measure(centroids);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AssignOpenOfUnit(int unit)
    {
        using var assigner = new TileAssigner(_kernel, _packed);
        using var gathered = new AlignedBuffer<float>(assigner.TileRows * _rows.ColumnCount);
        int* open = stackalloc int[BlockRows];
        bool isTightening = BoundPolicy.PlainCost(_rows.ColumnCount, Sums.ClusterCount) > TighteningPays;
        int openCount = 0;
        int scoredCount = 0;
        int changes = 0;
        UnitSums(unit).Clear();
        fixed (double* sums = UnitSums(unit))
        fixed (int* assignments = Assignments)
        fixed (BoundShift* shifts = _drift.Shifts)
        {
            int end = _units.End(unit);
            for (int first = _units.First(unit); first < end; first += BlockRows)
            {
                int count = _bounds!.FindOpen(first, Math.Min(end, first + BlockRows), assignments, shifts, open);
                openCount += count;
                count = isTightening ? Tighten(open, count, assignments, shifts) : count;
                scoredCount += count;
                for (int tile = 0; tile < count; tile += assigner.TileRows)
                {
                    int available = Math.Min(assigner.TileRows, count - tile);
                    Gather(open + tile, available, count - tile, gathered.Pointer);
                    assigner.Assign(gathered.Pointer, available);
                    changes += MoveScattered(assigner, open + tile, available, assignments, sums);
                    assigner.Record(_bounds, open + tile, available, _drift.Shifts);
                }
            }
        }

        _unitLooks[unit] = new UnitLooks(openCount, scoredCount);
        _unitChanges[unit] = changes;
    }

    /// <summary>Measures open rows to their own centroid, which settles many; returns how many stay open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Tighten(int* open, int count, int* assignments, BoundShift* shifts)
    {
        int left = 0;
        fixed (double* centroids = _packed.Centroids)
        {
            for (int i = 0; i < count; i++)
            {
                int row = open[i];
                Prefetch.Values(_rows.Row(open[Math.Min(i + FetchedAhead, count - 1)]), _rows.ColumnCount);
                int cluster = assignments[row];
                double* centroid = centroids + cluster * _rows.ColumnCount;
                double distance = Math.Sqrt(ExactDistance.Squared(_rows.Row(row), centroid, _rows.ColumnCount));
                _bounds!.SetUpper(row, (float)distance, shifts[cluster]);
                open[left] = row;
                left += _bounds.IsSettled(row, shifts[cluster]) ? 0 : 1;
            }
        }

        return left;
    }

    private void Gather(int* rows, int count, int listed, float* target)
    {
        int columnCount = _rows.ColumnCount;
        for (int i = 0; i < count; i++)
        {
            Prefetch.Values(_rows.Row(rows[Math.Min(i + count, listed - 1)]), columnCount);
            Unsafe.CopyBlockUnaligned(
                target + i * columnCount, _rows.Row(rows[i]), (uint)(columnCount * sizeof(float)));
        }
    }

    private int MoveScattered(TileAssigner assigner, int* rows, int count, int* assignments, double* sums)
    {
        int changes = 0;
        for (int offset = 0; offset < count; offset++)
        {
            if (assigner.Index[offset] != assignments[rows[offset]])
            {
                changes++;
                Move(rows[offset], assigner.Index[offset], assignments, sums);
            }
        }

        return changes;
    }
}

namespace Segmentation.Models.Clustering;

/// <summary>Where an assignment pass writes, one value per row; a null pointer is not written.</summary>
internal readonly unsafe struct AssignTarget(int* assignments, double* nearest, double* second)
{
    public int* Assignments { get; } = assignments;

    public double* Nearest { get; } = nearest;

    public double* Second { get; } = second;
}

/// <summary>One pass over all rows that assigns and measures, without sums.</summary>
internal sealed unsafe class AssignPass(
    RowMatrix rows, PackedCentroids packed, NearestKernel kernel, AssignTarget target)
{
    /// <summary>Usable rows and centroids are never this far apart; NaN is not less than it.</summary>
    public const double LargestSquaredDistance = 3e37;

    /// <summary>Fills the target and returns the inertia, added in unit order.</summary>
    public double Run(int threadCount, CancellationToken cancellationToken)
    {
        RowUnits units = RowUnits.For(rows.RowCount, 1);
        double[] inertias = new double[units.Count];
        units.ForEach(
            threadCount, unit => inertias[unit] = AssignUnit(units.First(unit), units.End(unit)), cancellationToken);

        double inertia = 0;
        for (int unit = 0; unit < inertias.Length; unit++)
        {
            // NaN marks a unit that met an unusable value.
            inertia += double.IsNaN(inertias[unit])
                ? throw RowStatistics.Unusable(rows, units.First(unit), units.End(unit))
                : inertias[unit];
        }

        return inertia;
    }

    private double AssignUnit(int start, int end)
    {
        using var assigner = new TileAssigner(kernel, packed);
        double inertia = 0;
        fixed (double* centroids = packed.Centroids)
        {
            for (int first = start; first < end; first += assigner.TileRows)
            {
                int available = Math.Min(assigner.TileRows, end - first);
                assigner.Assign(rows.Row(first), available);
                for (int offset = 0; offset < available; offset++)
                {
                    double distance = Write(assigner, first + offset, offset, centroids);
                    inertia += distance <= LargestSquaredDistance ? distance : double.NaN;
                }
            }
        }

        return inertia;
    }

    private double Write(TileAssigner assigner, int row, int offset, double* centroids)
    {
        int cluster = assigner.Index[offset];
        double* centroid = centroids + cluster * rows.ColumnCount;
        double distance = ExactDistance.Squared(rows.Row(row), centroid, rows.ColumnCount);
        target.Assignments[row] = cluster;
        if (target.Nearest != null)
        {
            target.Nearest[row] = distance;
        }

        if (target.Second != null)
        {
            target.Second[row] = Math.Max(distance, assigner.SecondSquaredDistance(offset));
        }

        return distance;
    }
}

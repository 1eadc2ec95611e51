using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixed;

/// <summary>Rows to their nearest prototypes, unit by unit, so that any number of threads adds alike.</summary>
internal sealed unsafe class PrototypePass(MixedRows rows, KPrototypesModel model, int* assignments, double* costs)
{
    private readonly MixedRows _rows = rows;
    private readonly int* _assignments = assignments;
    private readonly double* _costs = costs;

    public double Assign(int threadCount, CancellationToken cancellationToken)
    {
        RowUnits units = RowUnits.For(_rows.RowCount, 1);
        double[] sums = new double[units.Count];
        units.ForEach(
            threadCount, unit => sums[unit] = AssignUnit(units.First(unit), units.End(unit)), cancellationToken);
        double cost = 0;
        foreach (double sum in sums)
        {
            cost += sum;
        }

        return cost;
    }

    private double AssignUnit(int first, int end)
    {
        double cost = 0;
        fixed (double* means = model.Means)
        fixed (int* modes = model.Modes)
        {
            for (int row = first; row < end; row++)
            {
                int winner = 0;
                double nearest = double.PositiveInfinity;
                for (int cluster = 0; cluster < model.ClusterCount; cluster++)
                {
                    double distance = _rows.Distance(
                        row,
                        means + cluster * model.NumericCount,
                        modes + cluster * model.CategoricalCount,
                        model.Gamma);
                    if (distance < nearest)
                    {
                        (winner, nearest) = (cluster, distance);
                    }
                }

                _assignments[row] = winner;
                cost += nearest;
                if (_costs != null)
                {
                    _costs[row] = nearest;
                }
            }
        }

        return cost;
    }
}

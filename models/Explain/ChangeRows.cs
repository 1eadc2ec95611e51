using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>Walks rows given as columns.</summary>
internal static class ChangeRows
{
    public static NearestChange[] FindAll(
        IReadOnlyList<double[]> columns,
        Func<double[], NearestChange> find,
        int threadCount,
        CancellationToken cancellationToken)
    {
        var changes = new NearestChange[columns[0].Length];
        RowUnits units = RowUnits.For(changes.Length, columns.Count);
        units.ForEach(
            RowUnits.ThreadsFor(threadCount),
            unit =>
            {
                for (int row = units.First(unit); row < units.End(unit); row++)
                {
                    double[] values = new double[columns.Count];
                    for (int column = 0; column < values.Length; column++)
                    {
                        values[column] = columns[column][row];
                    }

                    changes[row] = find(values);
                }
            },
            cancellationToken);
        return changes;
    }
}

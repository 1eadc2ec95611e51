using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>A box around rows, from which rows without clusters are drawn evenly.</summary>
internal sealed class ReferenceBox
{
    private readonly PrincipalAxes _axes;
    private readonly double[] _least;
    private readonly double[] _greatest;

    private ReferenceBox(PrincipalAxes axes, double[] least, double[] greatest) =>
        (_axes, _least, _greatest) = (axes, least, greatest);

    public static ReferenceBox Around(RowSubset rows, GapReference reference)
    {
        int columnCount = rows.ColumnCount;
        PrincipalAxes axes = reference == GapReference.PrincipalBox
            ? PrincipalAxes.Of(rows.Rows, columnCount)
            : FeatureAxes(columnCount);
        double[] least = new double[columnCount];
        double[] greatest = new double[columnCount];
        Array.Fill(least, double.PositiveInfinity);
        Array.Fill(greatest, double.NegativeInfinity);
        for (int row = 0; row < rows.RowCount; row++)
        {
            ReadOnlySpan<float> values = rows.Rows.AsSpan(row * columnCount, columnCount);
            for (int axis = 0; axis < columnCount; axis++)
            {
                double place = 0;
                for (int column = 0; column < columnCount; column++)
                {
                    place += (values[column] - axes.Center[column]) * axes.Axes[axis * columnCount + column];
                }

                least[axis] = Math.Min(least[axis], place);
                greatest[axis] = Math.Max(greatest[axis], place);
            }
        }

        return new ReferenceBox(axes, least, greatest);
    }

    /// <summary>Rows spread evenly over the box; a draw is a hash of (round, row, axis).</summary>
    public RowSubset Draw(int rowCount, ulong roundSeed)
    {
        int columnCount = _least.Length;
        float[] rows = new float[rowCount * columnCount];
        ulong[] keys = new ulong[rowCount];
        double[] point = new double[columnCount];
        for (int row = 0; row < rowCount; row++)
        {
            keys[row] = (ulong)row;
            _axes.Center.CopyTo(point, 0);
            for (int axis = 0; axis < columnCount; axis++)
            {
                double share = RowHash.Uniform(roundSeed, (ulong)row * (ulong)columnCount + (ulong)axis);
                double place = _least[axis] + share * (_greatest[axis] - _least[axis]);
                for (int column = 0; column < columnCount; column++)
                {
                    point[column] += place * _axes.Axes[axis * columnCount + column];
                }
            }

            for (int column = 0; column < columnCount; column++)
            {
                rows[row * columnCount + column] = (float)point[column];
            }
        }

        return new RowSubset(rows, columnCount, keys, [.. Enumerable.Range(0, rowCount)]);
    }

    private static PrincipalAxes FeatureAxes(int columnCount)
    {
        double[] axes = new double[columnCount * columnCount];
        for (int column = 0; column < columnCount; column++)
        {
            axes[column * columnCount + column] = 1;
        }

        return new PrincipalAxes(new double[columnCount], axes);
    }
}

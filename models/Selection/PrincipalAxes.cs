namespace Segmentation.Models.Selection;

/// <summary>The directions in which rows spread, widest first, about their mean.</summary>
/// <param name="Center">Mean of each column.</param>
/// <param name="Axes">Row-major: one unit vector per row, its largest component positive.</param>
/// <remarks>
/// Cyclic Jacobi rotations of the covariance matrix (Golub and Van Loan, section 8.5), written out so that every
/// machine rounds alike. O(n·d²) for the covariance and O(d³) per sweep.
/// </remarks>
internal sealed record PrincipalAxes(double[] Center, double[] Axes)
{
    private const int MostSweeps = 60;

    public static PrincipalAxes Of(ReadOnlySpan<float> rows, int columnCount)
    {
        int rowCount = rows.Length / columnCount;
        double[] center = ClusterMeans.Of(rows, columnCount, new int[rowCount], 1);
        double[,] matrix = Covariance(rows, columnCount, center);
        double[,] vectors = new double[columnCount, columnCount];
        for (int column = 0; column < columnCount; column++)
        {
            vectors[column, column] = 1;
        }

        for (int sweep = 0; sweep < MostSweeps && OffDiagonal(matrix) > 1e-24 * Diagonal(matrix); sweep++)
        {
            for (int p = 0; p < columnCount; p++)
            {
                for (int q = p + 1; q < columnCount; q++)
                {
                    Rotate(matrix, vectors, p, q);
                }
            }
        }

        return new PrincipalAxes(center, Sorted(matrix, vectors));
    }

    private static double[,] Covariance(ReadOnlySpan<float> rows, int columnCount, double[] center)
    {
        double[,] sums = new double[columnCount, columnCount];
        double[] difference = new double[columnCount];
        int rowCount = rows.Length / columnCount;
        for (int row = 0; row < rowCount; row++)
        {
            for (int column = 0; column < columnCount; column++)
            {
                difference[column] = rows[row * columnCount + column] - center[column];
                for (int other = 0; other <= column; other++)
                {
                    sums[column, other] += difference[column] * difference[other] / rowCount;
                    sums[other, column] = sums[column, other];
                }
            }
        }

        return sums;
    }

    /// <summary>Turns axes p and q so that their covariance becomes zero.</summary>
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
        {
            return;
        }

        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1);
        double s = t * c;
        int size = a.GetLength(0);
        for (int i = 0; i < size; i++)
        {
            (a[i, p], a[i, q]) = (c * a[i, p] - s * a[i, q], s * a[i, p] + c * a[i, q]);
        }

        for (int i = 0; i < size; i++)
        {
            (a[p, i], a[q, i]) = (c * a[p, i] - s * a[q, i], s * a[p, i] + c * a[q, i]);
            (v[i, p], v[i, q]) = (c * v[i, p] - s * v[i, q], s * v[i, p] + c * v[i, q]);
        }
    }

    private static double[] Sorted(double[,] matrix, double[,] vectors)
    {
        int size = matrix.GetLength(0);
        double[] axes = new double[size * size];
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(column => matrix[column, column])];
        for (int axis = 0; axis < size; axis++)
        {
            int column = order[axis];
            int largest = Enumerable.Range(0, size).MaxBy(i => Math.Abs(vectors[i, column]));
            double sign = vectors[largest, column] < 0 ? -1 : 1;
            for (int i = 0; i < size; i++)
            {
                axes[axis * size + i] = sign * vectors[i, column];
            }
        }

        return axes;
    }

    private static double Diagonal(double[,] matrix)
    {
        double sum = 0;
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            sum += matrix[i, i] * matrix[i, i];
        }

        return sum;
    }

    private static double OffDiagonal(double[,] matrix)
    {
        double sum = 0;
        for (int p = 0; p < matrix.GetLength(0); p++)
        {
            for (int q = 0; q < p; q++)
            {
                sum += matrix[p, q] * matrix[p, q];
            }
        }

        return sum;
    }
}

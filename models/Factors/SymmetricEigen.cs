using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Segmentation.Models.Factors;

/// <summary>
/// Eigenvalues of a symmetric matrix, largest first, with unit vectors whose largest entry is positive (of equal ones
/// the first), so that a rerun never flips a sign.
/// </summary>
internal sealed record SymmetricEigen(double[] Values, Matrix<double> Vectors)
{
    public static SymmetricEigen Of(Matrix<double> matrix)
    {
        Evd<double> eigen = matrix.Evd(Symmetricity.Symmetric);
        double[] ascending = [.. eigen.EigenValues.Select(value => value.Real)];
        int[] order = [.. Enumerable.Range(0, ascending.Length).OrderByDescending(i => ascending[i]).ThenBy(i => i)];
        Matrix<double> vectors = Matrix<double>.Build.DenseOfColumnVectors(
            order.Select(i => WithSign(eigen.EigenVectors.Column(i))));
        return new SymmetricEigen([.. order.Select(i => ascending[i])], vectors);
    }

    /// <exception cref="ArgumentException">The matrix has no inverse; the message names a column.</exception>
    public static void RefuseSingular(Matrix<double> correlation)
    {
        SymmetricEigen eigen = Of(correlation);
        if (eigen.Values[^1] > 1e-10 * eigen.Values[0])
        {
            return;
        }

        int column = eigen.Vectors.Column(eigen.Values.Length - 1).AbsoluteMaximumIndex();
        throw new ArgumentException(
            $"Column {column} is an exact mix of other columns (or there are fewer rows than columns), so " +
            "correlations have no inverse. Leave it out.");
    }

    private static Vector<double> WithSign(Vector<double> vector)
    {
        // Entries that are equal but for rounding must not decide by rounding.
        double largest = vector.AbsoluteMaximum();
        double leading = vector.First(value => Math.Abs(value) > largest * (1 - 1e-9));
        return leading < 0 ? -vector : vector;
    }
}

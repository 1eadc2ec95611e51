using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Segmentation.Models.Factors;

/// <summary>
/// Direct oblimin with gamma 0 (quartimin): least sum of products of squared loadings between factors, by gradient
/// projection (Jennrich 2002; Bernaards and Jennrich 2005).
/// </summary>
internal static class Oblimin
{
    private const int MaxIterations = 5000;

    private const double Tolerance = 1e-8;

    /// <returns>The pattern and the correlations of factors.</returns>
    public static (Matrix<double> Pattern, Matrix<double> Correlations) Rotate(Matrix<double> loadings)
    {
        Matrix<double> turn = DenseMatrix.CreateIdentity(loadings.ColumnCount);
        Matrix<double> pattern = loadings;
        double step = 1;
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            Matrix<double> gradient = -(pattern.TransposeThisAndMultiply(Slope(pattern)) * turn.Inverse()).Transpose();
            Vector<double> along = turn.PointwiseMultiply(gradient).ColumnSums();
            Matrix<double> projected = gradient - turn.MapIndexed((_, j, value) => value * along[j]);
            double slope = projected.FrobeniusNorm();
            if (slope < Tolerance)
            {
                break;
            }

            step *= 2;
            double before = Criterion(pattern);
            for (int halving = 0; halving <= 10; halving++)
            {
                Matrix<double> moved = turn - step * projected;
                Vector<double> lengths = moved.ColumnNorms(2);
                moved = moved.MapIndexed((_, j, value) => value / lengths[j]);
                Matrix<double> candidate = loadings * moved.Inverse().Transpose();
                if (before - Criterion(candidate) > 0.5 * slope * slope * step || halving == 10)
                {
                    (turn, pattern) = (moved, candidate);
                    break;
                }

                step /= 2;
            }
        }

        return (pattern, turn.TransposeThisAndMultiply(turn));
    }

    private static Matrix<double> OtherSquares(Matrix<double> pattern)
    {
        Matrix<double> squares = pattern.PointwiseMultiply(pattern);
        Vector<double> sums = squares.RowSums();
        return squares.MapIndexed((i, _, value) => sums[i] - value);
    }

    private static double Criterion(Matrix<double> pattern) =>
        pattern.PointwiseMultiply(pattern).PointwiseMultiply(OtherSquares(pattern)).RowSums().Sum() / 4;

    private static Matrix<double> Slope(Matrix<double> pattern) => pattern.PointwiseMultiply(OtherSquares(pattern));
}

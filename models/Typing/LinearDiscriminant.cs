using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Segmentation.Models.Typing;

/// <summary>Linear discriminant scores from moments: log share + μᵀΣ⁻¹x − μᵀΣ⁻¹μ/2.</summary>
/// <remarks>Fisher (1936), Rao (1948); shrinkage towards the diagonal after Friedman (1989).</remarks>
internal static class LinearDiscriminant
{
    /// <summary>
    /// A standardised answer that is the same for all of a segment still varies by this much; its weight stays finite.
    /// </summary>
    private const double LeastVariance = 1e-6;

    private const double LeastPivot = 1e-10;

    /// <returns>Row-major, 1 + columns values per segment, for standardised answers of the columns asked for.</returns>
    public static double[] Coefficients(SegmentMoments moments, int[] columns, double shrinkage)
    {
        int d = columns.Length;
        Matrix<double> covariance = WithinCovariance(moments, columns, shrinkage);
        double total = moments.Counts.Sum();
        double[] coefficients = new double[moments.SegmentCount * (1 + d)];
        Matrix<double> means = DenseMatrix.Create(
            d,
            moments.SegmentCount,
            (i, segment) => moments.Sums[segment * moments.ColumnCount + columns[i]] / moments.Counts[segment]);
        Matrix<double> weights = Solve(covariance, means);
        for (int segment = 0; segment < moments.SegmentCount; segment++)
        {
            double intercept = Math.Log(moments.Counts[segment] / total);
            for (int i = 0; i < d; i++)
            {
                intercept -= weights[i, segment] * means[i, segment] / 2;
                coefficients[segment * (1 + d) + 1 + i] = weights[i, segment];
            }

            coefficients[segment * (1 + d)] = intercept;
        }

        return coefficients;
    }

    private static Matrix<double> Solve(Matrix<double> covariance, Matrix<double> means)
    {
        Cholesky<double>? cholesky = null;
        try
        {
            cholesky = covariance.Cholesky();
        }
        catch (ArgumentException)
        {
            // Not positive definite: said below in words that name the remedy.
        }

        // A pivot is the share of an answer that those before it do not tell.
        if (cholesky is null || Enumerable.Range(0, covariance.RowCount)
            .Any(i => cholesky.Factor[i, i] * cholesky.Factor[i, i] < LeastPivot * covariance[i, i]))
        {
            throw new ArgumentException(
                "Answers repeat one another, so that their covariance within segments has no inverse. Raise " +
                "Shrinkage above 0, or leave the repeated answers out.");
        }

        return cholesky.Solve(means);
    }

    private static Matrix<double> WithinCovariance(SegmentMoments moments, int[] columns, double shrinkage)
    {
        double degrees = Math.Max(1, moments.Counts.Sum() - moments.SegmentCount);
        return DenseMatrix.Create(columns.Length, columns.Length, (i, j) =>
        {
            (int row, int column) = (Math.Max(columns[i], columns[j]), Math.Min(columns[i], columns[j]));
            double within = moments.Products[row * moments.ColumnCount + column];
            for (int segment = 0; segment < moments.SegmentCount; segment++)
            {
                int start = segment * moments.ColumnCount;
                within -= moments.Sums[start + row] * moments.Sums[start + column] / moments.Counts[segment];
            }

            within /= degrees;
            return i == j ? Math.Max(within, LeastVariance) : (1 - shrinkage) * within;
        });
    }
}

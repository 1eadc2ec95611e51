using MathNet.Numerics.LinearAlgebra;

namespace Segmentation.Models.Factors;

/// <summary>
/// How far the answers of one scale measure the same thing. Reverse answers that point the other way first.
/// </summary>
/// <param name="Alpha">Cronbach's alpha; .7 is usually asked for. Negative when answers contradict each other.</param>
/// <param name="AlphaWithout">
/// Alpha of the scale without each column; above Alpha, the column spoils it. NaN for two.
/// </param>
/// <param name="ItemRestCorrelations">
/// Correlation of each column with the sum of the others; negative, it is probably reversed. NaN for a constant column.
/// </param>
/// <param name="RowCount">Rows used.</param>
/// <param name="DroppedRowCount">Rows left out for a missing answer.</param>
/// <remarks>Cronbach, "Coefficient alpha and the internal structure of tests" (1951).</remarks>
public sealed record ScaleReliability(
    double Alpha,
    IReadOnlyList<double> AlphaWithout,
    IReadOnlyList<double> ItemRestCorrelations,
    int RowCount,
    int DroppedRowCount)
{
    /// <summary>Measures one scale.</summary>
    /// <param name="rows">Answers, row-major, in one unit; NaN means missing.</param>
    /// <param name="columnCount">Columns of the scale, at least 2.</param>
    /// <param name="missing">What becomes of rows in which an answer is missing.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, fewer than two rows can be used, a value is infinite or missing where that is refused, or the sum
    /// of answers never varies.
    /// </exception>
    public static ScaleReliability Measure(
        ReadOnlySpan<double> rows, int columnCount, MissingAnswers missing = MissingAnswers.Refuse)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 2);
        AnswerMoments moments = AnswerMoments.Of(rows, columnCount, missing);
        Matrix<double> covariance = moments.Covariance;
        double[] withAll = [.. covariance.RowSums()];
        double total = withAll.Sum();
        double own = covariance.Diagonal().Sum();
        if (!(total > 0))
        {
            throw new ArgumentException("The sum of answers is the same in every row; there is nothing to measure.");
        }

        double[] without = new double[columnCount];
        double[] rest = new double[columnCount];
        for (int column = 0; column < columnCount; column++)
        {
            double variance = covariance[column, column];
            double restVariance = total - 2 * withAll[column] + variance;
            without[column] = Coefficient(columnCount - 1, own - variance, restVariance);
            rest[column] = (withAll[column] - variance) / Math.Sqrt(variance * restVariance);
        }

        return new ScaleReliability(
            Coefficient(columnCount, own, total), without, rest, moments.RowCount, moments.DroppedRowCount);
    }

    private static double Coefficient(int count, double own, double total) =>
        count < 2 ? double.NaN : count / (count - 1.0) * (1 - own / total);
}

using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Segmentation.Models.Clustering;
using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Factors;

/// <summary>How many factors exceed what unrelated answers of as many rows would show.</summary>
/// <param name="FactorCount">Eigenvalues above their threshold, counted until the first that is not.</param>
/// <param name="Eigenvalues">Of the correlations, descending.</param>
/// <param name="Thresholds">The 95th percentile of each eigenvalue over random correlations.</param>
/// <remarks>
/// Horn, "A rationale and test for the number of factors" (1965); the percentile after Glorfeld (1995). Correlations of
/// random normal rows are drawn from their distribution (Wishart, by Bartlett's decomposition), so the cost, draws ×
/// columns³, does not grow with rows.
/// </remarks>
public sealed record ParallelAnalysis(
    int FactorCount, IReadOnlyList<double> Eigenvalues, IReadOnlyList<double> Thresholds)
{
    private const double Percentile = 0.95;

    /// <summary>Compares eigenvalues with chance.</summary>
    /// <param name="eigenvalues">Of the correlations, descending.</param>
    /// <param name="rowCount">Rows they were computed from; more than columns.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="drawCount">Random correlations to draw.</param>
    /// <exception cref="ArgumentException">There are no eigenvalues, or not more rows than columns.</exception>
    public static ParallelAnalysis Compare(
        IReadOnlyList<double> eigenvalues, int rowCount, long seed, int drawCount = 200)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawCount, 1);
        int p = eigenvalues.Count;
        if (p == 0 || rowCount <= p)
        {
            throw new ArgumentException($"{rowCount} rows of {p} columns; more rows than columns are needed.");
        }

        double[][] drawn = [.. Enumerable.Range(0, drawCount).Select(draw => DrawEigenvalues(p, rowCount, seed, draw))];
        double[] thresholds =
        [
            .. Enumerable.Range(0, p).Select(i =>
                Quantile.OfSorted([.. drawn.Select(values => values[i]).Order()], Percentile)),
        ];
        int count = 0;
        while (count < p && eigenvalues[count] > thresholds[count])
        {
            count++;
        }

        return new ParallelAnalysis(count, [.. eigenvalues], thresholds);
    }

    private static double[] DrawEigenvalues(int columnCount, int rowCount, long seed, int draw)
    {
        ulong round = RowHash.Round(seed, draw, 0);
        ulong key = 0;
        var factor = DenseMatrix.Create(columnCount, columnCount, 0);
        for (int row = 0; row < columnCount; row++)
        {
            for (int column = 0; column < row; column++)
            {
                factor[row, column] = Normal(round, key++);
            }

            factor[row, row] = Math.Sqrt(ChiSquare(rowCount - 1 - row, round, ref key));
        }

        Matrix<double> scatter = factor.TransposeAndMultiply(factor);
        double[] scales = [.. scatter.Diagonal().Select(Math.Sqrt)];
        return SymmetricEigen.Of(scatter.MapIndexed((i, j, value) => value / scales[i] / scales[j])).Values;
    }

    /// <summary>
    /// Exact for few degrees of freedom; beyond, Wilson and Hilferty's cube (1931), right to three digits.
    /// </summary>
    private static double ChiSquare(int degreesOfFreedom, ulong round, ref ulong key)
    {
        if (degreesOfFreedom > 50)
        {
            double spread = 2.0 / 9 / degreesOfFreedom;
            return degreesOfFreedom * Math.Pow(1 - spread + Normal(round, key++) * Math.Sqrt(spread), 3);
        }

        double sum = 0;
        for (int i = 0; i < degreesOfFreedom; i++)
        {
            double normal = Normal(round, key++);
            sum += normal * normal;
        }

        return sum;
    }

    /// <summary>Box and Muller (1958).</summary>
    private static double Normal(ulong round, ulong key) =>
        Math.Sqrt(-2 * Math.Log(RowHash.Uniform(round, 2 * key)))
        * Math.Cos(2 * Math.PI * RowHash.Uniform(round, 2 * key + 1));
}

using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Segmentation.Models.Factors;

/// <summary>
/// Many survey answers to few factors: what moves several answers together, apart from what is each answer's own.
/// </summary>
/// <remarks>
/// Costs rows × columns² once, then columns³ per iteration. The same rows in the same order give the same bits.
/// </remarks>
public static class FactorAnalysis
{
    /// <summary>Fits factors to answers.</summary>
    /// <param name="rows">Answers, row-major; NaN means missing.</param>
    /// <param name="columnCount">Columns per row, from 3 to 500.</param>
    /// <param name="options">Number of factors, extraction, rotation and the rest.</param>
    /// <returns>The factors and their evidence.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ; a value is infinite, or missing where that is refused; a column is constant or an exact mix of
    /// others; there are too many factors for the columns; or none exceeds chance where their number is to be found.
    /// </exception>
    public static FactorAnalysisFit Fit(ReadOnlySpan<double> rows, int columnCount, FactorAnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AnswerMoments moments = AnswerMoments.Of(rows, columnCount, options.Missing);
        return FitMoments(moments, options);
    }

    /// <summary>
    /// Fits factors to covariances or correlations, such as published ones; scores take answers less 0.
    /// </summary>
    /// <param name="covariance">Symmetric, positive definite.</param>
    /// <param name="rowCount">Rows it was computed from.</param>
    /// <param name="options">Number of factors, extraction, rotation and the rest.</param>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public static FactorAnalysisFit FitCovariance(double[,] covariance, int rowCount, FactorAnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        ArgumentNullException.ThrowIfNull(options);
        Matrix<double> matrix = DenseMatrix.OfArray(covariance);
        if (matrix.RowCount != matrix.ColumnCount || !matrix.IsSymmetric()
            || matrix.RowCount > AnswerMoments.MaxColumnCount || !matrix.Enumerate().All(double.IsFinite))
        {
            throw new ArgumentException(
                $"A covariance is square, symmetric, finite and of at most {AnswerMoments.MaxColumnCount} columns; " +
                $"this one is {matrix.RowCount} × {matrix.ColumnCount}.", nameof(covariance));
        }

        int p = matrix.RowCount;
        return FitMoments(new AnswerMoments(p, rowCount, 0, new double[p], matrix), options);
    }

    private static FactorAnalysisFit FitMoments(AnswerMoments moments, FactorAnalysisOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1, nameof(options));
        if (!(options.Tolerance > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Tolerance is {options.Tolerance}; it must be above 0.");
        }

        Matrix<double> correlation = moments.Correlation();
        SymmetricEigen.RefuseSingular(correlation);
        ParallelAnalysis? parallel = options.FactorCount is null
            ? ParallelAnalysis.Compare(SymmetricEigen.Of(correlation).Values, moments.RowCount, options.Seed)
            : null;
        int factorCount = FactorCount(options.FactorCount, parallel, moments.ColumnCount);
        Extraction extraction = options.Extraction == FactorExtraction.MaximumLikelihood
            ? Extraction.MaximumLikelihood(correlation, factorCount, options)
            : Extraction.PrincipalAxis(correlation, factorCount, options);
        Rotation rotation = Rotation.Of(extraction.Loadings, options.Rotation);
        return Describe(moments, options, correlation, parallel, extraction, rotation);
    }

    /// <summary>The number asked for, or found; never more than leaves a degree of freedom not below 0.</summary>
    private static int FactorCount(int? asked, ParallelAnalysis? parallel, int columnCount)
    {
        int most = 0;
        while (most + 1 < columnCount && (columnCount - most - 1) * (columnCount - most - 1) >= columnCount + most + 1)
        {
            most++;
        }

        int count = asked ?? Math.Min(parallel!.FactorCount, most);
        if (count < 1 || count > most)
        {
            throw new ArgumentException(
                asked is null
                    ? $"No factor of {columnCount} columns exceeds chance. Nothing was fitted: the answers share " +
                      "nothing that this many rows could show."
                    : $"{count} factors were asked of {columnCount} columns, which allow 1 to {most}.");
        }

        return count;
    }

    private static FactorAnalysisFit Describe(
        AnswerMoments moments,
        FactorAnalysisOptions options,
        Matrix<double> correlation,
        ParallelAnalysis? parallel,
        Extraction extraction,
        Rotation rotation)
    {
        int p = moments.ColumnCount;
        int m = rotation.Pattern.ColumnCount;
        Matrix<double> structure = rotation.Pattern * rotation.Correlations;
        Matrix<double> weights = correlation.Cholesky().Solve(structure);
        double corrected = moments.RowCount - 1 - (2 * p + 5) / 6.0 - 2 * m / 3.0;
        return new FactorAnalysisFit
        {
            ColumnCount = p,
            FactorCount = m,
            RowCount = moments.RowCount,
            DroppedRowCount = moments.DroppedRowCount,
            Missing = options.Missing,
            Means = moments.Means,
            Scales = moments.Scales(),
            Loadings = rotation.Pattern.ToRowMajorArray(),
            Structure = structure.ToRowMajorArray(),
            FactorCorrelations = rotation.Correlations.ToRowMajorArray(),
            Communalities = [.. extraction.Loadings.EnumerateRows().Select(row => row.DotProduct(row))],
            ScoreWeights = weights.ToRowMajorArray(),
            ScoreReliabilities = [.. structure.PointwiseMultiply(weights).ColumnSums()],
            HeywoodColumns =
            [
                .. Enumerable.Range(0, p)
                    .Where(column => extraction.Uniquenesses[column] <= Extraction.LeastUniqueness),
            ],
            Adequacy = SamplingAdequacy.Of(correlation),
            Parallel = parallel,
            DiscrepancyPerIteration = extraction.Discrepancies,
            Converged = extraction.Converged,
            ChiSquare = options.Extraction == FactorExtraction.MaximumLikelihood
                ? corrected * extraction.Discrepancies[^1]
                : null,
        };
    }
}

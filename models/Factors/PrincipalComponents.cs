using MathNet.Numerics.LinearAlgebra;

namespace Segmentation.Models.Factors;

/// <summary>
/// The uncorrelated directions in which answers vary most. Plain numbers: written to JSON and read back, they score
/// alike.
/// </summary>
public sealed record PrincipalComponents
{
    /// <summary>Columns per row.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Components kept.</summary>
    public required int ComponentCount { get; init; }

    /// <summary>Rows fitted.</summary>
    public required int RowCount { get; init; }

    /// <summary>Rows left out for a missing answer.</summary>
    public required int DroppedRowCount { get; init; }

    /// <summary>What becomes of missing answers, in scores too.</summary>
    public required MissingAnswers Missing { get; init; }

    /// <summary>Column means, subtracted first.</summary>
    public required double[] Means { get; init; }

    /// <summary>Divided by next: standard deviations (n − 1), or 1 when covariances were analysed.</summary>
    public required double[] Scales { get; init; }

    /// <summary>Variances of all components, descending, kept or not; never negative.</summary>
    public required IReadOnlyList<double> Variances { get; init; }

    /// <summary>
    /// Unit directions, row-major: <see cref="ComponentCount"/> values per column. The largest entry of a direction is
    /// positive.
    /// </summary>
    public required double[] Directions { get; init; }

    /// <summary>Share of all variance that each component explains; 0 when nothing varies.</summary>
    public IReadOnlyList<double> ExplainedShares
    {
        get
        {
            double total = Variances.Sum();
            return [.. Variances.Select(variance => total > 0 ? variance / total : 0)];
        }
    }

    /// <summary>
    /// Directions times standard deviations, in the same layout: correlations when those were analysed.
    /// </summary>
    public double[] Loadings =>
        [.. Directions.Select((value, i) => value * Math.Sqrt(Variances[i % ComponentCount]))];

    /// <summary>Fits components.</summary>
    /// <param name="rows">Answers, row-major; NaN means missing.</param>
    /// <param name="columnCount">Columns per row, at most 500.</param>
    /// <param name="componentCount">Components to keep; null means one per column.</param>
    /// <param name="standardise">
    /// Whether to analyse correlations, where every column counts alike, rather than covariances.
    /// </param>
    /// <param name="missing">What becomes of rows in which an answer is missing.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, fewer than two rows can be used, a value is infinite or missing where that is refused, or a
    /// column to be standardised is constant.
    /// </exception>
    /// <remarks>Hotelling (1933). Costs rows × columns² and columns³.</remarks>
    public static PrincipalComponents Fit(
        ReadOnlySpan<double> rows,
        int columnCount,
        int? componentCount = null,
        bool standardise = true,
        MissingAnswers missing = MissingAnswers.Refuse)
    {
        int kept = componentCount ?? columnCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(kept, 1, nameof(componentCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kept, columnCount, nameof(componentCount));
        AnswerMoments moments = AnswerMoments.Of(rows, columnCount, missing);
        Matrix<double> matrix = standardise ? moments.Correlation() : moments.Covariance;
        SymmetricEigen eigen = SymmetricEigen.Of(matrix);
        return new PrincipalComponents
        {
            ColumnCount = columnCount,
            ComponentCount = kept,
            RowCount = moments.RowCount,
            DroppedRowCount = moments.DroppedRowCount,
            Missing = missing,
            Means = moments.Means,
            Scales = standardise ? moments.Scales() : [.. Enumerable.Repeat(1.0, columnCount)],
            Variances = [.. eigen.Values.Select(value => Math.Max(0, value))],
            Directions = eigen.Vectors.SubMatrix(0, columnCount, 0, kept).ToRowMajorArray(),
        };
    }

    /// <summary>Projects rows onto the components.</summary>
    /// <param name="rows">Answers, row-major; NaN means missing.</param>
    /// <param name="scores">Receives <see cref="ComponentCount"/> values per row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, or a value is infinite or missing where that is refused.
    /// </exception>
    public void Score(ReadOnlySpan<double> rows, Span<double> scores) =>
        AnswerMoments.Score(rows, Means, Scales, Directions, Missing, scores);
}

using MathNet.Numerics.Distributions;

namespace Segmentation.Models.Factors;

/// <summary>
/// Few factors that explain why many answers go together, and the evidence for them. Plain numbers: written to JSON and
/// read back, they score alike.
/// </summary>
public sealed record FactorAnalysisFit
{
    /// <summary>Columns per row.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Number of factors.</summary>
    public required int FactorCount { get; init; }

    /// <summary>Rows fitted.</summary>
    public required int RowCount { get; init; }

    /// <summary>Rows left out for a missing answer.</summary>
    public required int DroppedRowCount { get; init; }

    /// <summary>What becomes of missing answers, in scores too.</summary>
    public required MissingAnswers Missing { get; init; }

    /// <summary>Column means, subtracted before scoring.</summary>
    public required double[] Means { get; init; }

    /// <summary>Column standard deviations (n − 1), divided by before scoring.</summary>
    public required double[] Scales { get; init; }

    /// <summary>
    /// Pattern: how much one standard deviation of a factor adds to an answer, the others held. Row-major,
    /// <see cref="FactorCount"/> values per column; factors with the most squared loading first, each summing to 0 or
    /// more.
    /// </summary>
    public required double[] Loadings { get; init; }

    /// <summary>Structure: correlations of answers with factors, in the same layout.</summary>
    public required double[] Structure { get; init; }

    /// <summary>Correlations between factors, row-major; the identity unless rotation is oblique.</summary>
    public required double[] FactorCorrelations { get; init; }

    /// <summary>Share of each column's variance that the factors explain.</summary>
    public required double[] Communalities { get; init; }

    /// <summary>
    /// Multiplied with standardised answers to give scores: Thurstone's regression, R⁻¹ times structure. Row-major,
    /// <see cref="FactorCount"/> values per column.
    /// </summary>
    public required double[] ScoreWeights { get; init; }

    /// <summary>
    /// Squared correlation of each factor with its scores: how well the answers determine it. Below .7 or so, scores
    /// are a weak stand-in.
    /// </summary>
    public required IReadOnlyList<double> ScoreReliabilities { get; init; }

    /// <summary>
    /// Columns whose communality would pass the limit of .995 (Heywood cases): too few answers for a factor.
    /// </summary>
    public required IReadOnlyList<int> HeywoodColumns { get; init; }

    /// <summary>Whether correlations are fit to be factored.</summary>
    public required SamplingAdequacy Adequacy { get; init; }

    /// <summary>How many factors exceed chance; null when the number was given.</summary>
    public required ParallelAnalysis? Parallel { get; init; }

    /// <summary>
    /// Misfit per iteration. Maximum likelihood: the discrepancy, which never rises. Principal axes: the sum of squared
    /// residual correlations.
    /// </summary>
    public required IReadOnlyList<double> DiscrepancyPerIteration { get; init; }

    /// <summary>Whether communalities settled before the iteration limit.</summary>
    public required bool Converged { get; init; }

    /// <summary>
    /// Likelihood ratio against any correlation at all, with Bartlett's correction; null for principal axes.
    /// </summary>
    public required double? ChiSquare { get; init; }

    /// <summary>Correlations that the factors leave free to be wrong: ((p − m)² − p − m) / 2.</summary>
    public int DegreesOfFreedom =>
        ((ColumnCount - FactorCount) * (ColumnCount - FactorCount) - ColumnCount - FactorCount) / 2;

    /// <summary>
    /// Chance of a <see cref="ChiSquare"/> as large if this many factors are enough; null for principal axes or no
    /// degree of freedom. With many rows, a small value says little.
    /// </summary>
    public double? PValue =>
        ChiSquare is { } value && DegreesOfFreedom > 0 ? 1 - ChiSquared.CDF(DegreesOfFreedom, value) : null;

    /// <summary>Share of all variance that each factor explains: structure times pattern, over columns.</summary>
    public IReadOnlyList<double> ExplainedShares =>
    [
        .. Enumerable.Range(0, FactorCount).Select(factor => Enumerable.Range(0, ColumnCount)
            .Sum(column => Loadings[column * FactorCount + factor] * Structure[column * FactorCount + factor])
            / ColumnCount),
    ];

    /// <summary>Scores rows: standardised answers times <see cref="ScoreWeights"/>.</summary>
    /// <param name="rows">Answers, row-major; NaN means missing.</param>
    /// <param name="scores">Receives <see cref="FactorCount"/> values per row.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, or a value is infinite or missing where that is refused.
    /// </exception>
    public void Score(ReadOnlySpan<double> rows, Span<double> scores) =>
        AnswerMoments.Score(rows, Means, Scales, ScoreWeights, Missing, scores);
}

namespace Segmentation.Models.Typing;

/// <summary>
/// Predicts the segment of a customer from answers: one linear score per segment, the highest wins. Plain numbers, in
/// the answers' own units: they can be written as a SQL expression as they stand.
/// </summary>
public sealed record TypingTool
{
    /// <summary>How the weights were learnt.</summary>
    public required TypingMethod Method { get; init; }

    /// <summary>Answers per row.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Number of segments.</summary>
    public required int SegmentCount { get; init; }

    /// <summary>
    /// Row-major, 1 + <see cref="ColumnCount"/> values per segment: the intercept, then a weight per answer.
    /// </summary>
    public required double[] Coefficients { get; init; }

    /// <summary>Predicts segments.</summary>
    /// <param name="rows">Finite answers, row-major, in the units fitted.</param>
    /// <param name="segments">Receives the likeliest segment per row; a tie goes to the lower.</param>
    /// <param name="probabilities">
    /// Receives one probability per segment and row, adding up to 1 per row; leave empty when not wanted.
    /// </param>
    /// <exception cref="ArgumentException">Shapes differ, or an answer is NaN or infinite.</exception>
    public void Predict(ReadOnlySpan<double> rows, Span<int> segments, Span<double> probabilities = default)
    {
        int rowCount = TypingChecks.Rows(rows, ColumnCount);
        if (segments.Length != rowCount
            || (!probabilities.IsEmpty && probabilities.Length != (long)rowCount * SegmentCount))
        {
            throw new ArgumentException(
                $"{rowCount} rows and {SegmentCount} segments do not fit {segments.Length} and " +
                $"{probabilities.Length} places.");
        }

        Span<double> scores = new double[SegmentCount];
        for (int row = 0; row < rowCount; row++)
        {
            Score(rows.Slice(row * ColumnCount, ColumnCount), scores);
            segments[row] = IndexOfHighest(scores);
            if (!probabilities.IsEmpty)
            {
                ToProbabilities(scores, scores[segments[row]]);
                scores.CopyTo(probabilities.Slice(row * SegmentCount, SegmentCount));
            }
        }
    }

    /// <summary>One row's score per segment; probabilities are proportional to e to the score.</summary>
    internal void Score(ReadOnlySpan<double> answers, Span<double> scores)
    {
        for (int segment = 0; segment < scores.Length; segment++)
        {
            ReadOnlySpan<double> weights = Coefficients.AsSpan(segment * (1 + ColumnCount), 1 + ColumnCount);
            double score = weights[0];
            for (int column = 0; column < answers.Length; column++)
            {
                score += weights[1 + column] * answers[column];
            }

            scores[segment] = score;
        }
    }

    internal static int IndexOfHighest(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int segment = 1; segment < scores.Length; segment++)
        {
            best = scores[segment] > scores[best] ? segment : best;
        }

        return best;
    }

    /// <returns>The logarithm of the sum of e to the scores.</returns>
    internal static double ToProbabilities(Span<double> scores, double highest)
    {
        double total = 0;
        foreach (ref double score in scores)
        {
            score = Math.Exp(score - highest);
            total += score;
        }

        foreach (ref double score in scores)
        {
            score /= total;
        }

        return highest + Math.Log(total);
    }
}

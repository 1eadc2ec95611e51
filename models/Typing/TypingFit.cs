namespace Segmentation.Models.Typing;

/// <summary>
/// A fitted typing tool and how the fit went. How well it predicts is for <see cref="CrossValidation"/>.
/// </summary>
/// <param name="Tool">The tool.</param>
/// <param name="LossPerIteration">
/// Logit: mean loss in nats with penalty, from the start on; never rises. Empty for the discriminant.
/// </param>
/// <param name="Converged">Whether the slope fell to the tolerance; true for the discriminant.</param>
public sealed record TypingFit(TypingTool Tool, IReadOnlyList<double> LossPerIteration, bool Converged)
{
    /// <summary>Fits by the method that the options name.</summary>
    /// <param name="rows">Finite answers, row-major; a category is one column of 0 and 1 per value.</param>
    /// <param name="columnCount">Answers per row, at most 1,000.</param>
    /// <param name="segments">Segment of each row, from 0.</param>
    /// <param name="segmentCount">Number of segments, at least 2; each has a row.</param>
    /// <param name="options">Method and the rest.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, an answer is NaN or infinite, a segment is out of range or has no row, or an option is out of
    /// range.
    /// </exception>
    public static TypingFit Fit(
        ReadOnlySpan<double> rows,
        int columnCount,
        ReadOnlySpan<int> segments,
        int segmentCount,
        TypingOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        TypingChecks.Segments(rows, columnCount, segments, segmentCount, leastRows: 1);
        var answers = new ScaledAnswers(rows, columnCount);
        return FitScaled(answers, segments, segmentCount, options, cancellationToken);
    }

    internal static TypingFit FitScaled(
        ScaledAnswers answers,
        ReadOnlySpan<int> segments,
        int segmentCount,
        TypingOptions options,
        CancellationToken cancellationToken)
    {
        if (options.Method == TypingMethod.MultinomialLogit)
        {
            (double[] weights, IReadOnlyList<double> losses, bool hasConverged) =
                MultinomialLogit.Fit(answers, segments, segmentCount, options, cancellationToken);
            return new TypingFit(answers.Tool(weights, segmentCount, options.Method), losses, hasConverged);
        }

        int[] all = [.. Enumerable.Range(0, answers.ColumnCount)];
        SegmentMoments moments = SegmentMoments.Of(answers, segments, segmentCount);
        double[] coefficients = LinearDiscriminant.Coefficients(moments, all, options.Shrinkage);
        return new TypingFit(answers.Tool(coefficients, segmentCount, options.Method), [], true);
    }
}

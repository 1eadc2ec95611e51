namespace Segmentation.Models.Typing;

/// <summary>
/// Measures a typing tool on rows that it was not fitted on: every fold once, by a fit of the others.
/// </summary>
public static class CrossValidation
{
    /// <summary>Cross-validated accuracy.</summary>
    /// <param name="rows">Finite answers, row-major; a category is one column of 0 and 1 per value.</param>
    /// <param name="columnCount">Answers per row, at most 1,000.</param>
    /// <param name="segments">Segment of each row, from 0.</param>
    /// <param name="segmentCount">Number of segments, at least 2; each has two rows at least.</param>
    /// <param name="options">Method, folds and the rest.</param>
    /// <param name="rowKeys">One stable key per row, from which folds are made; null means the row's index.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <exception cref="ArgumentException">
    /// As for <see cref="TypingFit.Fit"/>, or there are fewer rows than folds.
    /// </exception>
    public static TypingAccuracy Measure(
        ReadOnlySpan<double> rows,
        int columnCount,
        ReadOnlySpan<int> segments,
        int segmentCount,
        TypingOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        FoldedRows folded = FoldedRows.Of(rows, columnCount, segments, segmentCount, options, rowKeys);
        int[] all = [.. Enumerable.Range(0, columnCount)];
        return folded.Measure(all, options, cancellationToken);
    }
}

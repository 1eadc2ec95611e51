using Segmentation.Models.Clustering;

namespace Segmentation.Models.Typing;

/// <summary>One question more, and what it brought.</summary>
/// <param name="Question">Index of the question added.</param>
/// <param name="Accuracy">Cross-validated accuracy with it and all before it.</param>
/// <param name="StandardError">Standard error of that accuracy.</param>
public readonly record struct QuestionStep(int Question, double Accuracy, double StandardError);

/// <summary>The fewest questions that type customers nearly as well as all of them.</summary>
/// <remarks>
/// Forward selection: at each step the question that helps most. Candidates are compared by the linear discriminant,
/// whose folds come from moments, and the set so found is measured by the method asked for. Cost: questions² / 2 sets,
/// each rows × columns × segments. The accuracy of a chosen set is somewhat flattered by having been chosen; measure on
/// other respondents before promising it.
/// </remarks>
public sealed record FewestQuestions
{
    /// <summary>Accuracy with all questions.</summary>
    public required TypingAccuracy Full { get; init; }

    /// <summary>Accuracy to be reached.</summary>
    public required double Target { get; init; }

    /// <summary>Questions in the order chosen, and the accuracy after each.</summary>
    public required IReadOnlyList<QuestionStep> Steps { get; init; }

    /// <summary>Accuracy with the chosen questions.</summary>
    public required TypingAccuracy Chosen { get; init; }

    /// <summary>Columns of the chosen questions, ascending: what a row of <see cref="Fit"/>'s tool holds.</summary>
    public required IReadOnlyList<int> Columns { get; init; }

    /// <summary>The tool of those columns, fitted on all rows used.</summary>
    public required TypingFit Fit { get; init; }

    /// <summary>Rows used; fewer than given when there were more than the sample asked for.</summary>
    public required int RowCount { get; init; }

    /// <summary>Adds questions until the accuracy is close enough to that of all.</summary>
    /// <param name="rows">Finite answers, row-major; a category is one column of 0 and 1 per value.</param>
    /// <param name="columnCount">Columns per row, at most 1,000.</param>
    /// <param name="segments">Segment of each row, from 0.</param>
    /// <param name="segmentCount">Number of segments, at least 2; each has two rows at least.</param>
    /// <param name="options">Method, folds, stopping rule and the rest.</param>
    /// <param name="rowKeys">
    /// One stable key per row, from which folds and sample are made; null means its index.
    /// </param>
    /// <param name="cancellationToken">Stops between sets of questions.</param>
    /// <exception cref="ArgumentException">
    /// As for <see cref="CrossValidation.Measure"/>, or questions overlap.
    /// </exception>
    public static FewestQuestions Select(
        ReadOnlySpan<double> rows,
        int columnCount,
        ReadOnlySpan<int> segments,
        int segmentCount,
        FewestQuestionsOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        int[][] questions = options.QuestionsOf(columnCount);
        TypingChecks.Segments(rows, columnCount, segments, segmentCount, leastRows: 2);
        KMeansChecks.LengthPerRow(rowKeys?.Length, segments.Length, nameof(rowKeys));
        int[] used = Sample(segments.ToArray(), segmentCount, options, rowKeys);
        double[] usedRows = new double[used.Length * columnCount];
        int[] usedSegments = new int[used.Length];
        for (int i = 0; i < used.Length; i++)
        {
            rows.Slice(used[i] * columnCount, columnCount).CopyTo(usedRows.AsSpan(i * columnCount));
            usedSegments[i] = segments[used[i]];
        }

        ulong[] keys = [.. used.Select(row => rowKeys is null ? (ulong)row : rowKeys[row])];
        FoldedRows folded = FoldedRows.Of(
            usedRows, columnCount, usedSegments, segmentCount, options.Typing, keys);
        return Select(folded, questions, options, cancellationToken);
    }

    private static FewestQuestions Select(
        FoldedRows folded, int[][] questions, FewestQuestionsOptions options, CancellationToken cancellationToken)
    {
        TypingAccuracy full = folded.Measure(ColumnsOf(questions), options.Typing, cancellationToken);
        double target = options.ShareOfFull is { } share
            ? share * full.Accuracy
            : full.Accuracy - options.StandardErrors * full.StandardError;
        List<int> open = [.. Enumerable.Range(0, questions.Length)];
        var chosen = new List<int[]>();
        var steps = new List<QuestionStep>();
        TypingAccuracy accuracy;
        do
        {
            int best = BestOf(folded, questions, open, chosen, options.Typing.Shrinkage, cancellationToken);
            open.Remove(best);
            chosen.Add(questions[best]);
            accuracy = folded.Measure(ColumnsOf(chosen), options.Typing, cancellationToken);
            steps.Add(new QuestionStep(best, accuracy.Accuracy, accuracy.StandardError));
        }
        while (open.Count > 0 && accuracy.Accuracy < target);

        int[] columns = ColumnsOf(chosen);
        return new FewestQuestions
        {
            Full = full,
            Target = target,
            Steps = steps,
            Chosen = accuracy,
            Columns = columns,
            Fit = folded.Fit(columns, options.Typing, cancellationToken),
            RowCount = folded.RowCount,
        };
    }

    /// <summary>The open question that types most rows right beside those chosen; a tie goes to the lower.</summary>
    private static int BestOf(
        FoldedRows folded,
        int[][] questions,
        List<int> open,
        List<int[]> chosen,
        double shrinkage,
        CancellationToken cancellationToken)
    {
        int best = open[0];
        long most = -1;
        foreach (int candidate in open)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] columns = ColumnsOf([.. chosen, questions[candidate]]);
            long right = folded.CountRight(columns, shrinkage);
            (best, most) = right > most ? (candidate, right) : (best, most);
        }

        return best;
    }

    private static int[] ColumnsOf(IEnumerable<int[]> chosen) => [.. chosen.SelectMany(c => c).Order()];

    /// <summary>Rows of lowest hash; of a rare segment enough for a row in every fold, as far as there are.</summary>
    private static int[] Sample(int[] segments, int segmentCount, FewestQuestionsOptions options, ulong[]? rowKeys)
    {
        ulong round = RowHash.Round(options.Typing.Seed, 1, 0);
        double[] draws =
        [
            .. Enumerable.Range(0, segments.Length)
                .Select(row => RowHash.Uniform(round, rowKeys is null ? (ulong)row : rowKeys[row])),
        ];
        double[] limits = new double[segmentCount];
        for (int segment = 0; segment < segmentCount; segment++)
        {
            double[] own =
                [.. draws.Where((_, row) => segments[row] == segment).Order().Take(options.Typing.FoldCount)];
            limits[segment] = Math.Max((double)options.SampleSize / segments.Length, own[^1]);
        }

        return [.. Enumerable.Range(0, segments.Length).Where(row => draws[row] <= limits[segments[row]])];
    }
}

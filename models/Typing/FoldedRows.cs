namespace Segmentation.Models.Typing;

/// <summary>Rows dealt into folds, with the moments of each, so that any set of columns is measured quickly.</summary>
internal sealed class FoldedRows
{
    private readonly ScaledAnswers _answers;
    private readonly int[] _segments;
    private readonly int _segmentCount;
    private readonly int[][] _rowsOfFold;
    private readonly SegmentMoments[] _trainingOfFold;

    private FoldedRows(ScaledAnswers answers, int[] segments, int segmentCount, int[] folds, int foldCount)
    {
        _answers = answers;
        _segments = segments;
        _segmentCount = segmentCount;
        _rowsOfFold = [.. Enumerable.Range(0, foldCount).Select(fold => RowsWhere(folds, other => other == fold))];
        SegmentMoments whole = SegmentMoments.Of(answers, segments, segmentCount);
        _trainingOfFold = [.. _rowsOfFold.Select(rows => whole.Less(MomentsOf(rows)))];
    }

    public int RowCount => _segments.Length;

    public static FoldedRows Of(
        ReadOnlySpan<double> rows,
        int columnCount,
        ReadOnlySpan<int> segments,
        int segmentCount,
        TypingOptions options,
        ulong[]? rowKeys)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        TypingChecks.Segments(rows, columnCount, segments, segmentCount, leastRows: 2);
        if (segments.Length < options.FoldCount)
        {
            throw new ArgumentException($"{segments.Length} rows do not fill {options.FoldCount} folds.");
        }

        int[] folds = StratifiedFolds.Deal(segments, options.FoldCount, options.Seed, rowKeys);
        return new FoldedRows(
            new ScaledAnswers(rows, columnCount), segments.ToArray(), segmentCount, folds, options.FoldCount);
    }

    /// <summary>Accuracy with some columns only.</summary>
    public TypingAccuracy Measure(int[] columns, TypingOptions options, CancellationToken cancellationToken)
    {
        long[][] confusion = EmptyConfusion();
        double[] accuracies = new double[_rowsOfFold.Length];
        for (int fold = 0; fold < _rowsOfFold.Length; fold++)
        {
            double[] coefficients = options.Method == TypingMethod.LinearDiscriminant
                ? LinearDiscriminant.Coefficients(_trainingOfFold[fold], columns, options.Shrinkage)
                : FitLogit(fold, columns, options, cancellationToken);
            int right = Predict(fold, columns, coefficients, confusion);
            accuracies[fold] = (double)right / _rowsOfFold[fold].Length;
        }

        return new TypingAccuracy { Confusion = confusion, FoldAccuracies = accuracies };
    }

    /// <summary>Rows the discriminant predicts right with some columns, over all folds.</summary>
    public long CountRight(int[] columns, double shrinkage)
    {
        long[][] confusion = EmptyConfusion();
        long right = 0;
        for (int fold = 0; fold < _rowsOfFold.Length; fold++)
        {
            double[] coefficients = LinearDiscriminant.Coefficients(_trainingOfFold[fold], columns, shrinkage);
            right += Predict(fold, columns, coefficients, confusion);
        }

        return right;
    }

    /// <summary>A tool of some columns, fitted on all rows.</summary>
    public TypingFit Fit(int[] columns, TypingOptions options, CancellationToken cancellationToken)
    {
        int[] all = [.. Enumerable.Range(0, RowCount)];
        return TypingFit.FitScaled(
            _answers.Part(all, columns), _segments, _segmentCount, options, cancellationToken);
    }

    private double[] FitLogit(int fold, int[] columns, TypingOptions options, CancellationToken cancellationToken)
    {
        HashSet<int> heldOut = [.. _rowsOfFold[fold]];
        int[] training = RowsWhere(_segments, (row, _) => !heldOut.Contains(row));
        ScaledAnswers part = _answers.Part(training, columns);
        int[] segments = [.. training.Select(row => _segments[row])];
        return MultinomialLogit.Fit(part, segments, _segmentCount, options, cancellationToken).Weights;
    }

    private int Predict(int fold, int[] columns, double[] coefficients, long[][] confusion)
    {
        int right = 0;
        int width = 1 + columns.Length;
        Span<double> scores = new double[_segmentCount];
        foreach (int row in _rowsOfFold[fold])
        {
            ReadOnlySpan<double> answers = _answers.Row(row);
            for (int segment = 0; segment < scores.Length; segment++)
            {
                double score = coefficients[segment * width];
                for (int i = 0; i < columns.Length; i++)
                {
                    score += coefficients[segment * width + 1 + i] * answers[columns[i]];
                }

                scores[segment] = score;
            }

            int predicted = TypingTool.IndexOfHighest(scores);
            confusion[_segments[row]][predicted]++;
            right += predicted == _segments[row] ? 1 : 0;
        }

        return right;
    }

    private long[][] EmptyConfusion() =>
        [.. Enumerable.Range(0, _segmentCount).Select(_ => new long[_segmentCount])];

    private SegmentMoments MomentsOf(int[] rows)
    {
        var moments = new SegmentMoments(_segmentCount, _answers.ColumnCount);
        foreach (int row in rows)
        {
            moments.AddRow(_answers.Row(row), _segments[row]);
        }

        return moments;
    }

    private static int[] RowsWhere(int[] values, Func<int, bool> condition) =>
        RowsWhere(values, (_, value) => condition(value));

    private static int[] RowsWhere(int[] values, Func<int, int, bool> condition) =>
        [.. Enumerable.Range(0, values.Length).Where(row => condition(row, values[row]))];
}

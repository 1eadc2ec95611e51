namespace Segmentation.Models.Typing;

/// <summary>How well a typing tool predicts rows it has not seen.</summary>
public sealed record TypingAccuracy
{
    /// <summary>Rows by actual (first index) and predicted (second) segment, over all folds.</summary>
    public required IReadOnlyList<long[]> Confusion { get; init; }

    /// <summary>Share of rows predicted right, fold by fold.</summary>
    public required IReadOnlyList<double> FoldAccuracies { get; init; }

    /// <summary>Number of segments.</summary>
    public int SegmentCount => Confusion.Count;

    /// <summary>Rows in all.</summary>
    public long RowCount => Confusion.Sum(row => row.Sum());

    /// <summary>Share of all rows predicted right.</summary>
    public double Accuracy => Segments().Sum(segment => Confusion[segment][segment]) / (double)RowCount;

    /// <summary>Standard error of the mean of fold accuracies (n − 1).</summary>
    public double StandardError
    {
        get
        {
            double mean = FoldAccuracies.Average();
            double squares = FoldAccuracies.Sum(value => (value - mean) * (value - mean));
            return Math.Sqrt(squares / (FoldAccuracies.Count - 1) / FoldAccuracies.Count);
        }
    }

    /// <summary>What guessing the largest segment for everyone would reach.</summary>
    public double LargestShare => Segments().Max(Actual) / RowCount;

    /// <summary>Per segment, the share of its rows predicted as it.</summary>
    public IReadOnlyList<double> Recalls =>
        [.. Segments().Select(segment => Confusion[segment][segment] / Actual(segment))];

    /// <summary>Per segment, the share of rows predicted as it that are; NaN when none was.</summary>
    public IReadOnlyList<double> Precisions =>
        [.. Segments().Select(segment => Confusion[segment][segment] / Predicted(segment))];

    private IEnumerable<int> Segments() => Enumerable.Range(0, SegmentCount);

    private double Predicted(int segment) => Segments().Sum(actual => (double)Confusion[actual][segment]);

    private double Actual(int segment) => Confusion[segment].Sum();
}

namespace Segmentation.Models.Typing;

/// <summary>
/// Per segment the rows and the sum of standardised answers, and over all segments the sum of their products. Moments
/// of parts add up, so the training rows of a fold are all rows less the fold.
/// </summary>
internal sealed class SegmentMoments(int segmentCount, int columnCount)
{
    public int SegmentCount { get; } = segmentCount;

    public int ColumnCount { get; } = columnCount;

    public double[] Counts { get; } = new double[segmentCount];

    /// <summary>Row-major, one row per segment.</summary>
    public double[] Sums { get; } = new double[segmentCount * columnCount];

    /// <summary>Columns × columns; the lower triangle is kept.</summary>
    public double[] Products { get; } = new double[columnCount * columnCount];

    public static SegmentMoments Of(ScaledAnswers answers, ReadOnlySpan<int> segments, int segmentCount)
    {
        var moments = new SegmentMoments(segmentCount, answers.ColumnCount);
        for (int row = 0; row < segments.Length; row++)
        {
            moments.AddRow(answers.Row(row), segments[row]);
        }

        return moments;
    }

    public void AddRow(ReadOnlySpan<double> answers, int segment)
    {
        Counts[segment]++;
        for (int i = 0; i < answers.Length; i++)
        {
            Sums[segment * ColumnCount + i] += answers[i];
            for (int j = 0; j <= i; j++)
            {
                Products[i * ColumnCount + j] += answers[i] * answers[j];
            }
        }
    }

    public SegmentMoments Less(SegmentMoments part)
    {
        var rest = new SegmentMoments(SegmentCount, ColumnCount);
        Subtract(Counts, part.Counts, rest.Counts);
        Subtract(Sums, part.Sums, rest.Sums);
        Subtract(Products, part.Products, rest.Products);
        return rest;
    }

    private static void Subtract(double[] whole, double[] part, double[] rest)
    {
        for (int i = 0; i < whole.Length; i++)
        {
            rest[i] = whole[i] - part[i];
        }
    }
}

namespace Segmentation.Models.Typing;

/// <summary>
/// Answers standardised (population deviation), so that a penalty or a shrinkage treats all alike. A column that never
/// varies becomes 0 and so gets no weight.
/// </summary>
internal sealed class ScaledAnswers
{
    private readonly double[] _means;
    private readonly double[] _scales;

    public ScaledAnswers(ReadOnlySpan<double> rows, int columnCount)
    {
        ColumnCount = columnCount;
        RowCount = rows.Length / columnCount;
        _means = new double[columnCount];
        _scales = new double[columnCount];
        for (int i = 0; i < rows.Length; i++)
        {
            _means[i % columnCount] += rows[i] / RowCount;
        }

        double[] largest = new double[columnCount];
        for (int i = 0; i < rows.Length; i++)
        {
            double deviation = rows[i] - _means[i % columnCount];
            _scales[i % columnCount] += deviation * deviation / RowCount;
            largest[i % columnCount] = Math.Max(largest[i % columnCount], Math.Abs(rows[i]));
        }

        for (int column = 0; column < columnCount; column++)
        {
            // Rounding of the mean alone is no variation.
            double scale = Math.Sqrt(_scales[column]);
            _scales[column] = scale > 1e-12 * largest[column] ? scale : 0;
        }

        Values = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double scale = _scales[i % columnCount];
            Values[i] = scale > 0 ? (rows[i] - _means[i % columnCount]) / scale : 0;
        }
    }

    private ScaledAnswers(double[] values, double[] means, double[] scales)
    {
        ColumnCount = means.Length;
        RowCount = values.Length / means.Length;
        (Values, _means, _scales) = (values, means, scales);
    }

    public int ColumnCount { get; }

    public int RowCount { get; }

    /// <summary>Row-major.</summary>
    public double[] Values { get; }

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * ColumnCount, ColumnCount);

    /// <summary>Some rows and some columns, in the scale of the whole.</summary>
    public ScaledAnswers Part(ReadOnlySpan<int> rows, int[] columns)
    {
        double[] values = new double[rows.Length * columns.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<double> row = Row(rows[i]);
            for (int j = 0; j < columns.Length; j++)
            {
                values[i * columns.Length + j] = row[columns[j]];
            }
        }

        return new ScaledAnswers(
            values,
            [.. columns.Select(column => _means[column])],
            [.. columns.Select(column => _scales[column])]);
    }

    /// <summary>A tool in the answers' own units from weights of standardised ones.</summary>
    public TypingTool Tool(double[] scaled, int segmentCount, TypingMethod method)
    {
        double[] coefficients = new double[scaled.Length];
        for (int segment = 0; segment < segmentCount; segment++)
        {
            int start = segment * (1 + ColumnCount);
            double intercept = scaled[start];
            for (int column = 0; column < ColumnCount; column++)
            {
                double weight = _scales[column] > 0 ? scaled[start + 1 + column] / _scales[column] : 0;
                coefficients[start + 1 + column] = weight;
                intercept -= weight * _means[column];
            }

            coefficients[start] = intercept;
        }

        return new TypingTool
        {
            Method = method,
            ColumnCount = ColumnCount,
            SegmentCount = segmentCount,
            Coefficients = coefficients,
        };
    }
}

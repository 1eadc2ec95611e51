namespace Segmentation.Models.Mixed;

/// <summary>Borrowed rows of numbers and codes, pinned by the caller.</summary>
internal readonly unsafe struct MixedRows(
    float* numbers, int* codes, ulong* keys, int rowCount, int numericCount, int categoricalCount)
{
    private readonly float* _numbers = numbers;
    private readonly int* _codes = codes;
    private readonly ulong* _keys = keys;

    public int RowCount { get; } = rowCount;

    public int NumericCount { get; } = numericCount;

    public int CategoricalCount { get; } = categoricalCount;

    public float* Numbers(int row) => _numbers + (long)row * NumericCount;

    public int* Codes(int row) => _codes + (long)row * CategoricalCount;

    public ulong Key(int row) => _keys == null ? (ulong)row : _keys[row];

    /// <summary>Huang's distance: squared differences of numbers, plus gamma for every code that differs.</summary>
    public double Distance(int row, double* mean, int* mode, double gamma)
    {
        double sum = 0;
        float* numbers = Numbers(row);
        for (int column = 0; column < NumericCount; column++)
        {
            double difference = numbers[column] - mean[column];
            sum += difference * difference;
        }

        int differing = 0;
        int* codes = Codes(row);
        for (int column = 0; column < CategoricalCount; column++)
        {
            differing += codes[column] == mode[column] ? 0 : 1;
        }

        return sum + gamma * differing;
    }

    public static void Check(
        ReadOnlySpan<float> numeric,
        int numericCount,
        ReadOnlySpan<int> categories,
        int categoricalCount,
        int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numericCount);
        ArgumentOutOfRangeException.ThrowIfNegative(categoricalCount);
        if (rowCount == 0 || numericCount + categoricalCount == 0
            || numeric.Length != (long)rowCount * numericCount
            || categories.Length != (long)rowCount * categoricalCount)
        {
            throw new ArgumentException(
                $"{rowCount} rows of {numericCount} numbers and {categoricalCount} codes do not fit " +
                $"{numeric.Length} numbers and {categories.Length} codes; at least one row and one column are needed.");
        }

        for (int i = 0; i < numeric.Length; i++)
        {
            if (!(Math.Abs(numeric[i]) <= 1e16f))
            {
                throw new ArgumentException(
                    $"Row {i / numericCount}, numeric column {i % numericCount} is {numeric[i]}; numbers are finite, " +
                    "at most 1e16. Impute or scale the feature first; FeatureScaler does both.");
            }
        }

        int negative = categories.IndexOfAnyInRange(int.MinValue, -1);
        if (negative >= 0)
        {
            throw new ArgumentException(
                $"Row {negative / categoricalCount}, categorical column {negative % categoricalCount} is " +
                $"{categories[negative]}; codes are 0 or more. Give a missing category a code of its own.");
        }
    }
}

namespace Segmentation.Models.Explain;

/// <summary>Checks that explanations share, with messages that name the feature and the row.</summary>
internal static class ExplainChecks
{
    /// <summary>Labels index arrays; more than this many is a mistake, such as customer ids.</summary>
    private const int MaxLabel = 1 << 20;

    /// <summary>The number of rows, when columns, names and labels fit each other.</summary>
    public static int RowCount(IReadOnlyList<double[]> columns, IReadOnlyList<string> names, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Columns(columns, names);
        SameLength(labels, columns[0].Length, "The labels");
        return labels.Length;
    }

    /// <summary>Columns pair with names, are of one length and have no infinite value.</summary>
    public static void Columns(IReadOnlyList<double[]> columns, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(names);
        if (columns.Count == 0 || columns.Count != names.Count)
        {
            throw new ArgumentException(
                $"{columns.Count} columns came with {names.Count} names; they pair one to one.");
        }

        for (int column = 0; column < columns.Count; column++)
        {
            ArgumentNullException.ThrowIfNull(columns[column]);
            SameLength(columns[column], columns[0].Length, $"Feature {names[column]}");
            NotInfinite(columns[column], $"Feature {names[column]}");
        }
    }

    /// <summary>One more than the largest label, when some row has a label.</summary>
    public static int LabelCount(int[] labels)
    {
        int largest = labels.Length == 0 ? -1 : labels.Max();
        return largest switch
        {
            < 0 => throw new ArgumentException("No row has a label of 0 or more, so there is no segment."),
            >= MaxLabel => throw new ArgumentException(
                $"Label {largest} is beyond {MaxLabel - 1}. Number segments from 0 and pass those numbers."),
            _ => largest + 1,
        };
    }

    public static void SameLength<T>(T[] values, int rowCount, string what)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != rowCount)
        {
            throw new ArgumentException($"{what} has {values.Length} values for {rowCount} rows.");
        }
    }

    public static void NotInfinite(double[] values, string what)
    {
        int row = Array.FindIndex(values, double.IsInfinity);
        if (row >= 0)
        {
            throw new ArgumentException($"{what} is infinite in row {row}. Replace it by NaN if it is missing.");
        }
    }

    public static void Finite(double[] values, string what)
    {
        int row = Array.FindIndex(values, value => !double.IsFinite(value));
        if (row >= 0)
        {
            throw new ArgumentException($"{what} is {values[row]} in row {row}; finite values are needed.");
        }
    }

    public static void Share(double value, string name)
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be above 0 and below 1.");
        }
    }
}

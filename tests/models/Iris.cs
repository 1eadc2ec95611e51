using System.Globalization;

namespace Segmentation.Models.Tests;

/// <summary>
/// Fisher's 150 irises (1936) in his own values, as scikit-learn has them since 0.20; the UCI copy differs in rows 35
/// and 38. Centimetres; 50 each of setosa, versicolor and virginica, in this order.
/// </summary>
internal static class Iris
{
    public const int RowCount = 150;

    public const int ColumnCount = 4;

    public static readonly string[] Names = ["sepal_length", "sepal_width", "petal_length", "petal_width"];

    private static readonly string[] SpeciesNames = ["setosa", "versicolor", "virginica"];

    private static readonly string[][] Fields = [.. File.ReadLines(FindFile()).Skip(1).Select(line => line.Split(','))];

    /// <summary>Four measures per flower, row-major.</summary>
    public static double[] Rows { get; } = [.. Fields.SelectMany(row => row[..ColumnCount]).Select(ToNumber)];

    /// <summary>The same as float32.</summary>
    public static float[] SingleRows { get; } = [.. Rows.Select(value => (float)value)];

    /// <summary>One array per measure.</summary>
    public static double[][] Columns { get; } =
        [.. Enumerable.Range(0, ColumnCount).Select(column => Fields.Select(row => ToNumber(row[column])).ToArray())];

    /// <summary>Species of each flower, 0 to 2.</summary>
    public static int[] Species { get; } = [.. Fields.Select(row => Array.IndexOf(SpeciesNames, row[^1]))];

    private static double ToNumber(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    private static string FindFile()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "models", "iris.csv");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("tests/models/iris.csv is above no test folder.");
    }
}

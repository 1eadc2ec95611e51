using System.Globalization;

namespace Segmentation.Models.Tests.Validation;

/// <summary>
/// Fisher's 150 irises (1936) in his own values, as scikit-learn has them since 0.20; the UCI copy differs in rows 35
/// and 38. Centimetres.
/// </summary>
internal static class Iris
{
    public const int ColumnCount = 4;

    private static readonly string[] Names = ["setosa", "versicolor", "virginica"];

    /// <summary>Four measures per flower, row-major, and the species of each.</summary>
    public static (float[] Rows, int[] Species) Read()
    {
        string[][] fields = [.. File.ReadLines(FindFile()).Skip(1).Select(line => line.Split(','))];
        return (
            [.. fields.SelectMany(row => row[..ColumnCount]).Select(ToNumber)],
            [.. fields.Select(row => Array.IndexOf(Names, row[^1]))]);
    }

    private static float ToNumber(string field) => float.Parse(field, CultureInfo.InvariantCulture);

    private static string FindFile()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "models", "Validation", "iris.csv");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("tests/models/Validation/iris.csv is above no test folder.");
    }
}

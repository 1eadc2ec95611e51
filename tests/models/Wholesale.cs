using System.Globalization;

namespace Segmentation.Models.Tests;

/// <summary>The 440 wholesale customers: channel, and six spend columns.</summary>
internal static class Wholesale
{
    public const int ColumnCount = 6;

    /// <summary>Spend columns in file order, and the channel (1 or 2) of each customer.</summary>
    public static (double[][] Columns, int[] Channels) Read()
    {
        string path = SharedData.RequireFile("wholesale/wholesale-customers.csv");
        string[][] fields =
            [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))];
        double[][] columns =
        [
            .. Enumerable.Range(2, ColumnCount)
                .Select(column => fields.Select(row => ToNumber(row[column])).ToArray()),
        ];
        return (columns, [.. fields.Select(row => (int)ToNumber(row[0]))]);
    }

    private static double ToNumber(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Segmentation.Jobs.Report;

/// <summary>One cell: what is read, and what the column is sorted by.</summary>
/// <param name="Content">HTML, escaped already.</param>
/// <param name="SortValue">A number or text to sort by.</param>
/// <param name="IsNumber">Numbers stand to the right.</param>
public readonly record struct TableCell(string Content, string SortValue, bool IsNumber)
{
    public static TableCell Empty => new("", "", false);

    public static TableCell Of(string? text) => new(Html.Text(text), text ?? "", false);

    /// <summary>A figure that may be absent; an absent one sorts last.</summary>
    public static TableCell Of(double? value, string text) =>
        new(value is null ? "" : Html.Text(text), value?.ToString("R", CultureInfo.InvariantCulture) ?? "", true);

    public static TableCell Of(decimal value, string text) => new(Html.Text(text), value.ToString(CultureInfo.InvariantCulture), true);

    public static TableCell Count(long value) => Of((decimal)value, Figures.Count(value));

    public static TableCell Figure(double? value) => Of(value, Figures.Plain(value));

    public static TableCell Share(double? value) => Of(value, Figures.Share(value));

    public static TableCell Verdict(string verdict) => new(Html.Badge(verdict), verdict, false);
}

using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>A table that a click on a heading sorts.</summary>
/// <param name="Caption">What it shows: read aloud before it, and printed above it.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Cells, as many per row as there are headings. The first names the row.</param>
public sealed record ReportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Rows)
{
    public string Render()
    {
        var html = new StringBuilder();
        // A caption inside the table would be as wide as the table, and cut off on a phone.
        html.Append($"<p class=\"caption\">{Html.Text(Caption)}</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{Html.Text(Caption)}\">\n<table class=\"sortable\" aria-label=\"{Html.Text(Caption)}\">\n<thead><tr>");
        for (int column = 0; column < Columns.Count; column++)
        {
            string side = IsNumeric(column) ? " class=\"number\"" : "";
            html.Append($"<th scope=\"col\"{side} aria-sort=\"none\"><button type=\"button\">{Html.Text(Columns[column])}</button></th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<TableCell> row in Rows)
        {
            html.Append("<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                Cell(html, row[column], column);
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table>\n</div>\n").ToString();
    }

    private static void Cell(StringBuilder html, TableCell cell, int column)
    {
        string tag = column == 0 ? "th scope=\"row\"" : "td";
        string side = cell.IsNumber ? " class=\"number\"" : "";
        html.Append($"<{tag}{side} data-sort=\"{Html.Text(cell.SortValue)}\">{cell.Content}</{(column == 0 ? "th" : "td")}>");
    }

    private bool IsNumeric(int column) => Rows.Count > 0 && Rows.All(row => row[column].IsNumber || row[column].Content.Length == 0) && Rows.Any(row => row[column].IsNumber);
}

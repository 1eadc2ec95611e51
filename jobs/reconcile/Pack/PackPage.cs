using System.Text;
using Segmentation.Jobs.Report;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The pack as one page: for reading, and for printing to PDF. It holds what the workbook holds and runs no script.</summary>
public static class PackPage
{
    public static string Of(IReadOnlyList<PackSheet> sheets)
    {
        var html = new StringBuilder();
        html.Append($"""
            <!doctype html>
            <html lang="en" data-ready="true">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>{Html.Text(sheets[0].Title)}</title>
            <style>
            {ReportPage.Asset("report.css")}
            {ReportPage.Asset("pack.css")}
            </style>
            </head>
            <body class="pack">
            <a class="skip" href="#main">Skip to the content</a>
            <header>
            <h1>{Html.Text(sheets[0].Title)}</h1>
            <p class="subtitle">{Html.Text("From the segments' revenue to the general ledger.")}</p>
            </header>
            <nav aria-label="Parts of this page"><ul>
            """);
        foreach (PackSheet sheet in sheets)
        {
            html.Append($"<li><a href=\"#{Html.Anchor(sheet.Name)}\">{Html.Text(sheet.Name)}</a></li>");
        }

        html.Append("</ul></nav>\n<main id=\"main\">\n");
        foreach (PackSheet sheet in sheets)
        {
            Section(html, sheet, isFirst: sheet == sheets[0]);
        }

        return html.Append("</main>\n<footer><p>Made by Segmentation.Batch from the published tables. The workbook beside it has the same figures as formulas.</p></footer>\n</body>\n</html>\n").ToString();
    }

    private static void Section(StringBuilder html, PackSheet sheet, bool isFirst)
    {
        string id = Html.Anchor(sheet.Name);
        html.Append($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{Html.Text(isFirst ? sheet.Name : sheet.Title)}</h2>\n");
        if (!isFirst)
        {
            html.Append($"<p class=\"muted\">{Html.Text(sheet.Note)}</p>\n");
        }

        foreach (PackTable table in sheet.Tables)
        {
            Table(html, table);
        }

        html.Append("</section>\n");
    }

    private static void Table(StringBuilder html, PackTable table)
    {
        string caption = Html.Text(table.Caption);
        html.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n<table class=\"columns-{table.Columns.Count}\">\n<caption><span>{caption}</span></caption>\n<thead><tr>");
        foreach (PackColumn column in table.Columns)
        {
            html.Append($"<th scope=\"col\"{(column.IsNumber ? " class=\"number\"" : column.Title == "Check" ? " class=\"check\"" : "")}>{Html.Text(column.Title)}</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        if (table.Rows.Count == 0)
        {
            html.Append($"<tr><td colspan=\"{table.Columns.Count}\">None.</td></tr>\n");
        }

        foreach (IReadOnlyList<PackCell> row in table.Rows)
        {
            html.Append(row[0].IsTotal ? "<tr class=\"total\">" : "<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                Cell(html, row[column], isName: column == 0);
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table>\n</div>\n");
    }

    private static void Cell(StringBuilder html, PackCell cell, bool isName)
    {
        string tag = isName ? "th scope=\"row\"" : "td";
        string shown = cell.Style switch
        {
            PackStyle.Check => $"<span class=\"badge {(cell.Text == PackCell.Equal ? "pass" : "fail")}\">{Html.Text(cell.Text)}</span>",
            PackStyle.Moment => $"<time id=\"created\">{cell.Shown}</time>",
            _ => Html.Text(cell.Shown),
        };
        string looks = cell switch
        {
            { IsNumber: true, Number: < 0 } => " class=\"number negative\"",
            { IsNumber: true } => " class=\"number\"",
            { Style: PackStyle.LongText } => " class=\"long\"",
            { Style: PackStyle.Check } => " class=\"check\"",
            { Style: PackStyle.Date } => " class=\"day\"",
            { Style: PackStyle.SignLine } => " class=\"sign\"",
            _ => "",
        };
        html.Append($"<{tag}{looks}>{shown}</{(isName ? "th" : "td")}>");
    }
}

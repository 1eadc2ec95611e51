using System.Reflection;
using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>A page in one file: styles, scripts and charts are inside, so that it opens offline, from a mail or a share.</summary>
public sealed record ReportPage
{
    public required string Title { get; init; }

    /// <summary>Under the title: what it is about, as of when.</summary>
    public required string Subtitle { get; init; }

    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>A page to go back to, in the same folder.</summary>
    public string? ParentFile { get; init; }

    /// <summary>What that page is.</summary>
    public string ParentTitle { get; init; } = "All schemes";

    /// <summary>HTML above the title, for a site's own navigation.</summary>
    public string Masthead { get; init; } = "";

    /// <summary>Styles and scripts beside those of every page: names of assets.</summary>
    public IReadOnlyList<string> Assets { get; init; } = [];

    /// <summary>A file with plotly.js beside the page, for sites of many pages; null where the library is packed in.</summary>
    public string? SharedLibrary { get; init; }

    /// <summary>The last line of the page.</summary>
    public string Footer { get; init; } = "Made by Segmentation.Batch from the published tables. It holds counts and sums, and no customer.";

    /// <summary>Whether plotly.js is packed in. It is 3.6 MB, so a page without charts does without.</summary>
    public bool HasCharts { get; init; } = true;

    public string Render()
    {
        var html = new StringBuilder(HasCharts && SharedLibrary is null ? 4_000_000 : 100_000);
        html.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'{(SharedLibrary is null ? "" : " 'self' file:")}; img-src data: blob:">
            <link rel="icon" href="data:,">
            <title>{Html.Text(Title)}</title>
            <style>
            {Asset("report.css")}{Extra(".css")}
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header>
            {Masthead}{(ParentFile is null ? "" : $"<p class=\"back\"><a href=\"{Html.Text(Uri.EscapeDataString(ParentFile))}\">{Html.Text(ParentTitle)}</a></p>")}
            <h1>{Html.Text(Title)}</h1>
            <p class="subtitle">{Html.Text(Subtitle)}</p>
            </header>

            """);
        Navigation(html);
        html.Append("<main id=\"main\">\n");
        foreach (ReportSection section in Sections)
        {
            html.Append($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\">\n<h2 id=\"{section.Id}-title\">{Html.Text(section.Title)}</h2>\n{section.Content}</section>\n");
        }

        html.Append("</main>\n");
        html.Append($"<footer><p>{Html.Text(Footer)}</p></footer>\n");
        if (HasCharts)
        {
            html.Append(SharedLibrary is null ? $"<script>{PlotlySource()}</script>\n" : $"<script src=\"{Html.Text(SharedLibrary)}\"></script>\n");
        }

        return html.Append("<script>\n").Append(Asset("report.js")).Append(Extra(".js")).Append("</script>\n</body>\n</html>\n").ToString();
    }

    private string Extra(string kind) =>
        string.Concat(Assets.Where(asset => asset.EndsWith(kind, StringComparison.Ordinal)).Select(asset => $"\n{Asset(asset)}"));

    private void Navigation(StringBuilder html)
    {
        if (Sections.Count < 2)
        {
            return;
        }

        html.Append("<nav aria-label=\"Parts of this page\"><ul>");
        foreach (ReportSection section in Sections)
        {
            html.Append($"<li><a href=\"#{section.Id}\">{Html.Text(section.Title)}</a></li>");
        }

        html.Append("</ul></nav>\n");
    }

    internal static string PlotlySource()
    {
        // Plotly.NET carries the library, licence and all, as an ordinary package: nothing is fetched when the page is made or opened.
        Assembly plotly = typeof(Plotly.NET.Chart).Assembly;
        string name = plotly.GetManifestResourceNames().Single(resource => resource.EndsWith(".min.js", StringComparison.Ordinal));
        return Read(plotly, name);
    }

    internal static string Asset(string file) => Read(typeof(ReportPage).Assembly, $"report/{file}");

    private static string Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

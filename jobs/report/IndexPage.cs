namespace Segmentation.Jobs.Report;

/// <summary>The page of all schemes: the verdict on each, and the way to its page.</summary>
public static class IndexPage
{
    /// <param name="company">The company's name.</param>
    /// <param name="pages">Schemes, each with the file of its page, in the same folder.</param>
    public static ReportPage Of(string company, IReadOnlyList<(SchemeFacts Facts, string File)> pages) => new()
    {
        Title = $"Segments of {company}",
        Subtitle = $"Schemes with a fitted model, as of {Figures.Date(pages.Max(page => page.Facts.SnapshotDate))}.",
        HasCharts = false,
        Sections = [new ReportSection("Schemes", Table(pages).Render())],
    };

    private static ReportTable Table(IReadOnlyList<(SchemeFacts Facts, string File)> pages) => new(
        "Open a scheme to see what its verdict rests on.",
        ["Scheme", "May it be published?", "Why", "Kind", "Segments", "Customers", "Fitted as of", "Owner"],
        [.. pages.Select(page => Row(page.Facts, page.File, Verdict.Of(page.Facts)))]);

    private static IReadOnlyList<TableCell> Row(SchemeFacts facts, string file, Verdict verdict) =>
    [
        new TableCell($"<a href=\"{Html.Text(Uri.EscapeDataString(file))}\">{Html.Text(facts.Name)}</a>", facts.Name, false),
        new TableCell($"<span class=\"answer badge {verdict.Tone}\">{Html.Text(verdict.Answer)}</span>", verdict.Tone, false),
        new TableCell($"<span class=\"words\">{Html.Text(verdict.Reason)}</span>", verdict.Reason, false),
        TableCell.Of(facts.Kind),
        TableCell.Count(facts.ScoredSegments.Count()),
        TableCell.Count(facts.ScoredSegments.Sum(segment => segment.CustomerCount)),
        TableCell.Of(Figures.Date(facts.FittedDate)),
        TableCell.Of(facts.Owner),
    ];
}

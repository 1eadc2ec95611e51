using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Report;

/// <summary>The page of all nights: what each published, and the way to its page.</summary>
internal static class NightsPage
{
    /// <param name="company">The company's name.</param>
    /// <param name="nights">Nights, the newest first; one that is no longer kept has no page.</param>
    /// <param name="liveRunId">What readers see.</param>
    public static ReportPage Of(string company, IReadOnlyList<(Publication Publication, RunRow? Run, string? File)> nights, string? liveRunId) => new()
    {
        Title = $"Nights of {company}",
        Subtitle = $"{nights.Count} publications, of which {nights.Count(night => night.File is not null)} are kept and have a page.",
        HasCharts = false,
        Sections =
        [
            new ReportSection("Nights", new ReportTable(
                "The newest first. Open a night to see what changed, what ran and whether it ties.",
                ["Run", "Snapshot", "Published", "Customers", "Seconds", "Program", "State"],
                [.. nights.Select(night => Row(night.Publication, night.Run, night.File, liveRunId))]).Render()),
        ],
    };

    private static IReadOnlyList<TableCell> Row(Publication publication, RunRow? run, string? file, string? liveRunId)
    {
        double? seconds = run?.FinishedAt is { } end ? (end - run.StartedAt).TotalSeconds : null;
        string state = publication.RunId == liveRunId ? "live" : publication.DroppedAt is not null ? "no longer kept" : publication.HeldReason is not null ? "held" : "kept";
        return
        [
            new TableCell(file is null ? Html.Text(publication.RunId) : $"<a href=\"{Html.Text(Uri.EscapeDataString(file))}\">{Html.Text(publication.RunId)}</a>", publication.RunId, false),
            TableCell.Of(Figures.Date(publication.SnapshotDate)),
            TableCell.Of(publication.BuiltAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)),
            TableCell.Count(publication.CustomerCount),
            TableCell.Figure(seconds),
            TableCell.Of(run?.ProgramVersion),
            TableCell.Of(state),
        ];
    }
}

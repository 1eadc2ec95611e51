namespace Segmentation.Jobs.Report;

/// <summary>Rows that could not be used, by reason.</summary>
internal static class NightQuarantinePart
{
    private const int MostBars = 15;

    public static ReportSection Of(NightStory story)
    {
        if (story.Quarantine.Count == 0)
        {
            return new ReportSection("Quarantine", Html.Paragraph("No row is in quarantine."));
        }

        QuarantinedRows[] shown = [.. story.Quarantine.OrderByDescending(rows => rows.RowCount).Take(MostBars)];
        string chart = new ReportChart
        {
            Id = "quarantine-reasons",
            Title = "Rows by reason",
            Description = "Rows that could not be read or break the contract. They are kept with their raw text in the warehouse's folder quarantine, and the totals include them.",
            Traces =
            [
                new
                {
                    type = "bar",
                    orientation = "h",
                    y = shown.Select(rows => ReportChart.Label($"{rows.Table}: {rows.Reason}", 38)),
                    x = shown.Select(rows => rows.RowCount),
                    marker = new { color = "$accent" },
                    hovertemplate = "%{y}: %{x:,} rows<extra></extra>",
                },
            ],
            Layout = new { yaxis = new { autorange = "reversed", type = "category" }, bargap = 0.3 },
            HeightPixels = 80 + (44 * shown.Length),
            LeastWidthPixels = 520,
        }.Render();
        return new ReportSection("Quarantine", chart + new ReportTable(
            "Every reason.", ["Table", "Reason", "Rows"],
            [.. story.Quarantine.Select(rows => (IReadOnlyList<TableCell>)[TableCell.Of(rows.Table), TableCell.Of(rows.Reason), TableCell.Count(rows.RowCount)])]).Render());
    }
}

using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Report;

/// <summary>What ran, and what it cost.</summary>
internal static class NightStepsPart
{
    private const int MostBars = 15;
    private const double Mebi = 1024 * 1024;

    public static ReportSection Of(NightStory story)
    {
        StepRow[] slowest = [.. story.Steps.OrderByDescending(step => step.Cost?.WallMs ?? 0).ThenBy(step => step.Step, StringComparer.Ordinal).Take(MostBars)];
        double total = story.Run.FinishedAt is { } end ? (end - story.Run.StartedAt).TotalSeconds : story.Steps.Sum(step => step.Cost?.WallMs ?? 0) / 1000.0;
        double cpu = story.Steps.Sum(step => step.Cost?.CpuMs ?? 0) / 1000.0;
        string chart = new ReportChart
        {
            Id = "steps",
            Title = "The longest steps",
            Description = $"{story.Steps.Count} steps took {Figures.Plain(total)} seconds and {Figures.Plain(cpu)} seconds of processor time, on {(story.Run.ThreadCount > 0 ? $"{story.Run.ThreadCount} threads" : "all processors")}.",
            Traces =
            [
                new
                {
                    type = "bar",
                    orientation = "h",
                    y = slowest.Select(step => Html.Text(step.Step)),
                    x = slowest.Select(step => (step.Cost?.WallMs ?? 0) / 1000.0),
                    marker = new { color = "$accent" },
                    hovertemplate = "%{y}: %{x:.2f} s<extra></extra>",
                },
            ],
            Layout = new { yaxis = new { autorange = "reversed", type = "category" }, xaxis = new { ticksuffix = " s" }, bargap = 0.3 },
            HeightPixels = 80 + (26 * slowest.Length),
            LeastWidthPixels = 620,
        }.Render();
        return new ReportSection("What ran", chart + Html.Fold($"All {story.Steps.Count} steps", new ReportTable(
            "Every step, in order.", ["Step", "No.", "Rows", "Seconds", "Processor seconds", "Peak MiB", "Read MiB", "Written MiB", "What it did"],
            [.. story.Steps.Select(step => (IReadOnlyList<TableCell>)
            [
                TableCell.Of(step.Step), TableCell.Count(step.Position), step.RowCount is { } rows ? TableCell.Count(rows) : TableCell.Empty,
                Number(step.Cost?.WallMs / 1000.0), Number(step.Cost?.CpuMs / 1000.0),
                Number(step.Cost?.PeakBytes / Mebi), Number(step.Cost?.ReadBytes / Mebi), Number(step.Cost?.WrittenBytes / Mebi),
                new TableCell($"<span class=\"words\">{Html.Text(step.Summary)}</span>", step.Summary ?? "", false),
            ])]).Render()));
    }

    private static TableCell Number(double? value) => value is { } known ? TableCell.Of(known, Figures.Plain(known)) : TableCell.Empty;
}

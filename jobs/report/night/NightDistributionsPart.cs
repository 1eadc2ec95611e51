namespace Segmentation.Jobs.Report;

/// <summary>How features are spread over all customers.</summary>
internal static class NightDistributionsPart
{
    public static ReportSection Of(NightStory story) => new(
        "Distributions",
        story.Bins.Count == 0
            ? Html.Paragraph("No customer has a feature to show.")
            : $"<div class=\"charts\">{string.Concat(story.Bins.GroupBy(bin => bin.Feature).Select(feature => Histogram(feature.Key, [.. feature]).Render()))}</div>\n");

    private static ReportChart Histogram(string feature, FeatureBin[] bins) => new()
    {
        Id = $"spread-{Html.Anchor(feature)}",
        Title = Figures.Words(feature),
        Description = "Customers by value. Below the first and above the ninety-ninth percentile they stand in the outermost bars.",
        Traces =
        [
            new
            {
                type = "bar",
                x = bins.Select(bin => (bin.From + bin.To) / 2),
                y = bins.Select(bin => bin.CustomerCount),
                width = bins.Select(bin => (bin.To - bin.From) * 0.94),
                customdata = bins.Select(bin => $"{Figures.Plain(bin.From)} to {Figures.Plain(bin.To)}"),
                marker = new { color = "$accent" },
                hovertemplate = "%{customdata}: %{y:,} customers<extra></extra>",
            },
        ],
        Layout = new { bargap = 0.04, xaxis = new { nticks = 5 }, yaxis = new { tickformat = ",d", rangemode = "tozero" } },
        HeightPixels = 240,
        Alternative = new ReportTable(
            $"Customers by {Figures.Words(feature)}.", ["From", "To", "Customers"],
            [.. bins.Select(bin => (IReadOnlyList<TableCell>)[TableCell.Figure(bin.From), TableCell.Figure(bin.To), TableCell.Count(bin.CustomerCount)])]),
    };
}

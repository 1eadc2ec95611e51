using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>Segment sizes and revenue, over all snapshots that are published.</summary>
internal static class NightSegmentsPart
{
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot"];
    private static readonly string[] Markers = ["circle", "square", "diamond", "triangle-up", "x", "cross"];

    public static ReportSection Of(NightStory story)
    {
        var html = new StringBuilder();
        foreach (string scheme in story.Schemes)
        {
            // A segment that never had anybody would be a line on the axis.
            SegmentPoint[] points = [.. story.Segments.Where(segment => segment.Scheme == scheme).GroupBy(segment => segment.Code).Where(segment => segment.Any(point => point.CustomerCount > 0)).SelectMany(segment => segment)];
            html.Append($"<h3>{Html.Text(scheme)}</h3>\n");
            if (points.Select(point => point.Date).Distinct().Count() > 1)
            {
                html.Append("<div class=\"charts\">");
                html.Append(Lines(scheme, "customers", "Customers", points, point => point.CustomerCount).Render());
                html.Append(Lines(scheme, "net-spend", $"Net spend, {story.Currency}", points, point => (double)point.NetSpendAmount).Render());
                html.Append("</div>\n");
            }

            html.Append(Table(story, scheme));
        }

        return new ReportSection("Segments", html.ToString());
    }

    private static string Table(NightStory story, string scheme)
    {
        Dictionary<string, SegmentPoint> then = story.Segments.Where(segment => segment.Scheme == scheme && segment.Date == story.Before).ToDictionary(segment => segment.Code);
        return new ReportTable(
            $"Segments of {scheme} on {Figures.Date(story.Publication.SnapshotDate)}.", ["Segment", "Name", "Customers", "Before", $"Net spend, {story.Currency}", "Before"],
            [.. story.Now(scheme).Select(segment => (IReadOnlyList<TableCell>)
            [
                TableCell.Of(segment.Code), TableCell.Of(segment.Label),
                TableCell.Count(segment.CustomerCount), then.TryGetValue(segment.Code, out SegmentPoint? before) ? TableCell.Count(before.CustomerCount) : TableCell.Empty,
                TableCell.Of(segment.NetSpendAmount, Figures.Count(segment.NetSpendAmount)), before is null ? TableCell.Empty : TableCell.Of(before.NetSpendAmount, Figures.Count(before.NetSpendAmount)),
            ])]).Render();
    }

    /// <summary>Dashes and markers tell lines apart where colours do not.</summary>
    private static ReportChart Lines(string scheme, string what, string title, SegmentPoint[] points, Func<SegmentPoint, double> value) => new()
    {
        Id = $"{what}-{Html.Anchor(scheme)}",
        Title = title,
        Description = $"By segment of {scheme}, on every snapshot that was published. The table below has this one and the one before.",
        Traces =
        [
            .. points.GroupBy(point => point.Code).Index().Select(item => (object)new
            {
                type = "scatter",
                mode = "lines+markers",
                name = Html.Text(item.Item.Key),
                x = item.Item.Select(point => Figures.Date(point.Date)),
                y = item.Item.Select(value),
                line = new { dash = Dashes[item.Index / 2 % Dashes.Length], color = item.Index % 2 == 0 ? "$accent" : "$second" },
                marker = new { symbol = Markers[item.Index % Markers.Length], size = 8 },
                hovertemplate = $"%{{x}}<br>{Html.Text(item.Item.Key)}: %{{y:,.0f}}<extra></extra>",
            }),
        ],
        Layout = new { yaxis = new { rangemode = "tozero" }, xaxis = new { type = "category" }, legend = new { orientation = "h", x = 0, y = -0.15, yanchor = "top" } },
        HeightPixels = 340,
    };
}

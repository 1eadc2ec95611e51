using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>Who went where since the snapshot before, as a flow.</summary>
internal static class NightMovesPart
{
    private const int MostFlows = 40;

    public static ReportSection Of(NightStory story)
    {
        var html = new StringBuilder();
        if (story.Flows.Count == 0)
        {
            html.Append(Html.Paragraph("There is no snapshot before this one to have moved from."));
        }

        foreach (IGrouping<string, NightFlow> scheme in story.Flows.GroupBy(flow => flow.Scheme))
        {
            html.Append($"<h3>{Html.Text(scheme.Key)}</h3>\n");
            html.Append(Flow(story, scheme.Key, [.. scheme.Take(MostFlows)]).Render());
        }

        return new ReportSection("Moves", html.ToString());
    }

    private static ReportChart Flow(NightStory story, string scheme, NightFlow[] flows)
    {
        string[] from = [.. flows.Select(flow => flow.From).Distinct()];
        string[] to = [.. flows.Select(flow => flow.To).Distinct()];
        long moved = flows.Where(flow => flow.IsMove).Sum(flow => flow.CustomerCount);
        return new ReportChart
        {
            Id = $"moves-{Html.Anchor(scheme)}",
            Title = $"Since {(story.Before is { } before ? Figures.Date(before) : "the snapshot before")}",
            Description = $"Customers by segment of {scheme} then, left, and now, right. Blue flows are moves, {Figures.Count(moved)} customers in all; grey ones stayed.",
            Traces =
            [
                new
                {
                    type = "sankey",
                    arrangement = "snap",
                    node = new { label = from.Concat(to).Select(Html.Text), color = from.Concat(to).Select(_ => "$accent"), pad = 14, thickness = 14, line = new { width = 0 }, hovertemplate = "%{label}: %{value:,} customers<extra></extra>" },
                    link = new
                    {
                        source = flows.Select(flow => Array.IndexOf(from, flow.From)),
                        target = flows.Select(flow => from.Length + Array.IndexOf(to, flow.To)),
                        value = flows.Select(flow => flow.CustomerCount),
                        color = flows.Select(flow => flow.IsMove ? "$flow" : "$flow-quiet"),
                        customdata = flows.Select(flow => $"{Html.Text(story.Currency)} {Figures.Count(flow.NetSpendAmount)}"),
                        hovertemplate = "%{source.label} to %{target.label}: %{value:,} customers, net spend %{customdata}<extra></extra>",
                    },
                },
            ],
            Layout = new { },
            HeightPixels = 130 + (34 * Math.Max(from.Length, to.Length)),
            LeastWidthPixels = 340,
            Alternative = new ReportTable(
                $"Customers of {scheme}, from segment to segment.", ["From", "To", "Customers", $"Net spend, {story.Currency}"],
                [.. flows.Select(flow => (IReadOnlyList<TableCell>)[TableCell.Of(flow.From), TableCell.Of(flow.To), TableCell.Count(flow.CustomerCount), TableCell.Of(flow.NetSpendAmount, Figures.Count(flow.NetSpendAmount))])]),
        };
    }
}

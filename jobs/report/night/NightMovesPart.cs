using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>Who went where since the snapshot before, as a flow.</summary>
internal static class NightMovesPart
{
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
            html.Append(Flow(story, scheme.Key, [.. scheme.Take(FlowChart.MostFlows)]).Render());
        }

        return new ReportSection("Moves", html.ToString());
    }

    private static ReportChart Flow(NightStory story, string scheme, NightFlow[] flows)
    {
        long moved = flows.Where(flow => flow.IsMove).Sum(flow => flow.CustomerCount);
        ReportChart chart = FlowChart.Of(
            $"moves-{Html.Anchor(scheme)}",
            $"Since {(story.Before is { } before ? Figures.Date(before) : "the snapshot before")}",
            $"Customers by segment of {scheme} then, left, and now, right. Blue flows are moves, {Figures.Count(moved)} customers in all; grey ones stayed.",
            flows, story.Currency, code => code);
        return chart with
        {
            Alternative = new ReportTable(
                $"Customers of {scheme}, from segment to segment.", ["From", "To", "Customers", $"Net spend, {story.Currency}"],
                [.. flows.Select(flow => (IReadOnlyList<TableCell>)[TableCell.Of(flow.From), TableCell.Of(flow.To), TableCell.Count(flow.CustomerCount), TableCell.Of(flow.NetSpendAmount, Figures.Count(flow.NetSpendAmount))])]),
        };
    }
}

using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>Who the segments are and what they are worth.</summary>
internal static class SegmentPart
{
    public const string Title = "Segments";

    public static ReportSection Of(SchemeFacts facts)
    {
        decimal customers = Math.Max(1, facts.Segments.Sum(segment => segment.CustomerCount));
        decimal spend = facts.Segments.Sum(segment => segment.NetSpendAmount);
        SegmentFigures[] shown = [.. facts.Segments.Where(segment => segment.IsScored || segment.CustomerCount > 0 || segment.NetSpendAmount != 0)];
        var table = new ReportTable(
            "Segments and states, of all customers. States hold whom the model does not score.",
            ["Code", "Label", "Customers", "Share", $"Net spend, {facts.Currency}", "Share of spend", "What sets it apart"],
            [.. shown.Select(segment => Row(facts, segment, customers, spend))]);
        return new ReportSection(Title, table.Render() + Chart(shown, customers, spend).Render());
    }

    private static TableCell[] Row(SchemeFacts facts, SegmentFigures segment, decimal customers, decimal spend) =>
    [
        TableCell.Of(segment.Code),
        TableCell.Of(segment.Label),
        TableCell.Count(segment.CustomerCount),
        TableCell.Share((double)(segment.CustomerCount / customers)),
        TableCell.Of(segment.NetSpendAmount, Figures.Count(segment.NetSpendAmount)),
        TableCell.Share(spend == 0 ? null : (double)(segment.NetSpendAmount / spend)),
        Apart(facts, segment),
    ];

    private static TableCell Apart(SchemeFacts facts, SegmentFigures segment)
    {
        string[] sentences = [.. facts.Of(EvidenceTopics.Words).Where(row => row.Subject == segment.Code && row.Item != "label").Take(3).Select(row => row.Detail)];
        string text = sentences.Length > 0 ? string.Join("; ", sentences) : segment.IsScored ? segment.Description : "A state: not scored.";
        return new TableCell($"<span class=\"words\">{Html.Text(text)}</span>", text, false);
    }

    private static ReportChart Chart(SegmentFigures[] segments, decimal customers, decimal spend)
    {
        string[] names = [.. segments.Select(segment => ReportChart.Label($"{segment.Code} {segment.Label}", 24))];
        return new ReportChart
        {
            Id = "segment-shares",
            Title = "Customers against money",
            Description = "Share of customers and share of net spend of each segment. Where the bars differ most, the money sits with few, or many bring little.",
            Traces =
            [
                Bar(names, "share of customers", "$second", segments.Select(segment => (double)(segment.CustomerCount / customers))),
                Bar(names, "share of net spend", "$accent", segments.Select(segment => spend == 0 ? 0 : (double)(segment.NetSpendAmount / spend))),
            ],
            Layout = new
            {
                barmode = "group",
                bargap = 0.3,
                xaxis = new { tickformat = ".0%" },
                yaxis = new { autorange = "reversed" },
                legend = new { orientation = "h", x = 0, y = 1.02, yanchor = "bottom" },
            },
            HeightPixels = 90 + (46 * segments.Length),
        };
    }

    private static object Bar(string[] names, string name, string colour, IEnumerable<double> values) => new
    {
        type = "bar",
        orientation = "h",
        name,
        y = names,
        x = values.ToArray(),
        marker = new { color = colour },
        hovertemplate = "%{y}<br>%{x:.1%} " + name + "<extra></extra>",
    };
}

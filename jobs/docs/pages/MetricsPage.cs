using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Report;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>The company's words, each defined once.</summary>
internal static class MetricsPage
{
    public static ReportPage Of(DocsFacts facts) => new()
    {
        Title = "Metrics",
        Subtitle = "The company's words: every scheme that names one means the same by it.",
        HasCharts = false,
        Sections =
        [
            new ReportSection("Metrics", facts.Config.Metrics.Count == 0
                ? Html.Paragraph("None is defined. A metric is written under 'metrics' in segmentation.yml.")
                : new ReportTable(
                    "A condition or a number per customer, over the features.", ["Metric", "What it means", "Definition", "Owner", "Used by"],
                    [.. facts.Config.Metrics.Select(metric => Row(facts, metric.Key, metric.Value))]).Render()),
        ],
    };

    private static IReadOnlyList<TableCell> Row(DocsFacts facts, string name, MetricConfig metric) =>
    [
        Cells.Named($"metric-{name}", name), Cells.Words(metric.Description), Cells.Code(metric.Sql.Trim()), TableCell.Of(metric.Owner), SchemesPage.Users(facts, name),
    ];
}

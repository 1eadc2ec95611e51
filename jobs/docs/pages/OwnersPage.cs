using Segmentation.Jobs.Report;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>Who answers for what.</summary>
internal static class OwnersPage
{
    public static ReportPage Of(DocsFacts facts)
    {
        (string Owner, string Kind, string Name, string File)[] owned =
        [
            .. facts.Catalog.InOrder.Select(transform => (transform.Owner, "table", transform.Name, DocsLinks.FileOf(transform.Name))),
            .. facts.Config.Metrics.Where(metric => metric.Value.Owner is not null).Select(metric => (metric.Value.Owner!, "metric", metric.Key, $"{DocsLinks.Metrics}#metric-{metric.Key}")),
            .. facts.Config.Schemes.Where(scheme => scheme.Value.Owner is not null).Select(scheme => (scheme.Value.Owner!, "scheme", scheme.Key, DocsLinks.SchemeFile(scheme.Key))),
        ];
        return new ReportPage
        {
            Title = "Owners",
            Subtitle = "Who decides what a table, a metric or a scheme means, and whom to ask.",
            HasCharts = false,
            Sections =
            [
                .. owned.GroupBy(item => item.Owner).OrderBy(owner => owner.Key, StringComparer.Ordinal).Select(owner => new ReportSection(owner.Key, new ReportTable(
                    $"What {owner.Key} answers for.", ["Name", "What it is"],
                    [.. owner.OrderBy(item => item.Kind, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal).Select(item => (IReadOnlyList<TableCell>)
                        [Cells.Link(item.File, item.Name), TableCell.Of(item.Kind)])]).Render())),
            ],
        };
    }
}

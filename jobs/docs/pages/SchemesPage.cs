using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Report;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>All segmentation schemes.</summary>
internal static class SchemesPage
{
    public static ReportPage Of(DocsFacts facts) => new()
    {
        Title = "Schemes",
        Subtitle = "Ways in which customers are put into segments. A customer is in one segment of each.",
        HasCharts = false,
        Sections =
        [
            new ReportSection("Schemes", new ReportTable(
                "Open a scheme to see its segments.", ["Scheme", "Kind", "What it is for", "Cuts by", "Segments", "Owner"],
                [.. facts.Config.Schemes.Select(scheme => Row(facts, scheme.Key, scheme.Value))]).Render()),
        ],
    };

    /// <summary>The schemes that cut by a feature or metric, with the way to each.</summary>
    public static TableCell Users(DocsFacts facts, string measure)
    {
        string[] users = [.. facts.Config.Schemes.Where(scheme => facts.Tables.Measures[scheme.Key].Contains(measure, StringComparer.OrdinalIgnoreCase)).Select(scheme => scheme.Key)];
        return Cells.Raw(string.Join(", ", users.Select(scheme => DocsLinks.Link(DocsLinks.SchemeFile(scheme), scheme))), string.Join(", ", users));
    }

    private static IReadOnlyList<TableCell> Row(DocsFacts facts, string name, SchemeConfig scheme) =>
    [
        Cells.Link(DocsLinks.SchemeFile(name), name),
        TableCell.Of(scheme.Kind.Word()),
        Cells.Words(scheme.Description),
        Cells.Words(string.Join(", ", facts.Tables.Measures[name])),
        TableCell.Count(SchemePage.Segments(facts).Count(segment => segment.Scheme == name)),
        TableCell.Of(scheme.Owner),
    ];
}

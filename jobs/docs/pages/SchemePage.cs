using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>One scheme: its segments, and what it cuts by.</summary>
internal static class SchemePage
{
    public static ReportPage Of(DocsFacts facts, string name)
    {
        SchemeConfig scheme = facts.Config.Schemes[name];
        DocumentedSegment[] segments = [.. Segments(facts).Where(segment => segment.Scheme == name)];
        return new ReportPage
        {
            Title = $"Scheme {name}",
            Subtitle = scheme.Description.Length > 0 ? scheme.Description : $"A scheme of kind {scheme.Kind.Word()}.",
            HasCharts = false,
            Sections =
            [
                new ReportSection("About", About(scheme)),
                new ReportSection("Segments", segments.Length == 0
                    ? Html.Paragraph("Its segments are found by its first fit; nothing is published yet.")
                    : new ReportTable(
                        "Codes are stable: readers may keep them.", ["Code", "Name", "What it says", "Condition"],
                        [.. segments.Select(segment => (IReadOnlyList<TableCell>)
                            [Cells.Code(segment.Code), TableCell.Of(segment.Label), Cells.Words(segment.Description), Cells.Code(scheme.Segments.FirstOrDefault(own => own.Code == segment.Code)?.When)])]).Render()),
                new ReportSection("What it cuts by", Measures(facts, name)),
            ],
        };
    }

    /// <summary>Segments of all schemes: those that are published, and those that are written down where none is yet.</summary>
    public static IEnumerable<DocumentedSegment> Segments(DocsFacts facts) => facts.Config.Schemes.SelectMany(scheme =>
        facts.Segments.Where(segment => segment.Scheme == scheme.Key).ToArray() is { Length: > 0 } published
            ? published
            : scheme.Value.Segments.Select(segment => new DocumentedSegment(scheme.Key, segment.Code, segment.Label, segment.Description)));

    private static string About(SchemeConfig scheme)
    {
        (string Name, string Text)[] rows = [("Kind", scheme.Kind.Word()), ("Owner", scheme.Owner ?? "nobody is named")];
        return $"<dl class=\"facts\">{string.Concat(rows.Select(row => $"<dt>{row.Name}</dt><dd>{Html.Text(row.Text)}</dd>"))}</dl>\n"
            + $"<p>Its tags are in {DocsLinks.Link(DocsLinks.FileOf("publish.customer_segments"), "publish.customer_segments")}, their history in {DocsLinks.Link(DocsLinks.FileOf("publish.segment_membership"), "publish.segment_membership")}.</p>\n";
    }

    private static string Measures(DocsFacts facts, string scheme)
    {
        Dictionary<string, FeatureDeclaration> builtIn = FeatureCatalog.Read(facts.Catalog).ToDictionary(feature => feature.Name, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<string> measures = facts.Tables.Measures[scheme];
        return measures.Count == 0
            ? Html.Paragraph("It cuts by no feature.")
            : new ReportTable(
                "Features and metrics that decide about a customer's segment.", ["Measure", "What it says", "Unit"],
                [.. measures.Select(measure => builtIn.TryGetValue(measure, out FeatureDeclaration? feature) ? Row(measure, DocsLinks.Features, "feature", feature.Description, feature.Unit)
                    : facts.Config.Features.TryGetValue(measure, out FeatureConfig? own) ? Row(measure, DocsLinks.Features, "feature", own.Description, own.Unit)
                    : Row(measure, DocsLinks.Metrics, "metric", facts.Config.Metrics.GetValueOrDefault(measure)?.Description ?? "", ""))]).Render();
    }

    private static IReadOnlyList<TableCell> Row(string measure, string file, string kind, string description, string unit) =>
        [Cells.Link($"{file}#{kind}-{measure}", measure), Cells.Words(description), TableCell.Of(unit)];
}

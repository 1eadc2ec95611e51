using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs;

/// <summary>Everything that has a name, for the search on the overview.</summary>
internal static class SearchIndex
{
    /// <summary>The index as the page's script reads it: kind, name, where, and a sentence. What readers see comes first.</summary>
    public static string Of(DocsFacts facts) => JsonSerializer.Serialize(Entries(facts).Select(entry => (string[])[entry.Kind, entry.Name, entry.File, entry.Text]));

    private static IEnumerable<(string Kind, string Name, string File, string Text)> Entries(DocsFacts facts)
    {
        foreach ((string name, MetricConfig metric) in facts.Config.Metrics)
        {
            yield return ("metric", name, $"{DocsLinks.Metrics}#metric-{name}", metric.Description);
        }

        foreach (FeatureDeclaration feature in FeatureCatalog.Read(facts.Catalog))
        {
            yield return ("feature", feature.Name, $"{DocsLinks.Features}#feature-{feature.Name}", feature.Description);
        }

        foreach ((string name, FeatureConfig feature) in facts.Config.Features)
        {
            yield return ("feature", name, $"{DocsLinks.Features}#feature-{name}", feature.Description);
        }

        foreach ((string name, SchemeConfig scheme) in facts.Config.Schemes)
        {
            yield return ("scheme", name, DocsLinks.SchemeFile(name), scheme.Description);
        }

        foreach (DocumentedSegment segment in Pages.SchemePage.Segments(facts))
        {
            yield return ("segment", $"{segment.Code} {segment.Label}", DocsLinks.SchemeFile(segment.Scheme), $"{segment.Scheme}: {segment.Description}");
        }

        foreach (string source in facts.Config.Sources.Keys)
        {
            yield return ("source", source, $"{DocsLinks.Sources}#{DocsLinks.SourceId(source)}", Lineage.SourceLineage.Place(facts.Config.Sources[source]));
        }

        foreach (Sql.Engine.Audit audit in facts.Catalog.Audits)
        {
            yield return ("audit", audit.Name, $"{DocsLinks.Audits}#audit-{audit.Name}", audit.Description);
        }

        LineageTable[] tables = [.. facts.Tables.Graph.Tables.Where(DocsLinks.HasPage).OrderBy(table => Pages.TablesPage.Rank(table.Name)).ThenBy(table => table.Name, StringComparer.Ordinal)];
        foreach (LineageTable table in tables)
        {
            yield return ("table", table.Name, DocsLinks.FileOf(table.Name), facts.Catalog.Find(table.Name)?.Description ?? table.Maker);
        }

        foreach (LineageTable table in tables)
        {
            foreach (ColumnLineage column in table.Query.Columns)
            {
                yield return ("column", $"{table.Name}.{column.Name}", $"{DocsLinks.FileOf(table.Name)}#{DocsLinks.ColumnId(column.Name)}", facts.MeaningOf(table.Name, column.Name));
            }
        }
    }
}

using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Observability;

/// <summary>What a run read and wrote, as the ledger and its publication say.</summary>
internal static class LineageDatasets
{
    /// <summary>Source files that the run loaded, and the raw tables it computed from. A run that only loads reads no table.</summary>
    public static IReadOnlyList<LineageDataset> Inputs(ObservedNight night, bool hasComputed)
    {
        IEnumerable<LineageDataset> files = night.Ledger.Files()
            .Where(file => file.LoadId == night.Run.RunId)
            .Select(file => new LineageDataset("file", $"{night.Folders.Project}/{file.Path}", null, file.SizeBytes));
        return [.. files, .. hasComputed ? RawTables(night, night.Ledger.Parts()) : []];
    }

    /// <summary>The published tables with their columns and rows; of a run that published nothing, the raw tables it wrote to.</summary>
    /// <param name="night">The run.</param>
    /// <param name="graph">Which columns bear on which; null when not known.</param>
    public static IReadOnlyList<LineageDataset> Outputs(ObservedNight night, ColumnGraph? graph)
    {
        RawPart[] loaded = [.. night.Ledger.Parts().Where(part => part.LoadId == night.Run.RunId)];
        PublicationFile publication = PublicationFile.Of(night.Folders, night.Run.RunId);
        LineageDataset[] published = File.Exists(publication.Path) ? [.. Published(night, publication.Path)] : [];
        if (graph is null)
        {
            return [.. RawTables(night, loaded), .. published];
        }

        var lineage = new DatasetColumns(night, graph);
        return
        [
            .. RawTables(night, loaded).Select(dataset => dataset with { Lineage = lineage.OfRaw(dataset.Name) }),
            .. published.Select(dataset => dataset with { Lineage = lineage.OfPublished(dataset.Name) }),
        ];
    }

    private static IEnumerable<LineageDataset> RawTables(ObservedNight night, IReadOnlyList<RawPart> parts) =>
        parts.GroupBy(part => (part.IsQuarantine, part.Table))
            .OrderBy(table => table.Key)
            .Select(table => new LineageDataset(
                night.Config.Lineage.Namespace, $"{night.Config.Company}.{(table.Key.IsQuarantine ? "quarantine" : "raw")}.{table.Key.Table}",
                table.Sum(part => part.RowCount), table.Sum(part => part.SizeBytes)));

    private static List<LineageDataset> Published(ObservedNight night, string file)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = file, IsReadOnly = true, Threads = 1 });
        IEnumerable<IGrouping<string, EngineColumn>> tables = engine.Columns()
            .Where(table => table.Key.StartsWith("publish.", StringComparison.Ordinal) || table.Key.StartsWith("identity.", StringComparison.Ordinal));
        return [.. tables.Select(table => new LineageDataset(
            night.Config.Lineage.Namespace, $"{night.Config.Company}.{table.Key}",
            engine.Scalar<long>($"select count(*) from {table.Key}", "published rows", null, CancellationToken.None),
            Columns: [.. table.Select(column => (column.Name, column.Type))]))];
    }
}

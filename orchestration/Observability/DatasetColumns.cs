using Segmentation.Jobs.Lineage;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Observability;

/// <summary>Where the columns of a run's datasets come from, told between the datasets that its event names.</summary>
/// <remarks>Published columns come from raw ones, raw ones from the files that the run loaded. The configuration, what the night
/// before published and tables to which nothing was ever loaded are no datasets of the event, and are left out.</remarks>
internal sealed class DatasetColumns(ObservedNight night, ColumnGraph graph)
{
    private readonly string prefix = $"{night.Config.Company}.";
    private readonly ColumnWalk toRaw = graph.Back(IsRaw);
    private readonly HashSet<string> loaded = [.. night.Ledger.Parts().Select(part => $"{(part.IsQuarantine ? "quarantine" : "raw")}.{part.Table}")];
    private readonly ILookup<string, IngestedFile> files = night.Ledger.Files().Where(file => file.LoadId == night.Run.RunId).ToLookup(file => file.Source);

    /// <summary>The lineage of a raw or quarantine table; null for one that the configuration no longer fills.</summary>
    public DatasetLineage? OfRaw(string dataset) => Of(
        dataset, column => graph.Find(column)!.Inputs, table => graph.Find(table)!.Query.Rows,
        input => files[input.Source.Table[NightLineage.SourcePrefix.Length..]].Select(file => new LineageField("file", $"{night.Folders.Project}/{file.Path}", input.Source.Column, input.Kind)));

    /// <summary>The lineage of a published table; null for one that no transform makes.</summary>
    public DatasetLineage? OfPublished(string dataset) => Of(
        dataset, toRaw.Of, toRaw.OfRows,
        input => loaded.Contains(input.Source.Table) ? [new LineageField(night.Config.Lineage.Namespace, prefix + input.Source.Table, input.Source.Column, input.Kind)] : []);

    private DatasetLineage? Of(
        string dataset,
        Func<ColumnName, IReadOnlyList<Influence>> inputsOf,
        Func<string, IReadOnlyList<Influence>> rowsOf,
        Func<Influence, IEnumerable<LineageField>> fieldsOf)
    {
        string name = dataset[prefix.Length..];
        return graph.Find(name) is not { } table
            ? null
            : new DatasetLineage(
                [.. table.Query.Columns.Select(column => (column.Name, Fields(inputsOf(new ColumnName(name, column.Name)))))],
                Fields(rowsOf(name)));

        // Rows as such have no field that could be named.
        IReadOnlyList<LineageField> Fields(IReadOnlyList<Influence> inputs) =>
            [.. inputs.Where(input => input.Source.Column != ColumnName.Rows).SelectMany(fieldsOf)];
    }

    private static bool IsRaw(string table) =>
        table.StartsWith("raw.", StringComparison.Ordinal) || table.StartsWith("quarantine.", StringComparison.Ordinal);
}

using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>All tables, a part for each schema: what readers see first, what comes in last.</summary>
internal static class TablesPage
{
    private static readonly (string Schema, string Title, string Words)[] Schemas =
    [
        ("views", "Views", "What BI, the ERP and finance read."),
        ("publish", "Published tables", "Published together by each night, in one step."),
        ("identity", "Identity", "Which records are one customer."),
        ("mart", "Marts", "Entities and their features, of one night."),
        ("finance", "Finance", "From order lines to the general ledger, of one night."),
        ("scores", "Scores", "What schemes say of customers, of one night."),
        ("intermediate", "Intermediate tables", "Steps of one idea each, of one night."),
        ("staging", "Staging", "Raw tables, renamed and cast."),
        ("raw", "Raw tables", "Rows as they were loaded, in the shape of the source contract."),
        ("quarantine", "Quarantine", "Rows that could not be read or break the contract, with the reason."),
        ("config", "Configuration", "What transforms need of segmentation.yml and the ledger, as tables."),
    ];

    /// <summary>Where a table's schema stands, from what readers see to what comes in.</summary>
    public static int Rank(string table) => Array.FindIndex(Schemas, schema => table.StartsWith($"{schema.Schema}.", StringComparison.Ordinal)) is >= 0 and int rank ? rank : Schemas.Length;

    public static ReportPage Of(DocsFacts facts)
    {
        ILookup<string, LineageTable> bySchema = facts.Tables.Graph.Tables.Where(DocsLinks.HasPage).ToLookup(table => table.Name.Split('.')[0]);
        string[] known = [.. Schemas.Select(schema => schema.Schema)];
        return new ReportPage
        {
            Title = "Tables",
            Subtitle = "Every table of a night, with what one row of it is and who answers for it.",
            HasCharts = false,
            Sections =
            [
                .. Schemas.Where(schema => bySchema[schema.Schema].Any()).Select(schema => new ReportSection(schema.Title, Table(facts, schema.Words, bySchema[schema.Schema]))),
                .. bySchema.Where(schema => !known.Contains(schema.Key)).Select(schema => new ReportSection($"Schema {schema.Key}", Table(facts, "Of the company's own transforms.", schema))),
            ],
        };
    }

    private static string Table(DocsFacts facts, string words, IEnumerable<LineageTable> tables) => new ReportTable(
        words, ["Table", "What it is", "One row is", "Columns", "Owner"],
        [.. tables.Select(table => Row(table, facts.Catalog.Find(table.Name)))]).Render();

    private static IReadOnlyList<TableCell> Row(LineageTable table, Transform? transform) =>
    [
        Cells.Link(DocsLinks.FileOf(table.Name), table.Name[(table.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]),
        Cells.Words(transform?.Description ?? $"Written by {table.Maker}."),
        TableCell.Of(transform?.Grain),
        TableCell.Count(table.Query.Columns.Count),
        TableCell.Of(transform?.Owner),
    ];
}

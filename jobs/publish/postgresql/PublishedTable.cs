using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Postgres;

namespace Segmentation.Jobs.Publish.Postgresql;

/// <summary>One column of a published table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in PostgreSQL.</param>
public sealed record PublishedColumn(string Name, PostgresType Type);

/// <summary>One table of a publication, as PostgreSQL keeps it.</summary>
/// <param name="Source">Schema and table in the publication file.</param>
/// <param name="Columns">Columns in their order.</param>
/// <param name="Key">Columns that are unique together; empty when the grain names no columns.</param>
/// <param name="Indexes">Further indexes, each a list of columns.</param>
/// <param name="Description">What it is, for people.</param>
public sealed record PublishedTable(
    string Source, IReadOnlyList<PublishedColumn> Columns, IReadOnlyList<string> Key, IReadOnlyList<IReadOnlyList<string>> Indexes, string Description)
{
    /// <summary>The name that readers know it by.</summary>
    public string Name => Source[(Source.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The tables of a publication file, by name.</summary>
    /// <param name="publication">The file, open for reading.</param>
    /// <param name="catalog">The transforms, for grain and description.</param>
    public static IReadOnlyList<PublishedTable> Of(DuckDbEngine publication, TransformCatalog catalog)
    {
        IReadOnlyList<(string Table, string Column, string Type)> columns = publication.Query(
            """
            select table_schema || '.' || table_name, column_name, data_type
            from information_schema.columns
            where table_catalog = current_database() and table_schema in ('publish', 'identity', 'ops')
            order by table_name, ordinal_position
            """,
            "tables of the publication", row => (row.GetString(0), row.GetString(1), row.GetString(2)));
        return [.. columns.GroupBy(column => column.Table).Select(table => Make(
            table.Key, [.. table.Select(column => new PublishedColumn(column.Column, PostgresType.Of(column.Type)))], catalog.Find(table.Key)))];
    }

    private static PublishedTable Make(string source, IReadOnlyList<PublishedColumn> columns, Transform? transform)
    {
        string[] key = transform is null ? [] : KeyOf(transform.Grain, columns);
        return new PublishedTable(
            source, columns, key, IndexesFor(columns, key),
            transform is null ? "Copy of the ledger, as it stood when the publication was built."
                : $"{Sentence(transform.Description)} Grain: {transform.Grain}. Owner: {transform.Owner}.");
    }

    /// <summary>Reads the key from "one row per scheme, customer_id and valid_from_date"; words that are no columns end it.</summary>
    private static string[] KeyOf(string grain, IReadOnlyList<PublishedColumn> columns)
    {
        const string Start = "one row per ";
        if (!grain.StartsWith(Start, StringComparison.Ordinal))
        {
            return [];
        }

        string[] named = grain[Start.Length..].Split([", ", " and "], StringSplitOptions.TrimEntries);
        return named.All(name => columns.Any(column => column.Name == name)) ? named : [];
    }

    /// <summary>What readers ask for: one customer, one segment.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> IndexesFor(IReadOnlyList<PublishedColumn> columns, string[] key)
    {
        string[][] wanted = [["customer_id"], ["scheme", "segment_code"]];
        return [.. wanted.Where(index => index.All(name => columns.Any(column => column.Name == name)) && !key.Take(index.Length).SequenceEqual(index))];
    }

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.') + ".";
}

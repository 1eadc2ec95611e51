using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <summary>Reads from a query which columns bear on each of its columns.</summary>
/// <remarks>
/// <para>DuckDB's own parser reads the SQL (<c>json_serialize_sql</c>); here names are resolved: common tables, aliases, stars,
/// unions, joins, subqueries, correlated ones too. What has a name that nothing explains is an error, never a guess.</para>
/// <para>A macro's arguments bear on what it gives; its body is not looked into. Not read: pivots and columns chosen by pattern.</para>
/// </remarks>
public sealed class LineageReader
{
    private readonly DuckDbEngine engine;
    private readonly HashSet<string> aggregates;

    /// <summary>Makes a reader.</summary>
    /// <param name="engine">Parses. No table of it is read.</param>
    public LineageReader(DuckDbEngine engine)
    {
        this.engine = engine;
        aggregates = new HashSet<string>(
            engine.Query("select distinct function_name from duckdb_functions() where function_type = 'aggregate'", "functions", row => row.GetString(0)), Names.Comparer);
    }

    /// <summary>Reads one query.</summary>
    /// <param name="subject">What it defines, for messages.</param>
    /// <param name="sql">The query, its parameters as <c>:name</c>.</param>
    /// <param name="columnsOf">The columns of a table as <c>schema.table</c>; null when there is no such table.</param>
    /// <exception cref="LineageException">It does not parse, or a name in it means nothing.</exception>
    public QueryLineage Read(string subject, string sql, Func<string, IReadOnlyList<string>?> columnsOf)
    {
        using JsonDocument tree = Parse(subject, sql);
        var reading = new QueryReading(subject, aggregates, columnsOf);
        Result result = reading.Query(tree.RootElement.GetProperty("statements")[0].GetProperty("node"), null, new Dictionary<string, Result>(Names.Comparer));
        return new QueryLineage(
            [.. result.Fields.Select(field => new ColumnLineage(field.Name, field.Origins.InOrder(), [.. field.Origins.Constants]))],
            result.Rows.InOrder(),
            [.. result.Tables.Order(StringComparer.Ordinal)]);
    }

    private JsonDocument Parse(string subject, string sql)
    {
        string text = engine.Scalar<string>(
            $"select cast(json_serialize_sql({SqlText.Literal(SqlText.NameParameters(sql))}) as varchar)", $"parsing {subject}");
        JsonDocument tree = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4096 });
        if (!tree.RootElement.GetProperty("error").GetBoolean())
        {
            return tree;
        }

        string said = tree.RootElement.GetProperty("error_message").GetString()!;
        tree.Dispose();
        throw new LineageException(subject, $"DuckDB does not parse it. {said}");
    }
}

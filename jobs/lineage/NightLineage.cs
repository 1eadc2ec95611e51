using System.Text.RegularExpressions;
using Segmentation.Jobs.Build;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Lineage;

/// <summary>The tables of a night: their lineage, and what each column holds.</summary>
/// <param name="Graph">Which columns bear on which.</param>
/// <param name="Types">SQL type by column, as the engine has it; of source columns none is known.</param>
/// <param name="Measures">By scheme, the features and metrics that it cuts by.</param>
public sealed record NightTables(
    ColumnGraph Graph, IReadOnlyDictionary<ColumnName, string> Types, IReadOnlyDictionary<string, IReadOnlyList<string>> Measures);

/// <summary>The lineage of a night's columns: from the files' columns to those that readers see.</summary>
/// <remarks>Every table is made once over no rows, in memory, so that its columns are the real ones. Where a column comes from is
/// read from the SQL that makes it: the transforms, and what jobs write as SQL. What a job computes in C# is told in
/// <see cref="JobLineage"/>. Lineage ends at the source columns, the configuration, and what the night before published.</remarks>
public static partial class NightLineage
{
    /// <summary>Schema of the views that readers use; they have no schema in what is published.</summary>
    public const string Views = "views";

    /// <summary>Before a source's name, where lineage names it.</summary>
    public const string SourcePrefix = "source ";

    /// <summary>Reads the lineage of a configuration and its transforms.</summary>
    /// <param name="run">The run that is asked about.</param>
    /// <param name="catalog">Every transform.</param>
    /// <param name="ledger">A ledger in which nothing is recorded.</param>
    /// <param name="cancellationToken">Stops between tables.</param>
    /// <exception cref="LineageException">SQL of the company's from which no lineage can be read.</exception>
    public static NightTables Read(RunContext run, TransformCatalog catalog, ILedger ledger, CancellationToken cancellationToken)
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        EmptyNight.BuildWhole(run, catalog, ledger, engine, cancellationToken);
        ILookup<string, EngineColumn> typed = engine.Columns(cancellationToken: cancellationToken);
        Dictionary<string, IReadOnlyList<string>> columns = typed
            .ToDictionary(table => table.Key, table => (IReadOnlyList<string>)[.. table.Select(column => column.Name)], StringComparer.OrdinalIgnoreCase);
        var reader = new LineageReader(engine);
        Dictionary<string, string> written = WrittenAsSql(engine, run);

        var tables = new List<LineageTable>(SourceLineage.Read(engine, run.Config, columns));
        foreach (Transform transform in catalog.InOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tables.Add(new LineageTable(transform.Name, transform.Path, Query(transform.Name, transform.Body)));
        }

        foreach (IBatchJob job in Pipeline.Jobs)
        {
            tables.AddRange(job.Writes.Append(CustomFeatures).Where(table => table != CustomFeatures || job is DefineMeasuresJob).Select(table => new LineageTable(
                table, $"job {job.Name}",
                written.TryGetValue(table, out string? sql) ? Query(table, sql) : JobLineage.Of(engine, run.Config, job, table, columns[table]))));
        }

        HashSet<string> known = [.. tables.Select(table => table.Name)];
        tables.AddRange(columns.Where(table => !known.Contains(table.Key)).Select(table => new LineageTable(
            table.Key, table.Key.StartsWith("previous.", StringComparison.Ordinal) ? "the night before" : "loaded", Beginning(table.Value))));
        return new NightTables(
            new ColumnGraph(tables),
            typed.SelectMany(table => table.Select(column => (Name: new ColumnName(table.Key, column.Name), column.Type)))
                .ToDictionary(column => column.Name, column => column.Type.ToLowerInvariant()),
            run.Config.Schemes.ToDictionary(scheme => scheme.Key, scheme => SchemeMeasures.Of(engine, scheme.Value)));

        QueryLineage Query(string name, string sql) =>
            Named(reader.Read(name, sql, table => columns.GetValueOrDefault(table)), columns[name]);
    }

    /// <summary>A table before which nothing is known.</summary>
    internal static QueryLineage Beginning(IEnumerable<string> columns) => new([.. columns.Select(column => new ColumnLineage(column, [], []))], [], []);

    private const string CustomFeatures = "mart.customer_custom_features";

    /// <summary>The engine says what a column without an alias is called.</summary>
    private static QueryLineage Named(QueryLineage query, IReadOnlyList<string> columns) => query.Columns.Count == columns.Count
        ? query with { Columns = [.. query.Columns.Zip(columns, (column, name) => column with { Name = name })] }
        : throw new InvalidOperationException($"Lineage finds {query.Columns.Count} columns where there are {columns.Count}: {string.Join(", ", columns)}.");

    /// <summary>What jobs write as SQL: views, and the company's own features.</summary>
    private static Dictionary<string, string> WrittenAsSql(DuckDbEngine engine, RunContext run)
    {
        HashSet<string> jobTables = [.. Pipeline.Jobs.SelectMany(job => job.Writes)];
        Dictionary<string, string> written = engine.Query(
                "select schema_name || '.' || view_name, sql from duckdb_views() where not internal", "views of a night", row => (Name: row.GetString(0), Sql: row.GetString(1)))
            .Where(view => jobTables.Contains(view.Name))
            .ToDictionary(view => view.Name, view => Body(view.Sql));
        foreach (string statement in MeasureSql.Statements(run.Config))
        {
            written[statement.Split(' ', 6)[4]] = Body(statement);
        }

        return written;
    }

    private static string Body(string statement) => BodyPattern().Match(statement).Groups["body"].Value.TrimEnd(';', '\n');

    [GeneratedRegex(@"^create.*?\sas\s(?<body>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex BodyPattern();
}

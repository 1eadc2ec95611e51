using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish;

/// <summary>What is published now, as schema previous of the run's scratch database.</summary>
/// <remarks>On the first night the tables are empty. Columns that an older program did not publish are null.</remarks>
public sealed class PreviousTables
{
    private PreviousTables(DateOnly? liveSnapshotDate) => LiveSnapshotDate = liveSnapshotDate;

    /// <summary>The newest snapshot that is published; null when none is.</summary>
    public DateOnly? LiveSnapshotDate { get; }

    /// <summary>Makes schema previous from the live serving file.</summary>
    /// <exception cref="RunRefusedException">The serving file cannot be read.</exception>
    public static PreviousTables Create(DuckDbEngine engine, RunContext run, string scratchFolder)
    {
        // A run that goes on after a crash has them already, over a database that is no longer attached.
        engine.Execute("drop schema if exists previous cascade", "tables kept between nights");
        CreateEmpty(engine);
        if (!File.Exists(run.Folders.ServingFile))
        {
            return new PreviousTables(null);
        }

        Attach(engine, run.Folders.ServingFile, scratchFolder);
        foreach (string table in KeptTables(engine))
        {
            engine.Execute($"drop table previous.{table}; create view previous.{table} as {SelectKept(engine, table)}", $"previous.{table}");
        }

        DateOnly? newest = engine.Query(
            "select max(snapshot_date) from previous.dim_snapshot", "newest published snapshot",
            row => row.IsDBNull(0) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(0))[0];
        return new PreviousTables(newest);
    }

    /// <summary>Makes schema previous as it is before the first night.</summary>
    public static void CreateEmpty(DuckDbEngine engine)
    {
        foreach ((_, string script) in TransformCatalog.Migrations("serving").OrderBy(script => script.Key, StringComparer.Ordinal))
        {
            engine.Execute(script, "tables kept between nights");
        }
    }

    /// <summary>Whether the live serving file has a table; one of an older program may lack what is new.</summary>
    public static bool IsPublished(DuckDbEngine engine, Transform transform) =>
        Columns(engine, "'live'", transform.Schema, transform.Table).Count > 0;

    private static void Attach(DuckDbEngine engine, string file, string scratchFolder)
    {
        try
        {
            engine.Execute($"attach {SqlText.Literal(file)} as live (read_only)", "the published tables");
        }
        catch (EngineException error) when (error.Failure == EngineFailure.Locked)
        {
            // Somebody has the file open for writing. Its bytes can still be copied, and it is never changed in place.
            string copy = Path.Combine(scratchFolder, "live.duckdb");
            File.Copy(file, copy, overwrite: true);
            engine.Execute($"attach {SqlText.Literal(copy)} as live (read_only)", "the published tables");
        }
        catch (EngineException error)
        {
            throw new RunRefusedException(
                $"The serving file {file} cannot be read: it is damaged or was not written by this program. It is as it was. Restore it from a backup, or move it away and run 'segbatch backfill' to publish its nights again.",
                error);
        }
    }

    private static IReadOnlyList<string> KeptTables(DuckDbEngine engine) =>
        engine.Query(
            "select table_name from information_schema.tables where table_schema = 'previous' and table_catalog = current_database() order by table_name",
            "tables kept between nights", row => row.GetString(0));

    private static string SelectKept(DuckDbEngine engine, string table)
    {
        string schema = table is "customer_xref" or "id_changes" ? "identity" : "publish";
        IReadOnlyList<(string Name, string Type)> wanted = Columns(engine, "current_database()", "previous", table);
        HashSet<string> there = [.. Columns(engine, "'live'", schema, table).Select(column => column.Name)];
        IEnumerable<string> columns = wanted.Select(column =>
            there.Contains(column.Name) ? $"cast({column.Name} as {column.Type}) as {column.Name}" : $"cast(null as {column.Type}) as {column.Name}");
        string from = there.Count > 0 ? $"live.{schema}.{table}" : "(select 1) as nothing where false";
        return $"select {string.Join(", ", columns)} from {from}";
    }

    private static IReadOnlyList<(string Name, string Type)> Columns(DuckDbEngine engine, string database, string schema, string table) =>
        engine.Query(
            $"select column_name, data_type from information_schema.columns where table_catalog = {database} and table_schema = '{schema}' and table_name = '{table}' order by ordinal_position",
            "columns kept between nights", row => (row.GetString(0), row.GetString(1)));
}

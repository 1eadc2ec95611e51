using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish;

/// <summary>What is published now, as schema previous of the run's scratch database.</summary>
/// <remarks>On the first night the tables are empty. Columns that an older program did not publish are null.</remarks>
public sealed class PreviousTables
{
    /// <summary>The name under which the live serving file is attached.</summary>
    private const string Live = "live";

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
        ILookup<string, EngineColumn> wanted = engine.Columns();
        ILookup<string, EngineColumn> there = engine.Columns(Live);
        foreach (string name in wanted.Select(table => table.Key).Where(table => table.StartsWith("previous.", StringComparison.Ordinal)))
        {
            string table = name.Split('.')[1];
            engine.Execute($"drop table {name}; create view {name} as {SelectKept(table, wanted[name], there)}", name);
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
        engine.HasTableIn(Live, transform.Name);

    private static void Attach(DuckDbEngine engine, string file, string scratchFolder)
    {
        try
        {
            engine.Execute($"attach {SqlText.Literal(file)} as {Live} (read_only)", "the published tables");
        }
        catch (EngineException error) when (error.Failure == EngineFailure.Locked)
        {
            // Somebody has the file open for writing. Its bytes can still be copied, and it is never changed in place.
            string copy = Path.Combine(scratchFolder, "live.duckdb");
            File.Copy(file, copy, overwrite: true);
            engine.Execute($"attach {SqlText.Literal(copy)} as {Live} (read_only)", "the published tables");
        }
        catch (EngineException error)
        {
            throw new RunRefusedException(
                $"The serving file {file} cannot be read: it is damaged or was not written by this program. It is as it was. Restore it from a backup, or move it away and run 'segbatch backfill' to publish its nights again.",
                error);
        }
    }

    private static string SelectKept(string table, IEnumerable<EngineColumn> wanted, ILookup<string, EngineColumn> there)
    {
        string published = table is "customer_xref" or "id_changes" ? $"identity.{table}" : $"publish.{table}";
        HashSet<string> columnsThere = [.. there[published].Select(column => column.Name)];
        IEnumerable<string> columns = wanted.Select(column =>
            $"cast({(columnsThere.Contains(column.Name) ? column.Name : "null")} as {column.Type}) as {column.Name}");
        string from = columnsThere.Count > 0 ? $"{Live}.{published}" : "(select 1) as nothing where false";
        return $"select {string.Join(", ", columns)} from {from}";
    }
}

using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish;

/// <summary>One publication as a DuckDB file: finished, on the disk, never changed again. Every target is filled from it.</summary>
/// <param name="RunId">The run that built it.</param>
/// <param name="Path">The file.</param>
public sealed record PublicationFile(string RunId, string Path)
{
    /// <summary>Where the publication of a run lies.</summary>
    public static PublicationFile Of(ProjectFolders folders, string runId) =>
        new(runId, System.IO.Path.Combine(folders.Publications, $"{runId}.duckdb"));

    /// <summary>Writes the tables of the scratch database into a new file and puts it beside the others.</summary>
    /// <param name="context">The run; its engine holds the tables.</param>
    /// <param name="facts">What readers are told of the publication that they read.</param>
    /// <param name="tables">Tables to publish, schema and name, each kept under its schema.</param>
    /// <param name="cancellationToken">Until the rename, cancelling leaves everything as it was.</param>
    public static PublicationFile Build(
        JobContext context, Publication facts, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        PublicationFile publication = Of(context.Run.Folders, context.Run.RunId);
        Directory.CreateDirectory(context.Run.Folders.Publications);
        string temporary = AtomicFile.TemporaryName(publication.Path);
        Remove(temporary);
        try
        {
            FaultPoint.Reach("publication: before the tables");
            CopyTables(context.Engine, temporary, tables, cancellationToken);
            FaultPoint.Reach("publication: before the views");
            AddViews(context, facts, temporary, tables, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            AtomicFile.Flush(temporary);
            AtomicFile.Place(temporary, publication.Path);
            return publication;
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static void Remove(string temporary)
    {
        File.Delete(temporary);
        File.Delete(temporary + ".wal");
    }

    private static void CopyTables(DuckDbEngine engine, string file, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        engine.Execute($"attach {SqlText.Literal(file)} as publication", "the new publication", null, cancellationToken);
        foreach (string schema in tables.Select(table => table.Split('.')[0]).Distinct())
        {
            engine.Execute($"create schema if not exists publication.{schema}", "the new publication", null, cancellationToken);
        }

        foreach (string table in tables)
        {
            engine.Execute($"create table publication.{table} as select * from {table}", $"publishing {table}", null, cancellationToken);
        }

        engine.Execute("checkpoint publication; detach publication", "the new publication", null, cancellationToken);
    }

    /// <summary>Views are made in the finished file itself, so that they mean its own tables wherever it is attached.</summary>
    private static void AddViews(
        JobContext context, Publication facts, string file, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Path = file, Threads = context.Run.Config.Engine.Threads });
        engine.CreateFunctions(context.Catalog);
        LedgerTables.Write(engine, context, facts);
        foreach (string table in tables.Where(table => table.StartsWith("publish.", StringComparison.Ordinal)).Concat(LedgerTables.Names))
        {
            engine.Execute($"create view main.{table.Split('.')[1]} as select * from {table}", $"view of {table}", null, cancellationToken);
        }

        foreach (Transform view in context.Catalog.InOrder.Where(transform => transform.Schema == "views"))
        {
            engine.Execute(
                $"create view main.{view.Table} as\n{view.Body}", $"view {view.Table}", RunParameters.Of(context.Run), cancellationToken);
        }

        engine.Execute("checkpoint", "the new publication", null, cancellationToken);
    }
}

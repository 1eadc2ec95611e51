using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish;

/// <summary>Writes what readers open: one DuckDB file, finished under another name and put in place by rename.</summary>
/// <remarks>A reader that has the old file open keeps reading the old night, whole, until it opens the file again.</remarks>
public static class ServingFile
{
    /// <summary>Writes the tables of the scratch database into a new serving file and puts it in place.</summary>
    /// <param name="context">The run; its engine holds the tables.</param>
    /// <param name="tables">Tables to publish, schema and name, each kept under its schema.</param>
    /// <param name="cancellationToken">Until the rename, cancelling leaves everything as it was.</param>
    public static void Publish(JobContext context, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        string final = context.Run.Folders.ServingFile;
        string temporary = $"{final}.{context.Run.RunId}.tmp";
        File.Delete(temporary);
        try
        {
            CopyTables(context.Engine, temporary, tables, cancellationToken);
            AddViews(context, temporary, tables, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            AtomicFile.Flush(temporary);
            AtomicFile.Place(temporary, final);
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(temporary + ".wal");
        }
    }

    private static void CopyTables(DuckDbEngine engine, string file, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        engine.Execute($"attach {SqlText.Literal(file)} as serving", "the new serving file", null, cancellationToken);
        foreach (string schema in tables.Select(table => table.Split('.')[0]).Distinct())
        {
            engine.Execute($"create schema if not exists serving.{schema}", "the new serving file", null, cancellationToken);
        }

        foreach (string table in tables)
        {
            engine.Execute($"create table serving.{table} as select * from {table}", $"publishing {table}", null, cancellationToken);
        }

        engine.Execute("checkpoint serving; detach serving", "the new serving file", null, cancellationToken);
    }

    /// <summary>Views are made in the finished file itself, so that they mean its own tables wherever it is attached.</summary>
    private static void AddViews(JobContext context, string file, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Path = file, Threads = context.Run.Config.Engine.Threads });
        engine.CreateFunctions(context.Catalog);
        LedgerTables.Write(engine, context);
        foreach (string table in tables.Where(table => table.StartsWith("publish.", StringComparison.Ordinal)).Concat(LedgerTables.Names))
        {
            engine.Execute($"create view main.{table.Split('.')[1]} as select * from {table}", $"view of {table}", null, cancellationToken);
        }

        foreach (Transform view in context.Catalog.InOrder.Where(transform => transform.Schema == "views"))
        {
            engine.Execute(
                $"create view main.{view.Table} as\n{view.Body}", $"view {view.Table}", RunParameters.Of(context.Run), cancellationToken);
        }

        engine.Execute("checkpoint", "the new serving file", null, cancellationToken);
    }
}

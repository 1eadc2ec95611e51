using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Postgres;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>What a database brought.</summary>
/// <param name="Files">The table as files, new ones in scratch and known ones in the extracts folder.</param>
/// <param name="Watermark">How far it was read.</param>
internal sealed record DatabaseExtract(IReadOnlyList<SourceFile> Files, SourceWatermark Watermark);

/// <summary>Reads what is new in a table of PostgreSQL into files that are then delivered like any others.</summary>
internal sealed class DatabaseExtraction(DuckDbEngine engine, RunContext run, ILoadLedger ledger, string scratch)
{
    /// <summary>Reads one source.</summary>
    /// <exception cref="RunRefusedException">The server cannot be reached or refuses. Nothing was loaded.</exception>
    public DatabaseExtract Extract(string source, PostgresSourceConfig config, List<string> notes, CancellationToken cancellationToken)
    {
        var store = new ExtractStore(run.Folders, source);
        IngestedFile[] loaded = [.. ledger.Files().Where(file => file.IsLive && store.IsMine(file)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        SourceWatermark? before = ledger.Watermarks().FirstOrDefault(mark => mark.Source == source);
        before = before is not null && config.Watermark is not null && store.AreWhole(loaded) ? before : null;

        string folder = Path.Combine(scratch, $"read-{source}");
        (DatabaseTable table, ReadingWindow window, IReadOnlyList<string> chunks) = Read(source, config, before, folder, cancellationToken);
        ExtractStore.Rows rows = TakeOver(source, table, config, chunks, cancellationToken);
        Directory.Delete(folder, recursive: true);

        ExtractStore.Rows.RefuseTwins(engine, source, table, config.Key);
        bool isFull = window.Condition is null;
        long count = ExtractStore.Rows.Count(engine);
        IReadOnlyList<SourceFile> files = isFull
            ? store.WriteAll(engine, rows, scratch, cancellationToken)
            : store.Merge(engine, rows, loaded, scratch, cancellationToken);
        engine.Execute($"drop table {ExtractStore.Rows.Table}", "rows of a database", null, cancellationToken);
        notes.Add(isFull
            ? $"Source {source}: all {count:N0} rows of {table.Subject} were read{(window.WhyAll is { } why ? $", since {why}" : "")}."
            : $"Source {source}: {count:N0} rows of {table.Subject} are new, changed or within the overlap.");
        return new DatabaseExtract(files, new SourceWatermark(
            source, run.RunId, window.Mark, window.Basis, count, run.StartedAt, isFull ? run.StartedAt : before!.FullReadAt));
    }

    /// <summary>The engine's own message would quote the row.</summary>
    private ExtractStore.Rows TakeOver(
        string source, DatabaseTable table, PostgresSourceConfig config, IReadOnlyList<string> chunks, CancellationToken cancellationToken)
    {
        try
        {
            return ExtractStore.Rows.Read(engine, table, config.Key, chunks, cancellationToken);
        }
        catch (EngineException error) when (error.Failure is not (EngineFailure.Resources or EngineFailure.Storage or EngineFailure.Locked or EngineFailure.Cancelled))
        {
            throw new RunRefusedException(
                $"Source {source}: a row of {table.Subject} cannot be taken over; a row has at most {ExtractStore.Rows.LongestRowBytes >> 20} MB. Nothing was loaded. "
                + "Leave long columns out with query: and a select of those that are wanted, and run again.");
        }
    }

    /// <summary>Each attempt takes a new snapshot: what an attempt that failed has read is thrown away.</summary>
    private (DatabaseTable Table, ReadingWindow Window, IReadOnlyList<string> Chunks) Read(
        string source, PostgresSourceConfig config, SourceWatermark? before, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return PostgresFaults.Pipeline.Execute(token =>
            {
                Directory.CreateDirectory(folder);
                using DatabaseSnapshot snapshot = DatabaseSnapshot.Take(config);
                DatabaseTable table = DatabaseTable.Describe(snapshot.Connection, source, config);
                ReadingWindow window = ReadingWindow.Decide(snapshot, table, source, config, before, run.StartedAt);
                return (table, window, snapshot.CopyTo(table, window.Condition ?? "true", folder, token));
            }, cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException or TimeoutException)
        {
            (string reason, string remedy) = DatabaseFault.Explain(error);
            string tried = PostgresFaults.IsTransient(error) ? $"; tried {PostgresFaults.Attempts} times" : "";
            throw new RunRefusedException(
                $"Source {source} could not be read from {DatabaseFault.Address(config)}: {reason}{tried}. Nothing was loaded; raw and quarantine are as before. {remedy}", error);
        }
    }
}

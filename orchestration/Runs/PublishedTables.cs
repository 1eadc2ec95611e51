using System.Globalization;
using System.Text.Json;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Explain;
using Segmentation.Jobs.Profit;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Report;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>A small result: column names and values as they print.</summary>
public sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<bool> IsNumber, IReadOnlyList<object?[]> Rows);

/// <summary>The published tables, read-only: what any reader sees.</summary>
public sealed class PublishedTables : IDisposable
{
    private readonly DuckDbEngine engine;

    private PublishedTables(DuckDbEngine engine) => this.engine = engine;

    /// <summary>Opens the serving file, or a publication that is kept.</summary>
    /// <param name="folders">The project's folders.</param>
    /// <param name="runId">The publication's run; null for the live one.</param>
    /// <exception cref="RunRefusedException">Nothing is published yet.</exception>
    public static PublishedTables Open(ProjectFolders folders, string? runId = null) => new(OpenEngine(folders, runId));

    /// <summary>The same for a reader of its own: an engine on the serving file, or on a publication that is kept.</summary>
    /// <param name="folders">The project's folders.</param>
    /// <param name="runId">The publication's run; null for the live one.</param>
    /// <param name="threads">Threads; 0 for all processors.</param>
    internal static DuckDbEngine OpenEngine(ProjectFolders folders, string? runId, int threads = 0)
    {
        if (runId is not null)
        {
            string kept = PublicationFile.Of(folders, runId).Path;
            return File.Exists(kept)
                ? OpenFile(kept, threads)
                : throw new RunRefusedException(
                    $"The publication of run {runId} is no longer kept (publish.keep_runs), or never was. Nothing was read. 'segbatch status' lists those that are kept.");
        }

        if (!File.Exists(folders.ServingFile))
        {
            throw new RunRefusedException(
                $"Nothing is published yet: {folders.ServingFile} does not exist. Run 'segbatch nightly' first.");
        }

        return OpenFile(folders.ServingFile, threads);
    }

    private static DuckDbEngine OpenFile(string path, int threads)
    {
        try
        {
            return DuckDbEngine.Open(new DuckDbOptions { Path = path, IsReadOnly = true, Threads = threads });
        }
        catch (EngineException error) when (error.Failure == EngineFailure.Locked)
        {
            throw new RunRefusedException(
                $"Another program has {path} open for writing, so nobody else may read it. It is as it was. Close it there, or open it read-only.", error);
        }
        catch (EngineException error)
        {
            throw new RunRefusedException(
                $"The serving file {path} cannot be read: it is damaged or was not written by this program. It is as it was. Restore it from a backup, or move it away and run 'segbatch backfill' to publish its nights again.",
                error);
        }
    }

    /// <summary>Says why a customer is in the segments they are in.</summary>
    public CustomerExplanation Explain(ILedger? ledger, SegmentationConfig config, string customer, string? scheme, CancellationToken cancellationToken) =>
        ExplainCustomer.Of(engine, ledger, config, customer, scheme, cancellationToken);

    /// <summary>Runs a query.</summary>
    /// <exception cref="UsageException">It is more than one statement, or one that does something else than read.</exception>
    public QueryResult Query(string sql, CancellationToken cancellationToken)
    {
        RefuseOtherThanQuery(sql);
        string[] columns = [];
        bool[] isNumber = [];
        IReadOnlyList<object?[]> rows = engine.Query(
            sql,
            "query",
            reader =>
            {
                if (columns.Length == 0)
                {
                    columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
                    isNumber = [.. Enumerable.Range(0, reader.FieldCount).Select(column => IsNumeric(reader.GetFieldType(column)))];
                }

                return Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : Plain(reader.GetValue(column))).ToArray();
            },
            null,
            cancellationToken);
        return columns.Length > 0 ? new QueryResult(columns, isNumber, rows) : Described(sql, cancellationToken);
    }

    /// <summary>Writes a query's rows to a Parquet file, as the engine makes them.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="path">The file; it is there whole or not at all.</param>
    /// <param name="cancellationToken">Cancelling leaves no file.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="UsageException">It is more than one statement, or one that does something else than read.</exception>
    public long WriteParquet(string sql, string path, CancellationToken cancellationToken)
    {
        RefuseOtherThanQuery(sql);
        string temporary = AtomicFile.TemporaryName(path);
        try
        {
            engine.Execute($"copy (\n{sql.TrimEnd().TrimEnd(';')}\n) to {SqlText.Literal(temporary)} (format parquet, compression zstd)", "query", null, cancellationToken);
            long rows = engine.Scalar<long>($"select count(*) from read_parquet({SqlText.Literal(temporary)})", "rows written", null, cancellationToken);
            AtomicFile.Flush(temporary);
            AtomicFile.Place(temporary, path);
            return rows;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes the pages about fitted models.</summary>
    /// <returns>What each page is about, with its file.</returns>
    public IReadOnlyList<(SchemeFacts Facts, string Path)> Report(string company, string currency, string? scheme, string output, CancellationToken cancellationToken) =>
        ReportFiles.Write(new ReportTables(engine), company, currency, scheme, output, cancellationToken);

    /// <summary>The tie-out to the general ledger, with its breaks.</summary>
    /// <exception cref="RunRefusedException">There is no ledger, or no such scheme.</exception>
    public TieOut TieOut(string? scheme, CancellationToken cancellationToken) => Jobs.Reconcile.TieOut.Read(engine, scheme, cancellationToken);

    /// <summary>What the segments of a scheme earned, line by line; none where profit is not configured.</summary>
    public IReadOnlyList<ProfitLine> ProfitLines(string scheme, string? period, CancellationToken cancellationToken) => engine.HasTable(SegmentProfit.Table)
        ? SegmentProfit.ReadLines(engine, new ProfitQuestion(scheme, period, ProfitQuestion.Today), cancellationToken)
        : [];

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    /// <summary>The tables are open for reading only, but a statement could still write beside them: COPY TO, EXPORT, ATTACH.</summary>
    private void RefuseOtherThanQuery(string sql)
    {
        using JsonDocument tree = JsonDocument.Parse(engine.Scalar<string>(
            "select cast(json_serialize_sql(:sql) as string)", "reading the query", new Dictionary<string, object?> { ["sql"] = sql }));
        JsonElement root = tree.RootElement;
        // What is no SQL at all is left to the engine, which says where it breaks.
        bool isOther = root.GetProperty("error").GetBoolean()
            ? root.GetProperty("error_type").GetString() != "parser"
            : root.GetProperty("statements").GetArrayLength() != 1;
        if (isOther)
        {
            throw new UsageException("A query is one SELECT; this is something else. Nothing was run. The published tables are written by 'segbatch nightly' alone.");
        }
    }

    /// <summary>An empty result still has its columns.</summary>
    private QueryResult Described(string sql, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = engine.Query($"describe {sql}", "query", row => row.GetString(0), null, cancellationToken);
        return new QueryResult(columns, [.. columns.Select(_ => false)], []);
    }

    private static bool IsNumeric(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double) || type == typeof(float)
        || type == typeof(short) || type == typeof(ulong) || type == typeof(uint) || type == typeof(System.Numerics.BigInteger);

    private static object Plain(object value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        System.Numerics.BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        bool or string or int or long or decimal or double => value,
        System.Collections.IEnumerable list => string.Join(", ", list.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

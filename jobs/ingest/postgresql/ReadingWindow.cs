using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>Which rows of a table one load reads.</summary>
/// <param name="Mark">How far the load will have read; null without a watermark.</param>
/// <param name="Basis">What the mark means, as a hash.</param>
/// <param name="Condition">The rows to read; null for all.</param>
/// <param name="WhyAll">Why the whole table is read although there is a watermark; null otherwise.</param>
internal sealed record ReadingWindow(string? Mark, string Basis, string? Condition, string? WhyAll)
{
    /// <summary>Transaction numbers can be compared over half of their range.</summary>
    private const ulong ComparableTransactions = 1UL << 31;

    /// <summary>Decides within a snapshot.</summary>
    /// <param name="snapshot">The snapshot that is read.</param>
    /// <param name="table">The table.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="config">The source.</param>
    /// <param name="before">What the last load recorded; null if its rows are not at hand.</param>
    /// <param name="now">When the run started.</param>
    public static ReadingWindow Decide(
        DatabaseSnapshot snapshot, DatabaseTable table, string source, PostgresSourceConfig config, SourceWatermark? before, DateTimeOffset now)
    {
        string basis = BasisOf(snapshot, table, config);
        if (config.Watermark is null)
        {
            return new ReadingWindow(null, basis, null, null);
        }

        ReadingWindow window = config.Watermark == PostgresSourceConfig.TransactionNumbers
            ? ByTransaction(snapshot, table, source, basis, before?.Mark)
            : ByColumn(snapshot, table, source, config, basis, before?.Mark);
        string? why = before is null ? "no earlier load of it is at hand"
            : before.Basis != basis ? "the server, the table or its mapping to key and watermark is not the same as before"
            : config.FullReadEvery is { } every && now - before.FullReadAt >= Duration.Parse(every) ? $"it was last read whole on {before.FullReadAt.UtcDateTime:yyyy-MM-dd}"
            : window.WhyAll;
        return why is null ? window : window with { Condition = null, WhyAll = why };
    }

    /// <summary>Rows whose watermark is at least the last one, less the overlap. Rows without a watermark are always read.</summary>
    private static ReadingWindow ByColumn(
        DatabaseSnapshot snapshot, DatabaseTable table, string source, PostgresSourceConfig config, string basis, string? before)
    {
        string column = DatabaseTable.Quote(config.Watermark!);
        string type = table.Columns.Single(known => known.Name == config.Watermark).Type;
        if (config.Overlap is { } asked && IsTime(type) == char.IsAsciiDigit(asked[^1]))
        {
            throw new RunRefusedException(
                $"Source {source}: the watermark {config.Watermark} is {type}, and overlap is {asked}. Nothing was loaded. "
                + $"Write {(IsTime(type) ? "a length of time such as 4h or 2d" : "a number")}, and run again.");
        }

        // Infinity and NaN are higher than all that may come.
        string highest = $"select max({column}) filter (where lower({column}::text) not in ('infinity', 'nan')) from {table.From}";
        string? mark = snapshot.Text($"select ({highest})::text");
        if (before is null || mark is null)
        {
            return new ReadingWindow(mark, basis, null, mark is null ? "no row has a watermark" : "there is no mark of an earlier load");
        }

        string from = $"{DatabaseTable.Literal(before)}::{type}";
        if (snapshot.Text($"select ({DatabaseTable.Literal(mark)}::{type} < {from})::text") == "true")
        {
            return new ReadingWindow(mark, basis, null, "its highest watermark is lower than before");
        }

        string overlap = config.Overlap is not { } back ? ""
            : IsTime(type) ? $" - {DatabaseTable.Literal(back)}::interval"
            : $" - {DatabaseTable.Literal(back)}::numeric";
        return new ReadingWindow(mark, basis, $"({column} >= {from}{overlap} or {column} is null)", null);
    }

    /// <summary>Rows written by a transaction that was still open, or not yet begun, when the last load took its snapshot.</summary>
    private static ReadingWindow ByTransaction(DatabaseSnapshot snapshot, DatabaseTable table, string source, string basis, string? before)
    {
        RefuseWithoutTransactionNumbers(table, source);
        string mark = snapshot.Text("select pg_snapshot_xmin(pg_current_snapshot())::text")!;
        ulong next = ulong.Parse(snapshot.Text("select pg_snapshot_xmax(pg_current_snapshot())::text")!, CultureInfo.InvariantCulture);
        if (before is null)
        {
            return new ReadingWindow(mark, basis, null, "there is no mark of an earlier load");
        }

        ulong last = ulong.Parse(before, CultureInfo.InvariantCulture);
        return last > next ? new ReadingWindow(mark, basis, null, "the server's transaction numbers are lower than before")
            : next - last >= ComparableTransactions - 1 ? new ReadingWindow(mark, basis, null, "too many transactions passed since to tell old from new")
            : new ReadingWindow(mark, basis, $"age(xmin) <= age('{last & uint.MaxValue}'::xid)", null);
    }

    /// <summary>Refuses xmin where rows have none.</summary>
    /// <exception cref="RunRefusedException">It is a view, a query or partitioned.</exception>
    public static void RefuseWithoutTransactionNumbers(DatabaseTable table, string source)
    {
        if (!table.IsPlainTable)
        {
            throw new RunRefusedException(
                $"Source {source}: {table.Subject} is no plain table, and only rows of one have transaction numbers (xmin). Nothing was loaded. "
                + "Name a column as watermark, or leave watermark out to read everything each night, and run again.");
        }
    }

    private static bool IsTime(string type) =>
        type == "date" || type.StartsWith("timestamp", StringComparison.Ordinal);

    /// <summary>A mark is worth something only for the same server, table, key, watermark and columns. After a failover, too,
    /// it is not trusted: the new server may not have all that the old one gave.</summary>
    private static string BasisOf(DatabaseSnapshot snapshot, DatabaseTable table, PostgresSourceConfig config)
    {
        string server = snapshot.Text("select system_identifier || '/' || timeline_id || '/' || current_database() from pg_control_system(), pg_control_checkpoint()")!;
        string text = string.Join('\n', (string[])
        [
            server, table.From, string.Join(',', config.Key), config.Watermark ?? "", .. table.Columns.Select(column => $"{column.Name} {column.Type}"),
        ]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

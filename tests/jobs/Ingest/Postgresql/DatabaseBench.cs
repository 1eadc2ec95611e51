using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Tests.Postgres;

namespace Segmentation.Jobs.Tests.Ingest.Postgresql;

/// <summary>A database of its own for one test, and the ingest that reads it.</summary>
internal sealed class DatabaseBench : IDisposable
{
    public DatabaseBench(PostgresServer server)
    {
        Connection = server.CreateDatabase();
        Execute("create schema sales");
        Execute("""
            create table sales.order_lines (
                order_id text, line_number integer, ordered_at timestamptz, amount numeric, updated_at timestamptz,
                primary key (order_id, line_number))
            """);
        Source = new PostgresSourceConfig { Connection = Connection, Table = "sales.order_lines", Key = ["order_id", "line_number"] };
    }

    public string Connection { get; }

    public IngestBench Ingest { get; } = new();

    /// <summary>How the table is read.</summary>
    public PostgresSourceConfig Source
    {
        get => Ingest.Config.Sources["erp"].Postgres!;
        set => Ingest.Config = IngestBench.Configuration(
            new SourceConfig
            {
                Postgres = value,
                Tables = new Dictionary<string, TableMapping>
                {
                    ["order_lines"] = new()
                    {
                        Columns = new Dictionary<string, string>
                        {
                            ["order_id"] = "order_id",
                            ["line_number"] = "line_number",
                            ["ordered_at"] = "ordered_at",
                            ["line_amount"] = "amount",
                        },
                    },
                },
            },
            "erp");
    }

    /// <summary>The order lines that other steps read: id, amount and load.</summary>
    public IReadOnlyList<string> Rows() => Ingest.Texts("select order_id || ' ' || line_amount from raw.order_lines order by order_id");

    /// <summary>The rows accepted from files that are live, as finance adds them up.</summary>
    public (long Rows, decimal Amount) Totals() => Ingest.Ledger.LiveTotals()
        .Where(total => total.Fate == Run.LoadFate.Accepted)
        .Aggregate((0L, 0m), (sum, total) => (sum.Item1 + total.RowCount, sum.Item2 + total.Amount));

    public string LastNote() => Ingest.Log.Notes.Last(note => note.StartsWith("Source erp", StringComparison.Ordinal));

    public NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(Connection);
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using NpgsqlConnection connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Add(string id, string amount, string updated = "2026-02-01") =>
        Execute($"insert into sales.order_lines values ('{id}', 1, '2026-01-05 10:00:00+02', {amount}, '{updated}')");

    /// <summary>Waits until the ingest is reading.</summary>
    public void WaitForReader()
    {
        using NpgsqlConnection connection = Open();
        using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where application_name = 'segbatch' and query like 'copy%' and wait_event = 'PgSleep' and datname = current_database()", connection);
        for (int look = 0; command.ExecuteScalar() is 0L; look++)
        {
            look.ShouldBeLessThan(600, "nobody reads");
            _ = CancellationToken.None.WaitHandle.WaitOne(50);
        }
    }

    public void Dispose() => Ingest.Dispose();
}

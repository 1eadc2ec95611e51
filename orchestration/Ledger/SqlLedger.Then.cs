using System.Data.Common;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>The ledger as a run found it.</content>
public sealed partial class SqlLedger
{
    private const string Inputs = "select load_id from run_inputs where run_id = @run";

    /// <summary>What a night reads of the ledger, with the rows that were there when the run was at work. Whatever a night reads must be
    /// listed here, or its repetition will see less than it did.</summary>
    private static readonly (string Table, string Query)[] ReadByNights =
    [
        ("runs", "select * from runs where run_id <= @run"),
        ("loads", $"select * from loads where load_id in ({Inputs})"),
        ("load_files", $"select * from load_files where load_id in ({Inputs})"),
        ("load_parts", $"select * from load_parts where load_id in ({Inputs})"),
        ("load_totals", $"select * from load_totals where load_id in ({Inputs})"),
        // A model that was fitted anew since bears the later fit's run; that a publication showed it says that it was there.
        ("models",
            """
            select * from models
            where (run_id < @run and fitted_at < @start)
                or (snapshot_date < @day and exists (
                    select 1 from publication_schemes
                    where publication_schemes.run_id <= @run and publication_schemes.scheme = models.scheme
                        and publication_schemes.model_version = models.model_version))
            """),
        ("finance_shared_accounts", "select * from finance_shared_accounts"),
        ("finance_posted",
            """
            select * from finance_posted
            where exists (
                select 1 from finance_signoffs
                where finance_signoffs.period = finance_posted.period and finance_signoffs.legal_entity = finance_posted.signed_legal_entity
                    and finance_signoffs.revision = finance_posted.revision and finance_signoffs.signed_at <= @finance)
            """),
        ("finance_signoffs", "select * from finance_signoffs where signed_at <= @finance"),
        ("finance_break_deeds", "select * from finance_break_deeds where done_at <= @finance order by deed_id"),
        ("erp_codes", "select * from erp_codes where run_id < @run"),
        ("erp_deliveries", "select * from erp_deliveries where run_id < @run and decided_at <= @erp"),
        ("erp_rejections",
            """
            select erp_rejections.*
            from erp_rejections
            inner join erp_deliveries
                on erp_deliveries.category = erp_rejections.category and erp_deliveries.sequence_number = erp_rejections.sequence_number
            where erp_deliveries.acknowledged_at <= @erp
            """),
    ];

    /// <summary>Copies what a run could read while it was at work into a ledger of its own. This ledger stays as it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The new ledger's file.</param>
    internal SqlLedger CopyAsOf(RunRow run, string path)
    {
        var then = new
        {
            run = run.RunId,
            start = Text(run.StartedAt),
            day = Text(run.SnapshotDate),
            finance = Text(StartOf(run, "write_finance_tables")),
            erp = Text(StartOf(run, "write_erp_tables")),
        };
        SqlLedger copy = Open(new SqliteDialect(path));
        copy.InTransaction((connection, transaction) =>
        {
            AllowAnyOrder(connection, transaction);
            foreach ((string table, string query) in ReadByNights)
            {
                List<IDictionary<string, object?>> rows = Read(query, then, row => (IDictionary<string, object?>)row);
                Insert(connection, transaction, table, rows);
            }

            // What took a file's place later had not yet come.
            connection.Execute(
                "update load_files set is_live = 1, superseded_by = null where superseded_by is not null and superseded_by not in (select load_id from loads)",
                transaction: transaction);
        });
        return copy;
    }

    /// <summary>Loads that a run read.</summary>
    internal IReadOnlyList<string> InputsOf(string runId) =>
        Read("select load_id from run_inputs where run_id = @runId order by load_id", new { runId }, row => (string)row.load_id);

    /// <summary>Loads that the ledger still knows.</summary>
    internal IReadOnlyList<string> Loads() => Read("select load_id from loads order by load_id", null, row => (string)row.load_id);

    /// <summary>When a step of the run read the ledger; people may have written in it since the run began.</summary>
    private DateTimeOffset StartOf(RunRow run, string step) =>
        Read(
            "select started_at from steps where run_id = @RunId and step = @step and status = 'done' order by position desc limit 1",
            new { run.RunId, step }, row => (DateTimeOffset)Instant(row.started_at))
        .DefaultIfEmpty(run.StartedAt).First();

    /// <summary>The rules about what may be added when were kept by the ledger that is copied.</summary>
    private static void AllowAnyOrder(DbConnection connection, DbTransaction transaction)
    {
        foreach (string trigger in connection.Query<string>("select name from sqlite_master where type = 'trigger'", transaction: transaction))
        {
            connection.Execute($"drop trigger {trigger}", transaction: transaction);
        }
    }

    private static void Insert(DbConnection connection, DbTransaction transaction, string table, List<IDictionary<string, object?>> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        string[] columns = [.. rows[0].Keys];
        string insert = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select(column => $"@{column}"))})";
        foreach (IDictionary<string, object?> row in rows)
        {
            connection.Execute(insert, new DynamicParameters(row), transaction);
        }
    }
}

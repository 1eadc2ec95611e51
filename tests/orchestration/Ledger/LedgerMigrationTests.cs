using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>Ledgers are made, brought up to date, and refused when a newer program wrote them.</summary>
public sealed class LedgerMigrationTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-ledger-");

    private string File => Path.Combine(folder.FullName, "ledger.db");

    public void Dispose() => folder.Delete(recursive: true);

    [SkippableFact]
    public void Both_databases_have_the_same_tables_and_columns()
    {
        string database = server.CreateDatabase();
        Open(database);
        SqlLedger.Open(new SqliteDialect(File));
        using var sqlite = new SqliteConnection($"Data Source={File};Pooling=false");
        using var postgres = new NpgsqlConnection(database);

        // The tables of Quartz are its own, spelled for each database as Quartz spells them.
        string[] inSqlite = [.. sqlite.Query<string>(
            "select m.name || '.' || c.name from sqlite_master as m, pragma_table_info(m.name) as c where m.type = 'table' and m.name not in ('SchemaVersions', 'sqlite_sequence') and m.name not like 'QRTZ%'")];
        string[] inPostgres = [.. postgres.Query<string>(
            "select table_name || '.' || column_name from information_schema.columns where table_schema = 'segbatch' and table_name <> 'schemaversions' and table_name not like 'qrtz%'")];

        inPostgres.Order(StringComparer.Ordinal).ShouldBe(inSqlite.Order(StringComparer.Ordinal));
        inSqlite.Length.ShouldBeGreaterThan(80);
    }

    [SkippableFact]
    public void Text_sorts_by_its_bytes_and_instants_days_amounts_and_flags_have_types_of_their_own()
    {
        string database = server.CreateDatabase();
        Open(database);
        using var connection = new NpgsqlConnection(database);

        connection.Query<string>(
            """
            select table_name || '.' || column_name
            from information_schema.columns
            where table_schema = 'segbatch' and table_name <> 'schemaversions' and table_name not like 'qrtz%'
                and (
                    (data_type = 'text' and collation_name is distinct from 'C')
                    or (column_name like '%\_at' and data_type <> 'timestamp with time zone')
                    or (column_name like '%\_date' and data_type <> 'date')
                    or (column_name like 'is\_%' and data_type <> 'boolean')
                    or (column_name in ('amount', 'measured_value', 'threshold') and data_type <> 'numeric')
                )
            """).ShouldBeEmpty();
    }

    [Fact]
    public void A_ledger_of_the_first_version_keeps_its_rows_and_what_was_published_counts_as_promoted()
    {
        string[] names = [.. TransformCatalog.Migrations("sqlite").Keys.Order(StringComparer.Ordinal)];
        using (var old = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            old.Open();
            old.Execute(TransformCatalog.Migrations("sqlite")[names[0]]);
            old.Execute(
                """
                create table SchemaVersions (SchemaVersionID integer primary key autoincrement, ScriptName text not null, Applied datetime not null);
                insert into SchemaVersions (ScriptName, Applied) values ('001_ledger.sql', '2026-01-01');
                insert into publications values
                    ('r1', '2025-12-31', '2026-01-01 02:00:00.000', 'h1', 30), ('r2', '2026-01-31', '2026-02-01 02:00:00.000', 'h2', 31);
                insert into models values ('m1', 'value', 'kmeans', '2025-12-31', 'd0', '{}', 'r1', '2026-01-01 02:00:00.000')
                """);
        }

        SqlLedger.Open(new SqliteDialect(File));
        SqlLedger ledger = SqlLedger.Open(new SqliteDialect(File));

        ledger.Publications(9).Select(publication => publication.RunId).ShouldBe(["r2", "r1"]);
        ledger.Promotions(9).Select(promotion => (promotion.Number, promotion.RunId, promotion.ReplacedRunId, promotion.Status))
            .ShouldBe([(2, "r2", "r1", PromotionStatus.Done), (1, "r1", null, PromotionStatus.Done)]);
        ledger.FindModel("m1").ShouldBe(new FittedModel("m1", "value", "kmeans", new DateOnly(2025, 12, 31), "d0", "{}"));
    }

    [Fact]
    public void A_newer_SQLite_ledger_is_refused()
    {
        SqlLedger.Open(new SqliteDialect(File));
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            connection.Execute("insert into SchemaVersions (ScriptName, Applied) values ('999_later.sql', '2030-01-01')");
        }

        Should.Throw<RunRefusedException>(() => SqlLedger.Open(new SqliteDialect(File)))
            .Message.ShouldContain("was written by a newer program (it has script 999_later.sql");
    }

    [SkippableFact]
    public void A_newer_PostgreSQL_ledger_is_refused()
    {
        string database = server.CreateDatabase();
        Open(database);
        using (var connection = new NpgsqlConnection(database))
        {
            connection.Execute("insert into segbatch.schemaversions (scriptname, applied) values ('999_later.sql', now())");
        }

        string message = Should.Throw<RunRefusedException>(() => Open(database)).Message;

        message.ShouldContain("was written by a newer program (it has script 999_later.sql");
        message.ShouldContain("The ledger is as it was. Use the newer program.");
    }

    [SkippableFact]
    public async Task Programs_that_make_the_ledger_at_once_make_it_once()
    {
        string database = server.CreateDatabase();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() => Open(database), TaskCreationOptions.LongRunning)));

        using var connection = new NpgsqlConnection(database);
        connection.ExecuteScalar<long>("select count(*) - count(distinct scriptname) from segbatch.schemaversions").ShouldBe(0);
    }

    [SkippableFact]
    public void Two_ledgers_of_one_database_are_kept_apart_by_their_schemas()
    {
        string database = server.CreateDatabase();
        Open($"{database};Search Path=one").StartRun(LedgerRecords.Run("r1"));

        Open($"{database};Search Path=two").Runs(9).ShouldBeEmpty();
    }

    /// <summary>A role that may only read, as BI and auditors have it.</summary>
    [SkippableFact]
    public void Who_may_only_read_can_read_a_ledger_that_is_up_to_date()
    {
        string database = server.CreateDatabase();
        Open(database).StartRun(LedgerRecords.Run("r1"));
        using (var connection = new NpgsqlConnection(database))
        {
            connection.Execute("create role reader_of_runs login; grant usage on schema segbatch to reader_of_runs; grant select on all tables in schema segbatch to reader_of_runs");
        }

        SqlLedger ledger = Open(database.Replace("Username=owner", "Username=reader_of_runs", StringComparison.Ordinal));

        ledger.Runs(9).Select(run => run.RunId).ShouldBe(["r1"]);
        Should.Throw<RunRefusedException>(() => ledger.StartRun(LedgerRecords.Run("r2"))).Message.ShouldContain("permission denied for table runs");
    }

    private static SqlLedger Open(string database) => SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database)));
}

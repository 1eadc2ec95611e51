using Dapper;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>Whole nights whose ledger is on PostgreSQL.</summary>
public sealed class PostgresLedgerNightTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void A_night_publishes_the_same_whatever_database_its_ledger_is_in()
    {
        string database = server.CreateDatabase();
        using Shop plain = Shop.Unpublished();
        using Shop shop = OnPostgres(database);
        foreach (string night in new[] { Shop.FirstNight, Shop.NextNight })
        {
            plain.PublishedNight(night);
            shop.PublishedNight(night);
        }

        SqlLedger expected = SqlLedger.Open(new SqliteDialect(plain.At("warehouse/ledger.db")));
        SqlLedger actual = SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database)));
        File.Exists(shop.At("warehouse/ledger.db")).ShouldBeFalse();
        shop.HashOfTags().ShouldBe(plain.HashOfTags());
        Said(actual).ShouldBe(Said(expected));
        ChangeChain.FirstBroken(actual.Changes()).ShouldBeNull();
        Copied(shop).ShouldBe(Copied(plain));
        Copied(shop).Count.ShouldBeGreaterThan(50);

        Said status = shop.Run("status", "--json");
        status.ExitCode.ShouldBe(0, status.ToString());
        status.Output.ShouldContain(Shop.NextNight);
    }

    [SkippableFact]
    public void A_night_can_be_repeated_from_a_ledger_on_PostgreSQL()
    {
        using Shop shop = OnPostgres(server.CreateDatabase());
        string[] runs = [.. new[] { Shop.FirstNight, Shop.NextNight }.Select(night => shop.PublishedNight(night).GetProperty("run_id").GetString()!)];

        foreach (string run in runs)
        {
            Said said = shop.Run("repeat", run, "--quiet");
            said.ExitCode.ShouldBe(0, said.ToString());
            said.Output.ShouldContain("Same.");
        }
    }

    [SkippableFact]
    public void A_command_that_only_reads_makes_no_schema()
    {
        string database = server.CreateDatabase();
        using Shop shop = OnPostgres(database);

        shop.Run("status").ExitCode.ShouldBe(0);

        using var connection = new NpgsqlConnection(database);
        connection.ExecuteScalar<long>("select count(*) from pg_namespace where nspname = 'segbatch'").ShouldBe(0);
    }

    [SkippableFact]
    public void Two_warehouses_with_one_ledger_do_not_run_at_once()
    {
        string database = server.CreateDatabase();
        using Shop shop = OnPostgres(database);
        SqlLedger ledger = SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database)));
        using (ledger.TakeLease("r-elsewhere"))
        {
            shop.RefusesNight("Run r-elsewhere is at work on the ledger");
        }

        shop.PublishedNight(Shop.FirstNight);
    }

    [SkippableFact]
    public void A_password_in_the_configuration_is_refused_and_not_shown()
    {
        using Shop shop = Shop.Unpublished().Configure("ledger: Host=127.0.0.1;Username=batch;Password=s3cret-Pa55\n");

        string said = shop.RefusesNight("ledger holds a password in clear").ToString();

        said.ShouldNotContain("s3cret-Pa55");
    }

    private static Shop OnPostgres(string database) =>
        Shop.Unpublished().Write("ledger.txt", database).Configure("ledger: ${file:ledger.txt}\n");

    /// <summary>All that the ledger says but for clocks and the ids made from them.</summary>
    private static string[] Said(SqlLedger ledger)
    {
        string[] ids = [.. ledger.Runs(9).Select(run => run.RunId).Order(StringComparer.Ordinal)];
        int Run(string? id) => Array.IndexOf(ids, id);
        return
        [
            .. ledger.Runs(9).Select(run => $"{Run(run.RunId)} {run.Command} {run.SnapshotDate} {run.Status} {run.EngineVersion} {run.ThreadCount} {run.TransformsHash} {run.PublishedHash}"),
            .. ledger.Steps(9).Select(step => $"{Run(step.RunId)} {step.Position} {step.Step} {step.Status} {step.RowCount}"),
            .. ledger.AuditResults(9).Select(audit => $"{Run(audit.RunId)} {audit.SnapshotDate} {audit.Result}"),
            .. ledger.Files().Select(file => $"{Run(file.LoadId)} {file.Source} {file.Path} {file.ContentHash} {file.SizeBytes} {file.IsLive} {file.FirstDate} {file.LastDate}"),
            .. ledger.Parts().Select(part => $"{Run(part.LoadId)} {part.Table} {part.IsQuarantine} {part.RowCount}"),
            .. ledger.LiveTotals().Select(total => $"{Run(total.LoadId)} {total with { LoadId = "" }}"),
            .. ledger.Publications(9).Select(publication => $"{Run(publication.RunId)} {publication.SnapshotDate} {publication.CustomerCount} {Run(publication.BasedOnRunId)}"),
            .. ledger.Promotions(9).Select(promotion => $"{promotion.Number} {Run(promotion.RunId)} {Run(promotion.ReplacedRunId)} {promotion.Kind} {promotion.Status} {promotion.FencingToken}"),
            .. ledger.Moves(9).Select(move => $"{move.PromotionNumber} {move.Target} {Run(move.RunId)}"),
            .. ledger.Changes().Select(change => $"{change.Number} {change.Actor} {change.Kind} {Run(change.Subject)}"),
        ];
    }

    private static IReadOnlyList<string> Copied(Shop shop) => shop.Read(
        """
        select step || ' ' || status || ' ' || coalesce(cast(row_count as string), '') as said from ops.ops_steps
        union all select audit || ' ' || cast(measured_value as string) || ' ' || status from ops.ops_audit_results
        union all select source_file || ' ' || content_hash || ' ' || cast(is_live as string) from ops.ops_source_watermarks
        order by said
        """);
}

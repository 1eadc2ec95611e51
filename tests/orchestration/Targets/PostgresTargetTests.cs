using Npgsql;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>Goal: whatever happens, whoever reads PostgreSQL sees one whole publication, the same rows as the serving file.</summary>
public sealed class PostgresTargetTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void Every_table_and_view_holds_the_rows_of_the_serving_file()
    {
        using PostgresShop shop = PostgresShop.Published(server);

        foreach (string table in shop.Read("select table_name from segments_gate.published_tables"))
        {
            string counted = $"select count(*) as rows from {table}";
            shop.Read($"select count(*) from segments.{table}").ShouldBe(shop.Shop.Read(counted.Replace(table, Where(shop, table))), table);
        }

        shop.Read("select scheme || ' ' || segment_code || ' ' || count(*) from segments.customer_segments group by scheme, segment_code order by (scheme || ' ' || segment_code) collate \"C\"")
            .ShouldBe(shop.Shop.Read("select scheme || ' ' || segment_code || ' ' || count(*) from customer_segments group by scheme, segment_code order by 1"));
        shop.Read("select cast(sum(amount) * 10000 as bigint) from segments.finance_segment_revenue").ShouldBe(shop.Shop.Read("select cast(sum(amount) * 10000 as bigint) from finance_segment_revenue"));
        shop.Read("select count(*) from segments.bi_segment_overview_v1").ShouldBe(shop.Shop.Read("select count(*) from bi_segment_overview_v1"));
        shop.Read("select count(*) from segments.erp_customer_classification_v1").ShouldBe(shop.Shop.Read("select count(*) from erp_customer_classification_v1"));
    }

    [SkippableFact]
    public void A_reader_with_an_older_snapshot_sees_the_older_publication_whole()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.Open();
        using NpgsqlTransaction transaction = reader.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        PostgresShop.Read(reader, "select 1 from segments_gate.live_publication");

        shop.Shop.PublishedNight(Shop.NextNight);

        PostgresShop.Read(reader, "select distinct snapshot_date::text from segments.customer_segments").ShouldBe([Shop.FirstNight]);
        transaction.Rollback();
        PostgresShop.Read(reader, "select distinct snapshot_date::text from segments.customer_segments").ShouldBe([Shop.NextNight]);
    }

    [SkippableFact]
    public void An_old_publication_is_dropped_only_when_nobody_can_still_read_it()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.Open();
        using NpgsqlTransaction transaction = reader.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        PostgresShop.Read(reader, "select 1");

        shop.Shop.PublishedNight(Shop.NextNight);
        shop.Shop.PublishedNight("2026-03-01");
        PostgresShop.Read(reader, "select distinct snapshot_date::text from segments.customer_segments").ShouldBe([Shop.FirstNight]);
        transaction.Rollback();
        shop.Shop.PublishedNight("2026-04-01");

        shop.Read("select count(*) from segments_gate.publications").ShouldBe(["2"]);
        shop.Read("select count(*) from pg_tables where schemaname = 'segments_history' and tablename like 'customer_segments\\_\\_%'").ShouldBe(["2"]);
    }

    [SkippableFact]
    public void A_run_that_lost_its_lease_cannot_move_the_pointer()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        string run = shop.Read("select run_id from segments_gate.live_publication")[0];
        shop.Execute("update segments_gate.live_publication set fencing_token = 1000, run_id = 'other'");

        PostgresException refused = Should.Throw<PostgresException>(() => shop.Execute($"select segments_gate.promote('{run}', 999)"));

        refused.SqlState.ShouldBe("SB001");
        shop.Read("select run_id from segments_gate.live_publication").ShouldBe(["other"]);
    }

    [SkippableFact]
    public void A_server_that_is_down_refuses_the_night_and_the_next_one_publishes_both()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        server.Stop("immediate");
        Said refused;
        try
        {
            refused = shop.Shop.Night(Shop.NextNight);
        }
        finally
        {
            server.Start();
        }

        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain("does not answer");
        shop.Read("select distinct snapshot_date::text from segments.customer_segments").ShouldBe([Shop.FirstNight]);
        shop.Shop.Read("select distinct cast(snapshot_date as string) from customer_segments").ShouldBe([Shop.FirstNight]);

        shop.Shop.PublishedNight(Shop.NextNight);
        shop.Read("select distinct snapshot_date::text from segments.customer_segments").ShouldBe([Shop.NextNight]);
    }

    [SkippableFact]
    public void What_an_interrupted_load_left_is_replaced()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        // A table that was begun and never finished, in a night of which nothing else came.
        shop.Execute("select segments_gate.begin_load('r-dead', 'customer_segments')");

        shop.Shop.PublishedNight(Shop.NextNight);

        shop.Read("select count(*) from segments.customer_segments where snapshot_date <> '2026-02-01'").ShouldBe(["0"]);
    }

    [SkippableFact]
    public void A_column_that_changes_its_type_is_refused()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        shop.Execute("update segments_gate.definition set fingerprint = 'another'; drop view segments_live.dim_date cascade; alter table segments_history.dim_date alter column period type varchar(20)");

        Said refused = shop.Shop.Night(Shop.NextNight);

        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain("dim_date.period is character varying(20)");
        refused.Errors.ShouldContain("_v2");
        shop.Read("select distinct snapshot_date::text from segments.customer_segments").ShouldBe([Shop.FirstNight]);
    }

    [SkippableFact]
    public void A_late_order_restates_a_day_without_rewriting_what_was_posted()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        string posted = shop.Read("select max(recorded_from_at)::text from segments.segment_membership")[0];
        const string Segments = "select coalesce(string_agg(customer_id || segment_code, ',' order by customer_id), '') from";
        string before = shop.Read($"{Segments} segments.segment_membership_as_posted('{posted}', '{Shop.FirstNight}') where scheme = 'value'")[0];

        shop.Shop.Write("orders/late.csv", Shop.OrderHeader + string.Concat(Enumerable.Range(0, 40).Select(line => $"L{line},1,C{line % 5:00},2025-12-2{line % 9},P1,9,99.00,EUR\n")));
        shop.Shop.PublishedNight(Shop.FirstNight);

        shop.Read($"{Segments} segments.segment_membership_as_posted('{posted}', '{Shop.FirstNight}') where scheme = 'value'").ShouldBe([before]);
        shop.Read($"{Segments} segments.segment_membership_as_is('{Shop.FirstNight}') where scheme = 'value'").ShouldNotBe([before]);
        shop.Read($"select count(*) > 0 from segments.segment_membership_restated('{posted}', '{Shop.FirstNight}')").ShouldBe(["True"]);
    }

    [SkippableFact]
    public void Every_table_view_and_column_is_described()
    {
        using PostgresShop shop = PostgresShop.Published(server);

        shop.Read("""
            select table_name || '.' || column_name
            from information_schema.columns
            where table_schema = 'segments' and col_description(format('%I.%I', table_schema, table_name)::regclass, ordinal_position) is null
                and table_name in (select table_name from segments_gate.published_tables)
            """).Where(column => !column.EndsWith(".active", StringComparison.Ordinal)).ShouldBeEmpty();
        shop.Read("select table_name from information_schema.tables where table_schema = 'segments' and obj_description(format('%I.%I', table_schema, table_name)::regclass) is null").ShouldBeEmpty();
    }

    private static string Where(PostgresShop shop, string table) =>
        shop.Shop.Read($"select table_schema || '.' || table_name from information_schema.tables where table_name = '{table}' and table_schema in ('publish', 'identity', 'ops')")[0];
}

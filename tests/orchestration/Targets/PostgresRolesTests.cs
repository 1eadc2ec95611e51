using Npgsql;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>Goal: each role sees what the table in jobs/publish/README.md says, and nobody but the owner changes what is published.
/// Method: log in as each, and try.</summary>
public sealed class PostgresRolesTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableTheory]
    [InlineData("analyst", "customer_segments customer_features bi_segment_overview_v1 finance_segment_revenue ops_runs", "erp_customer_classification_v1")]
    [InlineData("marketing", "customer_segments dim_customer dim_segment bi_segment_movers_v1", "finance_reconciliation customer_features ops_runs erp_customer_classification_v1")]
    [InlineData("finance", "finance_reconciliation finance_segment_revenue segment_kpis dim_segment", "customer_segments dim_customer customer_xref erp_customer_classification_v1")]
    [InlineData("erp", "erp_customer_classification_v1 erp_classification_delta_v1 dim_segment", "customer_segments finance_segment_revenue customer_features")]
    [InlineData("auditor", "customer_segments finance_reconciliation erp_customer_classification_v1 ops_runs id_changes", "")]
    public void A_role_sees_its_views_and_no_others(string role, string sees, string doesNot)
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.OpenAs($"someone_{role}", $"segbatch_{role}");

        foreach (string view in sees.Split(' '))
        {
            Should.NotThrow(() => PostgresShop.Read(reader, $"select count(*) from segments.{view}"), view);
        }

        foreach (string view in doesNot.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Denied(reader, $"select count(*) from segments.{view}");
        }
    }

    [SkippableTheory]
    [InlineData("analyst")]
    [InlineData("marketing")]
    [InlineData("finance")]
    [InlineData("erp")]
    [InlineData("auditor")]
    [InlineData("batch")]
    public void No_role_but_the_owner_gets_round_the_views_or_changes_what_is_published(string role)
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection someone = shop.OpenAs($"someone_{role}", $"segbatch_{role}");
        string partition = shop.Read("select tablename from pg_tables where schemaname = 'segments_history' and tablename like 'customer_segments\\_\\_%'")[0];
        string before = shop.Read("select md5(string_agg(x::text, ',' order by x::text)) from segments.customer_segments as x")[0];

        foreach (string sql in new[]
        {
            $"select count(*) from segments_history.{partition}",
            "select count(*) from segments_history.customer_segments",
            "select count(*) from segments_live.customer_segments",
            $"update segments_history.{partition} set segment_code = 'X'",
            $"delete from segments_history.{partition}",
            $"truncate segments_history.{partition}",
            $"insert into segments_history.{partition} (customer_id) values ('X')",
            $"drop table segments_history.{partition}",
            $"alter table segments_history.customer_segments disable row level security",
            "update segments_gate.live_publication set run_id = 'X'",
            "insert into segments_gate.promotions (run_id, fencing_token, moved_at, moved_by) values ('X', 1, now(), 'X')",
            "delete from segments_gate.promotions",
            "insert into segments_gate.access_rules (role_name) values (current_user)",
            "update segments.customer_segments set segment_code = 'X'",
            "create table segments.mine (id integer)",
            "create view segments.mine as select 1",
            "create function segments.mine() returns integer language sql as 'select 1'",
            "set role segbatch_owner",
            $"grant segbatch_owner to someone_{role}",
            "alter view segments.customer_segments owner to current_user",
        })
        {
            Denied(someone, sql);
        }

        shop.Read("select md5(string_agg(x::text, ',' order by x::text)) from segments.customer_segments as x").ShouldBe([before]);
    }

    [SkippableFact]
    public void The_batch_cannot_touch_what_it_has_finished_nor_load_it_again()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection batch = shop.OpenAs("someone_batch", "segbatch_batch");
        string run = shop.Read("select run_id from segments_gate.live_publication")[0];

        Should.Throw<PostgresException>(() => PostgresShop.Execute(batch, $"select segments_gate.begin_load('{run}', 'customer_segments')")).SqlState.ShouldBe("SB004");
        Should.Throw<PostgresException>(() => PostgresShop.Execute(batch, $"select segments_gate.drop_publication('{run}')")).SqlState.ShouldBe("SB007");
        Should.Throw<PostgresException>(() => PostgresShop.Execute(batch, "select segments_gate.begin_load('r1', 'pg_class')")).SqlState.ShouldBe("SB003");
    }

    [SkippableFact]
    public void A_function_of_the_owner_cannot_be_tricked_by_the_callers_search_path()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection batch = shop.OpenAs("someone_batch", "segbatch_batch");

        PostgresShop.Execute(batch, "create temp table published_tables (table_name text); insert into published_tables values ('evil'); set search_path = pg_temp, segments_gate");

        Should.Throw<PostgresException>(() => PostgresShop.Execute(batch, "select segments_gate.begin_load('r1', 'evil')")).SqlState.ShouldBe("SB003");
    }

    [SkippableFact]
    public void A_login_sees_the_customers_of_its_own_rule_in_tables_views_and_functions()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.OpenAs("region_analyst", "segbatch_analyst");
        shop.Execute("update segments_history.dim_customer set region = case when customer_id < (select percentile_disc(0.5) within group (order by customer_id) from segments.dim_customer) then 'North' else 'South' end");
        long all = long.Parse(shop.Read("select count(*) from segments.dim_customer")[0]);
        long north = long.Parse(shop.Read("select count(*) from segments.dim_customer where region = 'North'")[0]);
        Count(reader, "segments.dim_customer").ShouldBe(all);

        shop.Execute("insert into segments_gate.access_rules values ('region_analyst', array['North'], null, null)");

        Count(reader, "segments.dim_customer").ShouldBe(north);
        Count(reader, "segments.customer_features").ShouldBe(north);
        Count(reader, "(select distinct customer_id from segments.customer_segments) as tagged").ShouldBe(north);
        Count(reader, $"(select distinct customer_id from segments.segment_membership_as_is('{Shop.FirstNight}')) as tagged").ShouldBe(north);
    }

    [SkippableFact]
    public void Without_a_rule_nothing_about_customers_is_seen()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.OpenAs("someone_marketing", "segbatch_marketing");

        shop.Execute("delete from segments_gate.access_rules where role_name = 'segbatch_marketing'");

        Count(reader, "segments.customer_segments").ShouldBe(0);
        Count(reader, "segments.dim_segment").ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public void Limits_of_several_groups_do_not_add_up()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.OpenAs("two_groups", "segbatch_analyst");
        shop.Execute("grant segbatch_marketing to two_groups; update segments_gate.access_rules set regions = array['North'] where role_name = 'segbatch_analyst'; update segments_gate.access_rules set product_lines = array['X'] where role_name = 'segbatch_marketing'");

        Count(reader, "segments.customer_segments").ShouldBe(0);
    }

    [SkippableFact]
    public void Persons_are_masked_for_all_but_the_auditor()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection analyst = shop.OpenAs("someone_analyst", "segbatch_analyst");
        using NpgsqlConnection auditor = shop.OpenAs("someone_auditor", "segbatch_auditor");

        PostgresShop.Read(analyst, "select count(*) from segments.customer_xref where source_record_id is not null").ShouldBe(["0"]);
        long.Parse(PostgresShop.Read(auditor, "select count(*) from segments.customer_xref where source_record_id is not null")[0]).ShouldBeGreaterThan(0);
        // Statistics of the planner would tell the values that the mask hides.
        PostgresShop.Read(analyst, "select count(*) from pg_stats where tablename like 'customer\\_xref%'").ShouldBe(["0"]);
    }

    [SkippableFact]
    public void A_night_runs_as_an_account_that_can_do_no_more_than_add_and_promote()
    {
        using PostgresShop shop = PostgresShop.Unpublished(server, "nightly_batch");
        shop.Execute("do $do$ begin if not exists (select from pg_roles where rolname = 'nightly_batch') then create role nightly_batch login; end if; end $do$");
        shop.Shop.Night(Shop.FirstNight).Errors.ShouldContain("segbatch warehouse install");

        // The owner prepares it once, with an account of its own.
        string connection = File.ReadAllText(shop.Shop.At("warehouse.txt"));
        shop.Shop.Write("warehouse.txt", connection.Replace("nightly_batch", "owner", StringComparison.Ordinal));
        shop.Shop.PublishedNight(Shop.FirstNight);
        shop.Execute("grant segbatch_batch to nightly_batch");
        shop.Shop.Write("warehouse.txt", connection);

        shop.Shop.PublishedNight(Shop.NextNight);

        shop.Read("select moved_by from segments_gate.live_publication").ShouldBe(["nightly_batch"]);
    }

    private static long Count(NpgsqlConnection reader, string table) => long.Parse(PostgresShop.Read(reader, $"select count(*) from {table}")[0]);

    private static void Denied(NpgsqlConnection reader, string sql) =>
        Should.Throw<PostgresException>(() => PostgresShop.Execute(reader, sql), sql).SqlState.ShouldBeOneOf("42501", "42P01", "0A000", "55000");
}

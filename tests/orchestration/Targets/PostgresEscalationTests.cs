using Npgsql;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>Goal: what a login may not see it does not get by asking in another way. Method: log in, and try.</summary>
public sealed class PostgresEscalationTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void A_login_with_a_rule_of_its_own_does_not_lose_it_by_taking_on_its_group()
    {
        using PostgresShop shop = LimitedTo("north_only", "segbatch_analyst", out NpgsqlConnection reader);
        using (reader)
        {
            string seen = PostgresShop.Read(reader, "select count(*) from segments.dim_customer")[0];
            PostgresShop.Execute(reader, "set role segbatch_analyst");

            PostgresShop.Read(reader, "select count(*) from segments.dim_customer").ShouldBe([seen]);
        }
    }

    [SkippableTheory]
    [InlineData("select count(*) from segments_gate.visible_customers('segbatch_analyst')")]
    [InlineData("select count(*) from segments_gate.visible_customers('segbatch_owner')")]
    [InlineData("select regions::text from segments_gate.rule_of('segbatch_analyst')")]
    public void Nobody_asks_in_the_name_of_another(string sql)
    {
        using PostgresShop shop = LimitedTo("north_only", "segbatch_analyst", out NpgsqlConnection reader);
        using (reader)
        {
            Should.Throw<PostgresException>(() => PostgresShop.Read(reader, sql)).SqlState.ShouldBeOneOf("42501", "42883");
        }
    }

    [SkippableTheory]
    [InlineData("analyst")]
    [InlineData("marketing")]
    [InlineData("finance")]
    [InlineData("erp")]
    public void No_view_of_a_role_shows_a_masked_column(string role)
    {
        using PostgresShop shop = PostgresShop.Published(server);
        using NpgsqlConnection reader = shop.OpenAs($"someone_{role}", $"segbatch_{role}");
        IReadOnlyList<string> columns = PostgresShop.Read(reader, """
            select table_name, column_name
            from information_schema.columns
            where table_schema = 'segments' and has_table_privilege(format('%I.%I', table_schema, table_name), 'select')
                and table_name not like 'erp\_%'
                and column_name in ('source_record_id', 'old_source_record_id', 'city', 'birth_date', 'created_date', 'email', 'phone', 'given_name', 'family_name', 'street', 'postal_code')
            """);

        foreach (string[] column in columns.Select(column => column.Split(' ')))
        {
            PostgresShop.Read(reader, $"select count({column[1]}) from segments.{column[0]}").ShouldBe(["0"], string.Join('.', column));
        }
    }

    [SkippableFact]
    public void A_readers_own_function_in_a_filter_is_not_shown_hidden_rows()
    {
        using PostgresShop shop = LimitedTo("north_only", "segbatch_analyst", out NpgsqlConnection reader);
        using (reader)
        {
            string seen = PostgresShop.Read(reader, "select count(*) from segments.dim_customer")[0];
            PostgresShop.Execute(reader, """
                create temp table overheard (customer_id text);
                create function pg_temp.overhear(customer_id text) returns boolean language plpgsql cost 0.0000001
                as $body$ begin insert into pg_temp.overheard values (customer_id); return true; end $body$
                """);
            foreach (string view in (string[])["dim_customer", "customer_features", "customer_segments"])
            {
                PostgresShop.Read(reader, $"select count(*) from segments.{view} where pg_temp.overhear(customer_id)");
            }

            PostgresShop.Read(reader, "select count(distinct customer_id) from overheard").ShouldBe([seen]);
        }
    }

    [SkippableFact]
    public void Who_is_no_member_of_any_group_sees_nothing()
    {
        using PostgresShop shop = PostgresShop.Published(server);
        shop.Execute("do $do$ begin if not exists (select from pg_roles where rolname = 'stranger') then create role stranger login; end if; end $do$");
        using NpgsqlConnection stranger = shop.OpenAs("stranger");

        PostgresShop.Read(stranger, """
            select relation.oid::regclass::text
            from pg_class as relation
            inner join pg_namespace on pg_namespace.oid = relation.relnamespace and nspname like 'segments%'
            where relkind in ('r', 'p', 'v', 'm') and has_table_privilege(relation.oid, 'select, insert, update, delete, truncate')
            """).ShouldBeEmpty();
        PostgresShop.Read(stranger, """
            select routine.oid::regprocedure::text
            from pg_proc as routine
            inner join pg_namespace on pg_namespace.oid = routine.pronamespace and nspname like 'segments%'
            where has_function_privilege(routine.oid, 'execute')
            """).ShouldBeEmpty();
        PostgresShop.Read(stranger, "select nspname from pg_namespace where nspname like 'segments%' and has_schema_privilege(oid, 'usage, create')").ShouldBeEmpty();
    }

    [SkippableFact]
    public void Only_readers_views_can_be_read_and_only_the_gates_functions_called()
    {
        using PostgresShop shop = PostgresShop.Published(server);

        shop.Read("""
            select rolname || ' ' || relation.oid::regclass::text
            from pg_class as relation
            inner join pg_namespace on pg_namespace.oid = relation.relnamespace and nspname like 'segments%'
            inner join pg_roles on rolname like 'segbatch\_%' and rolname <> 'segbatch_owner'
            where relkind in ('r', 'p', 'v', 'm') and has_table_privilege(rolname, relation.oid, 'insert, update, delete, truncate, references, trigger')
            """).ShouldBeEmpty();
        shop.Read("""
            select rolname || ' ' || relation.oid::regclass::text
            from pg_class as relation
            inner join pg_namespace on pg_namespace.oid = relation.relnamespace and nspname in ('segments_live', 'segments_history')
            inner join pg_roles on rolname like 'segbatch\_%' and rolname <> 'segbatch_owner'
            where relkind in ('r', 'p', 'v', 'm') and has_table_privilege(rolname, relation.oid, 'select')
            """).ShouldBeEmpty();
        shop.Read("""
            select distinct proname
            from pg_proc
            inner join pg_namespace on pg_namespace.oid = pronamespace and nspname like 'segments%'
            inner join pg_roles on rolname like 'segbatch\_%' and rolname not in ('segbatch_owner', 'segbatch_batch')
            where prosecdef and provolatile = 'v' and has_function_privilege(rolname, pg_proc.oid, 'execute')
            """).ShouldBeEmpty();
        // Each function of the owner stands on its own search path.
        shop.Read("select proname from pg_proc inner join pg_namespace on pg_namespace.oid = pronamespace and nspname like 'segments%' where prosecdef and not coalesce(proconfig::text, '') like '%search_path=pg_catalog, pg_temp%'").ShouldBeEmpty();
    }

    /// <summary>A published shop of which a login may see a third.</summary>
    private PostgresShop LimitedTo(string login, string group, out NpgsqlConnection reader)
    {
        PostgresShop shop = PostgresShop.Published(server);
        shop.Execute("""
            update segments_history.dim_customer set region = case when hashtext(customer_id) % 3 = 0 then 'North' else 'South' end
            """);
        reader = shop.OpenAs(login, group);
        shop.Execute($"insert into segments_gate.access_rules values ('{login}', array['North'], null, null)");
        int.Parse(PostgresShop.Read(reader, "select count(*) from segments.dim_customer")[0], System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeInRange(1, 29);
        return shop;
    }
}

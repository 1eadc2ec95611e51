using Segmentation.Tests.Postgres;

namespace Segmentation.Jobs.Tests.Ingest.Postgresql;

/// <summary>What is said when a database cannot be read; nothing is loaded then.</summary>
public sealed class DatabaseFaultTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void A_missing_table_a_missing_column_and_bytes_are_refused_by_name()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Table = "sales.orders" };
        bench.Ingest.Refused().ShouldContain("has no table sales.orders");
        bench.Source = bench.Source with { Table = "sales.order_lines", Key = ["order_idd"] };
        bench.Ingest.Refused().ShouldContain("Did you mean order_id?");
        bench.Source = bench.Source with { Key = ["order_id"], Watermark = "xmin", Table = null, Query = "select * from sales.order_lines" };
        bench.Ingest.Refused().ShouldContain("no plain table");
        bench.Execute("create table sales.photos (order_id text, photo bytea)");
        bench.Source = bench.Source with { Query = null, Table = "sales.photos" };
        bench.Ingest.Refused().ShouldContain("holds bytes (bytea) in photo");
        bench.Ingest.Ledger.Loads.ShouldBeEmpty();
    }

    [SkippableFact]
    public void A_table_that_the_user_may_not_read_is_said()
    {
        using var bench = new DatabaseBench(server);
        bench.Execute("create role stranger login; grant usage on schema sales to stranger");
        bench.Source = bench.Source with { Connection = bench.Connection.Replace("Username=owner", "Username=stranger", StringComparison.Ordinal) };
        string refusal = bench.Ingest.Refused();
        refusal.ShouldContain("permission denied for table order_lines");
        refusal.ShouldContain("user stranger");
    }

    [SkippableFact]
    public void A_server_killed_while_it_is_read_leaves_nothing_and_the_next_night_reads_everything_once()
    {
        using DatabaseBench bench = Slow();
        Task<string> night = Task.Run(bench.Ingest.Refused);
        bench.WaitForReader();
        server.Stop("immediate");
        try
        {
            string refusal = night.GetAwaiter().GetResult();
            refusal.ShouldContain("tried 6 times. Nothing was loaded");
        }
        finally
        {
            server.Start();
        }

        bench.Ingest.Ledger.Loads.ShouldBeEmpty();
        bench.Ingest.Ledger.Watermarks().ShouldBeEmpty();
        Directory.Exists(Path.Combine(bench.Ingest.Folders.Warehouse, "extracts")).ShouldBeFalse();
        bench.Execute("update sales.pace set seconds = 0");
        bench.Ingest.Run();
        bench.Totals().ShouldBe((1000, 1000m));
    }

    [SkippableFact]
    public void A_connection_cut_while_it_is_read_is_read_anew_in_a_new_snapshot()
    {
        using DatabaseBench bench = Slow();
        Task night = Task.Run(() => bench.Ingest.Run());
        bench.WaitForReader();
        bench.Execute("update sales.pace set seconds = 0; update sales.order_lines set amount = 2 where order_id = 'O1'");
        bench.Execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'segbatch' and query like 'copy%' and datname = current_database()");
        night.GetAwaiter().GetResult();

        bench.Totals().ShouldBe((1000, 1001m));
    }

    [SkippableFact]
    public void A_key_that_does_not_identify_a_row_is_refused()
    {
        using var bench = new DatabaseBench(server);
        bench.Execute("insert into sales.order_lines values ('A', 1, '2026-01-05', 1, null), ('A', 2, '2026-01-05', 1, null), ('B', 1, '2026-01-05', 1, null)");
        bench.Source = bench.Source with { Key = ["order_id"] };
        bench.Ingest.Refused().ShouldContain("1 values of the key (order_id) belong to several rows");
    }

    [SkippableFact]
    public void An_overlap_that_does_not_fit_the_watermark_is_refused()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "updated_at", Overlap = "100" };
        bench.Ingest.Refused().ShouldContain("Write a length of time such as 4h or 2d");
        bench.Source = bench.Source with { Watermark = "line_number", Overlap = "2d" };
        bench.Ingest.Refused().ShouldContain("Write a number");
    }

    /// <summary>A query that waits before its first row, so that there is time to do something to it.</summary>
    private DatabaseBench Slow()
    {
        var bench = new DatabaseBench(server);
        bench.Execute("insert into sales.order_lines select 'O' || n, 1, '2026-01-05', 1, null from generate_series(1, 1000) as n");
        bench.Execute("create table sales.pace as select 20 as seconds");
        bench.Source = bench.Source with { Table = null, Query = "select l.*, (select pg_sleep(seconds) from sales.pace)::text as slow from sales.order_lines as l" };
        return bench;
    }

    [SkippableFact]
    public void A_statement_timeout_is_said_and_not_tried_again()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with
        {
            Connection = bench.Connection + ";Options=-c statement_timeout=300",
            Table = null,
            Query = "select order_id, line_number, ordered_at, amount, pg_sleep(1)::text as slow from sales.order_lines",
            Chunks = 1,
        };
        bench.Add("A", "1");
        bench.Ingest.Refused().ShouldContain("statement_timeout");
    }

    [SkippableFact]
    public void A_server_that_is_gone_is_named_without_its_password_and_the_next_night_reads_it()
    {
        using var bench = new DatabaseBench(server);
        bench.Add("A", "1");
        bench.Source = bench.Source with { Connection = bench.Connection + ";Password=hushhush" };
        server.Stop("immediate");
        try
        {
            string refusal = bench.Ingest.Refused();
            refusal.ShouldContain($"127.0.0.1:{server.Port}");
            refusal.ShouldContain("Nothing was loaded");
            refusal.ShouldNotContain("hushhush");
        }
        finally
        {
            server.Start();
        }

        bench.Ingest.Run();
        bench.Rows().ShouldBe(["A 1.0000"]);
    }
}

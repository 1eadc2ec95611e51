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

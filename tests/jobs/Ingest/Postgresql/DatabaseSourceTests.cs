using Npgsql;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Jobs.Tests.Ingest.Postgresql;

/// <summary>Which rows of a database are read, and that each counts once.</summary>
public sealed class DatabaseSourceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void Without_a_watermark_the_whole_table_is_read_and_loaded_only_when_it_changed()
    {
        using var bench = new DatabaseBench(server);
        bench.Add("A", "10.50");
        bench.Add("B", "20");
        bench.Ingest.Run().LoadId.ShouldBe("night-001");
        bench.Ingest.Run().LoadId.ShouldBeNull();

        bench.Execute("update sales.order_lines set amount = 11 where order_id = 'A'; delete from sales.order_lines where order_id = 'B'");
        bench.Add("C", "30");
        bench.Ingest.Run().LoadId.ShouldBe("night-003");
        bench.Rows().ShouldBe(["A 11.0000", "C 30.0000"]);
        bench.Totals().ShouldBe((2, 41m));

        bench.Execute("delete from sales.order_lines");
        bench.Ingest.Run().LoadId.ShouldBe("night-004");
        bench.Rows().ShouldBeEmpty();
        bench.Totals().ShouldBe((0, 0m));
    }

    [SkippableFact]
    public void A_watermark_column_reads_what_is_new_and_an_updated_row_takes_the_place_of_its_earlier_version()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "updated_at" };
        bench.Add("A", "10", "2026-02-01");
        bench.Add("B", "20", "2026-02-02");
        bench.Add("N", "1");
        bench.Execute("update sales.order_lines set updated_at = null where order_id = 'N'");
        bench.Ingest.Run();

        bench.Execute("update sales.order_lines set amount = 21, updated_at = '2026-02-05' where order_id = 'B'");
        bench.Add("C", "30", "2026-02-06");
        bench.Ingest.Run();

        bench.Ingest.Ledger.Watermarks().Single().RowCount.ShouldBe(3, "B, C and N, which has no watermark");
        bench.Rows().ShouldBe(["A 10.0000", "B 21.0000", "C 30.0000", "N 1.0000"]);
        bench.Totals().ShouldBe((4, 62m));
        bench.Ingest.Count("quarantine.order_lines").ShouldBe(0);

        bench.Ingest.Run().LoadId.ShouldBeNull("the rows at the mark are read again and are the same");
    }

    [SkippableFact]
    public void An_overlap_finds_a_row_that_was_committed_late()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "updated_at", Overlap = "2d" };
        bench.Add("A", "10", "2026-02-10");
        bench.Ingest.Run();
        bench.Add("late", "5", "2026-02-09");
        bench.Add("too late", "7", "2026-02-07");
        bench.Ingest.Run();
        bench.Rows().ShouldBe(["A 10.0000", "late 5.0000"]);
    }

    [SkippableFact]
    public void By_transaction_numbers_a_row_written_before_the_last_load_and_committed_after_it_is_found()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "xmin" };
        bench.Add("A", "10");
        using NpgsqlConnection late = bench.Open();
        using NpgsqlTransaction open = late.BeginTransaction();
        using (var insert = new NpgsqlCommand("insert into sales.order_lines values ('late', 1, '2026-01-05', 5, null)", late))
        {
            insert.ExecuteNonQuery();
        }

        bench.Add("B", "20");
        bench.Ingest.Run();
        bench.Rows().ShouldBe(["A 10.0000", "B 20.0000"]);

        open.Commit();
        bench.Add("C", "30");
        bench.Ingest.Run();
        bench.Rows().ShouldBe(["A 10.0000", "B 20.0000", "C 30.0000", "late 5.0000"]);
        bench.Ingest.Ledger.Watermarks().Single().RowCount.ShouldBe(3, "late, B, which was written after it, and C; not A");
    }

    [SkippableFact]
    public void Parts_read_at_the_same_time_show_one_moment_although_a_writer_moves_money_between_them()
    {
        // Goal: the sum is constant at every moment, so any other sum is a mixed picture. Method: money moves between the first and
        // the last rows all the time, and the parts are read by connections of their own. The control reads the same without a
        // shared snapshot, and gets it wrong: the writer is fast enough to be seen.
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Chunks = 4 };
        bench.Execute("insert into sales.order_lines select 'O' || n, 1, '2026-01-05', 100, null from generate_series(1, 20000) as n");
        using var stop = new CancellationTokenSource();
        int moves = 0;
        Task writer = Task.Run(() =>
        {
            using NpgsqlConnection connection = bench.Open();
            for (int move = 0; !stop.IsCancellationRequested; move++)
            {
                using var command = new NpgsqlCommand(
                    $"update sales.order_lines set amount = amount + case order_id when 'O{(move % 500) + 1}' then 7 else -7 end where order_id in ('O{(move % 500) + 1}', 'O{20000 - (move % 500)}')",
                    connection);
                command.ExecuteNonQuery();
                moves++;
            }
        });
        try
        {
            int reading = 0;
            while (SumOfParts(bench) == 2_000_000m)
            {
                (++reading).ShouldBeLessThan(200, "the control sees no mixed picture");
            }

            for (int night = 0; night < 3; night++)
            {
                int before = moves;
                bench.Ingest.Run();
                moves.ShouldBeGreaterThan(before);
                bench.Totals().ShouldBe((20000, 2_000_000m));
            }
        }
        finally
        {
            stop.Cancel();
            writer.GetAwaiter().GetResult();
        }
    }

    private static decimal SumOfParts(DatabaseBench bench) => new[] { "<=", ">" }.Sum(half =>
    {
        using NpgsqlConnection connection = bench.Open();
        using var command = new NpgsqlCommand($"select sum(amount) from sales.order_lines where substr(order_id, 2)::integer {half} 10000", connection);
        return (decimal)command.ExecuteScalar()!;
    });

    [SkippableFact]
    public void What_is_no_number_and_no_date_goes_to_quarantine_with_its_reason()
    {
        using var bench = new DatabaseBench(server);
        bench.Add("good", "12345678901234.5678");
        bench.Add("nan", "'NaN'");
        bench.Add("infinite", "'Infinity'");
        bench.Execute("insert into sales.order_lines values ('never', 1, 'infinity', 1, null)");
        bench.Ingest.Run();

        bench.Rows().ShouldBe(["good 12345678901234.5678"]);
        bench.Ingest.Texts("select strftime(ordered_at, '%H:%M') from raw.order_lines").ShouldBe(["08:00"], "times are UTC");
        bench.Ingest.Count("quarantine.order_lines").ShouldBe(3);
    }

    [SkippableFact]
    public void Text_with_quotes_line_ends_and_commas_arrives_as_it_is()
    {
        using var bench = new DatabaseBench(server);
        bench.Add("a\"b,c\nd\\", "1");
        bench.Ingest.Run();
        bench.Ingest.Texts("select order_id from raw.order_lines").ShouldBe(["a\"b,c\nd\\"]);
    }

    [SkippableFact]
    public void A_query_is_read_in_parts_by_its_key()
    {
        using var bench = new DatabaseBench(server);
        bench.Execute("insert into sales.order_lines select 'O' || n, 1, '2026-01-05', 1, null from generate_series(1, 1000) as n");
        bench.Source = bench.Source with { Table = null, Query = "select * from sales.order_lines where order_id <> 'O7'; ", Chunks = 3 };
        bench.Ingest.Run();
        bench.Totals().ShouldBe((999, 999m));
    }

    [SkippableFact]
    public void A_damaged_extract_is_read_anew_from_the_database()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "updated_at" };
        bench.Add("A", "10", "2026-02-01");
        bench.Add("B", "20", "2026-02-02");
        bench.Ingest.Run();
        string extract = Directory.GetFiles(Path.Combine(bench.Ingest.Folders.Warehouse, "extracts", "erp")).ShouldHaveSingleItem();
        File.AppendAllText(extract, "x");
        bench.Add("C", "30", "2026-02-03");
        bench.Ingest.Run();

        bench.LastNote().ShouldContain("no earlier load of it is at hand");
        bench.Rows().ShouldBe(["A 10.0000", "B 20.0000", "C 30.0000"]);
        Directory.GetFiles(Path.GetDirectoryName(extract)!).Length.ShouldBe(1);
    }

    [SkippableFact]
    public void After_the_days_given_the_whole_table_is_read_and_deleted_rows_disappear()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "updated_at", FullReadEvery = "2d" };
        bench.Add("A", "10", "2026-02-01");
        bench.Add("B", "20", "2026-02-02");
        bench.Ingest.Run();
        bench.Execute("delete from sales.order_lines where order_id = 'A'");
        bench.Ingest.Run();
        bench.Rows().ShouldBe(["A 10.0000", "B 20.0000"]);
        bench.Ingest.Run();
        bench.Rows().ShouldBe(["B 20.0000"]);
    }

    [SkippableFact]
    public void A_load_that_was_not_recorded_is_read_again()
    {
        using var bench = new DatabaseBench(server);
        bench.Source = bench.Source with { Watermark = "updated_at" };
        bench.Add("A", "10", "2026-02-01");
        bench.Ingest.Run();
        bench.Add("B", "20", "2026-02-02");
        Should.Throw<TimeoutException>(() => new IngestJob().Run(bench.Ingest.Context("lost"), new ForgetfulLedger(bench.Ingest.Ledger)));
        bench.Ingest.Ledger.Watermarks().Single().LoadId.ShouldBe("night-001");
        bench.Ingest.Run();
        bench.Rows().ShouldBe(["A 10.0000", "B 20.0000"]);
        bench.Totals().ShouldBe((2, 30m));
    }

    private sealed class ForgetfulLedger(ILoadLedger inner) : ILoadLedger
    {
        public IReadOnlyList<IngestedFile> Files() => inner.Files();

        public IReadOnlyList<RawPart> Parts() => inner.Parts();

        public IReadOnlyList<LoadTotal> LiveTotals() => inner.LiveTotals();

        public IReadOnlyList<SourceWatermark> Watermarks() => inner.Watermarks();

        public void RecordWatermarks(IReadOnlyList<SourceWatermark> watermarks) => inner.RecordWatermarks(watermarks);

        public void RecordLoad(Load load) => throw new TimeoutException("the process ends here");

        public void ForgetLoads() => inner.ForgetLoads();
    }
}

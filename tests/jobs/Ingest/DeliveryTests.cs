using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>Which files are read, and which are not.</summary>
public sealed class DeliveryTests : IDisposable
{
    private const string Header = "id,line,at,amount\n";
    private readonly IngestBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_file_is_ingested_once()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Run().LoadId.ShouldBe("night-001");
        IngestResult second = bench.Run();

        second.LoadId.ShouldBeNull();
        second.Sources.Single().KnownCount.ShouldBe(1);
        bench.Count("raw.order_lines").ShouldBe(1);
        bench.Ledger.Loads.Count.ShouldBe(1);
    }

    [Fact]
    public void The_same_file_under_another_name_is_skipped_and_said()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Run();
        bench.Write("in/b.csv", Header + "1,1,2026-01-05,10.00\n");
        IngestResult second = bench.Run();

        second.LoadId.ShouldBeNull();
        second.Sources.Single().RenamedCount.ShouldBe(1);
        second.Notes.Single().ShouldBe("in/b.csv has the same content as in/a.csv, which is loaded. It was skipped.");
    }

    [Fact]
    public void Twins_in_one_delivery_are_read_once()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Write("in/b.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Run().Sources.Single().ShouldBe(new SourceOutcome("shop", 1, 0, 0, 1, 0));
        bench.Count("raw.order_lines").ShouldBe(1);
    }

    [Fact]
    public void A_changed_file_under_the_same_name_replaces_its_earlier_rows()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n2,1,2026-01-05,20.00\n");
        bench.Write("in/z.csv", Header + "9,1,2026-01-05,90.00\n");
        bench.Run();
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,11.00\n");
        IngestResult second = bench.Run();

        second.Sources.Single().ChangedCount.ShouldBe(1);
        second.Rows(LoadFate.Quarantined).ShouldBe(0);
        second.Notes.ShouldContain("in/a.csv has changed since load night-001. Its new content is read and its earlier rows no longer count.");
        bench.Texts("select order_id || ' ' || line_amount || ' ' || load_id from raw.order_lines order by 1")
            .ShouldBe(["1 11.0000 night-002", "9 90.0000 night-001"]);
        bench.Ledger.Files().Count(file => file.IsLive).ShouldBe(2);
    }

    [Fact]
    public void A_file_that_returns_to_its_first_content_is_read_again()
    {
        string first = Header + "1,1,2026-01-05,10.00\n";
        foreach (string content in (string[])[first, Header + "1,1,2026-01-05,11.00\n", first])
        {
            bench.Write("in/a.csv", content);
            bench.Run();
        }

        bench.Texts("select line_amount || ' ' || load_id from raw.order_lines").ShouldBe(["10.0000 night-003"]);
    }

    [Fact]
    public void Content_that_moves_to_another_name_while_its_own_name_changes_is_kept()
    {
        bench.Write("in/current.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Run();
        bench.Write("in/previous.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Write("in/current.csv", Header + "2,1,2026-01-06,20.00\n");
        bench.Run();

        bench.Texts("select source_file || ' ' || order_id from raw.order_lines order by 1").ShouldBe(["in/current.csv 2", "in/previous.csv 1"]);
    }

    [Fact]
    public void Late_days_are_loaded_and_said()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Run();
        bench.Write("in/b.csv", Header + "2,1,2026-01-03,10.00\n3,1,2026-01-04,10.00\n4,1,2026-01-06,10.00\n");
        IngestResult second = bench.Run();

        second.Notes.Single().ShouldBe(
            "in/b.csv: 2 lines of order_lines for days before 2026-01-05, the latest day of shop loaded so far. They were loaded.");
        bench.Ledger.Files()[^1].FirstDate.ShouldBe(new DateOnly(2026, 1, 3));
        bench.Ledger.Files()[^1].LastDate.ShouldBe(new DateOnly(2026, 1, 6));
    }

    [Fact]
    public void A_missing_file_of_a_required_source_stops_the_night_and_nothing_is_written()
    {
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in/day.csv"));
        bench.Refused().ShouldBe(
            "Source files are missing: shop brings no file for in/day.csv. Nothing was loaded. "
            + "Deliver them, correct files in the configuration, or set optional: true on the source, and run again.");
        Directory.Exists(bench.Folders.Raw).ShouldBeFalse();
        Directory.GetFileSystemEntries(bench.Folders.Scratch).ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_file_of_an_optional_source_is_noted()
    {
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in/day.csv") with { Optional = true });
        bench.Run().Notes.Single().ShouldContain("It is optional");
    }

    [Fact]
    public void Folders_and_globs_are_searched_without_going_round_in_links()
    {
        bench.Write("in/2026/01/orders-a.csv", Header + "1,1,2026-01-05,1\n");
        bench.Write("in/2026/02/orders-b.csv.gz", IngestBench.Gzip(Header + "2,1,2026-02-05,1\n"));
        bench.Write("in/2026/02/other.csv", Header + "3,1,2026-02-05,1\n");
        bench.Write("in/.hidden.csv", "x");
        bench.Write("in/readme.md", "x");
        Directory.CreateSymbolicLink(Path.Combine(bench.Folder, "in/2026/loop"), Path.Combine(bench.Folder, "in"));
        Directory.CreateSymbolicLink(Path.Combine(bench.Folder, "in/2026/self"), "self");

        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in/**/orders-*.csv*"));
        bench.Run().Sources.Single().NewCount.ShouldBe(2);
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in"));
        bench.Run().Sources.Single().ShouldBe(new SourceOutcome("shop", 1, 0, 2, 0, 0));
        bench.Texts("select distinct source_file from raw.order_lines order by 1")
            .ShouldBe(["in/2026/01/orders-a.csv", "in/2026/02/orders-b.csv.gz", "in/2026/02/other.csv"]);
    }

    [Fact]
    public void A_load_that_is_recorded_already_is_not_made_again()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Run("same");
        bench.Write("in/b.csv", Header + "2,1,2026-01-05,10.00\n");
        bench.Run("same").LoadId.ShouldBeNull();
        bench.Count("raw.order_lines").ShouldBe(1);
    }

    [Fact]
    public void Two_sources_may_read_the_same_file()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.00\n");
        bench.Config = bench.Config with
        {
            Sources = new Dictionary<string, SourceConfig>
            {
                ["one"] = IngestBench.OrderLines("in"),
                ["two"] = IngestBench.OrderLines("in"),
            },
        };
        bench.Run();
        bench.Texts("select source_system from raw.order_lines order by 1").ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Rows_carry_the_system_their_source_names_and_are_duplicates_across_its_sources_and_nights()
    {
        bench.Config = bench.Config with
        {
            Sources = new Dictionary<string, SourceConfig>
            {
                ["archive"] = IngestBench.OrderLines("archive/*.csv") with { System = "shop" },
                ["daily"] = IngestBench.OrderLines("daily/*.csv") with { System = "shop" },
            },
        };
        bench.Write("archive/a.csv", Header + "1,1,2026-01-05,1\n");
        bench.Write("daily/b.csv", Header + "1,1,2026-01-05,2\n2,1,2026-01-05,3\n");
        bench.Run();
        bench.Write("daily/c.csv", Header + "1,1,2026-01-06,4\n2,1,2026-01-06,5\n");
        bench.Run();

        bench.Texts("select concat_ws(' ', source_system, source_file, order_id) from raw.order_lines order by 1")
            .ShouldBe(["shop archive/a.csv 1", "shop daily/b.csv 2"]);
        bench.Texts("select source_system || ' ' || source_file from quarantine.order_lines order by 1")
            .ShouldBe(["shop daily/b.csv", "shop daily/c.csv", "shop daily/c.csv"]);
    }
}

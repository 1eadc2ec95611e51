using System.Text.Json;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Observability;

public sealed class LogFileTests
{
    [Fact]
    public void Every_line_is_json_with_run_snapshot_and_step_and_a_step_is_one_line_in_and_one_out()
    {
        using Shop shop = Shop.Published();
        int before = Lines(shop).Count;

        shop.PublishedNight(Shop.NextNight);

        List<JsonElement> lines = Lines(shop)[before..];
        lines.ShouldAllBe(line => line.GetProperty("RunId").GetString()!.StartsWith('r') && line.GetProperty("SnapshotDate").GetString() == Shop.NextNight);
        lines.Select(line => line.GetProperty("RunId").GetString()).Distinct().Count().ShouldBe(1);
        Id(lines[0]).ShouldBe(1001);
        lines.Count(line => Id(line) == 1002).ShouldBe(1);
        string[] started = [.. lines.Where(line => Id(line) == 1011).Select(Step)];
        string[] done = [.. lines.Where(line => Id(line) == 1012).Select(Step)];
        started.ShouldContain("mart.customer_features");
        done.ShouldBe(started);
        lines.ShouldAllBe(line => Id(line) != 2001, "SQL is written at debug only");
    }

    [Fact]
    public void Debug_adds_the_sql_of_every_step_and_a_failed_night_says_why()
    {
        using Shop shop = Shop.Published();
        shop.Configure("logs: { level: debug, folder: elsewhere }\n");
        shop.PublishedNight(Shop.NextNight);
        shop.Write("orders/orders.csv", "not,the,same,columns\n1,2,3,4\n");
        Said failed = shop.Night("2026-02-02");

        List<JsonElement> lines = Lines(shop, "elsewhere");
        lines.Where(line => Id(line) == 2001).Select(Step).ShouldContain("mart.customer_features");
        JsonElement end = lines.Single(line => Id(line) == 1003);
        end.GetProperty("@l").GetString().ShouldBe("Error");
        failed.Errors.Replace('\n', ' ').ShouldContain(end.GetProperty("Reason").GetString()!.Split('\n')[0]);
        lines.Single(line => Id(line) == 1013).GetProperty("Step").GetString().ShouldBe("ingest");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_once_and_the_night_goes_on()
    {
        using Shop shop = Shop.Published();
        shop.Write("blocked", "a file where the folder should be");
        shop.Configure("logs: { folder: blocked/logs }\n");

        Said said = shop.Night(Shop.NextNight);

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.Split("Log files cannot be written to").Length.ShouldBe(2, said.Errors);
        said.Errors.ShouldContain("The run goes on without them.");
    }

    [Fact]
    public void Old_files_go_and_a_command_that_only_reads_writes_none()
    {
        using Shop shop = Shop.Unpublished();
        shop.Run("status").ExitCode.ShouldBe(0);
        Directory.Exists(shop.At("warehouse/logs")).ShouldBeFalse();
        shop.Write("warehouse/logs/segbatch-20200101.jsonl", "{}\n");
        shop.Write("warehouse/lineage/lineage-20200101.jsonl", "{}\n");
        File.SetLastWriteTimeUtc(shop.At("warehouse/logs/segbatch-20200101.jsonl"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        shop.PublishedNight(Shop.FirstNight);

        Directory.EnumerateFiles(shop.At("warehouse/logs")).ShouldHaveSingleItem().ShouldNotContain("2020");
        Directory.EnumerateFiles(shop.At("warehouse/lineage")).ShouldHaveSingleItem().ShouldNotContain("2020");
    }

    private static List<JsonElement> Lines(Shop shop, string folder = "warehouse/logs") =>
        [.. Directory.EnumerateFiles(shop.At(folder), "segbatch-*.jsonl").Order().SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line).RootElement)];

    private static int Id(JsonElement line) => line.GetProperty("EventId").GetProperty("Id").GetInt32();

    private static string Step(JsonElement line) => line.GetProperty("Step").GetString()!;
}

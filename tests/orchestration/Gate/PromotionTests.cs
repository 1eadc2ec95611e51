using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Segmentation.Jobs;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>What readers see is somebody's decision: promoted, rolled back, told of afterwards.</summary>
public sealed class PromotionTests
{
    [Fact]
    public void A_night_waits_until_it_is_promoted_can_be_rolled_back_and_all_of_it_can_be_told_afterwards()
    {
        using GateCompany company = GateCompany.New("publish: { promotion: manual }\n");
        NightResult first = company.Night(KillCompany.FirstNight);
        first.IsPromoted.ShouldBeFalse();
        File.Exists(company.Company.Folders.ServingFile).ShouldBeFalse();

        JsonElement published = company.Json("publish", "--reason", "looked at");
        published.GetProperty("run_id").GetString().ShouldBe(first.RunId);
        DateTimeOffset between = TimeProvider.System.GetUtcNow();
        company.Company.Deliver(1);
        NightResult second = company.Night(KillCompany.NextNight);
        JsonElement gate = company.Json("status").GetProperty("gate");
        gate.GetProperty("candidates")[0].GetProperty("run_id").GetString().ShouldBe(second.RunId);
        gate.GetProperty("live")[0].GetProperty("run_id").GetString().ShouldBe(first.RunId);
        company.Run("publish", "--run", second.RunId!).ShouldContain($"run {second.RunId}");

        JsonElement back = company.Json("rollback", "--reason", "totals looked wrong");
        back.GetProperty("run_id").GetString().ShouldBe(first.RunId);
        back.GetProperty("replaced_run_id").GetString().ShouldBe(second.RunId);
        company.Refused("rollback").ShouldContain("replaced nothing: it was the first. The published tables are unchanged.");
        company.Json("rollback", "--to", KillCompany.NextNight).GetProperty("run_id").GetString().ShouldBe(second.RunId);

        JsonElement then = company.Json("status", "--as-of", between.ToString("O")).GetProperty("targets")[0];
        then.GetProperty("run_id").GetString().ShouldBe(first.RunId);
        then.GetProperty("reason").GetString().ShouldBe("looked at");
        then.GetProperty("content_hash").GetString().ShouldBe(first.PublishedHash);
        then.GetProperty("schemes").EnumerateArray().Select(scheme => scheme.GetProperty("scheme").GetString()).ShouldBe(["groups", "value"]);
        company.Run("status", "--as-of", "2001-01-01").ShouldContain("nothing was published yet");
        company.Run("query", "--as-of", first.RunId!, "--format", "csv", "select cast(max(snapshot_date) as string) as day, (select run_id from ops_publication) as run from dim_snapshot")
            .ShouldContain($"{KillCompany.FirstNight},{first.RunId}");
        company.Run("audit-log", "verify").ShouldContain("Whole. 5 links");
        company.Run("audit-log", "export").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString())
            .ShouldBe(["configuration", "promote", "promote", "rollback", "rollback"]);
    }

    [Fact]
    public void A_pointer_moves_in_well_under_a_second()
    {
        using GateCompany company = GateCompany.New();
        company.Night(KillCompany.FirstNight);
        company.Night(KillCompany.NextNight);
        var desk = new Segmentation.Batch.Runs.PublishDesk(company.Open());
        desk.Rollback(null, null, CancellationToken.None);

        long before = Stopwatch.GetTimestamp();
        desk.Rollback(KillCompany.NextNight, null, CancellationToken.None);

        Stopwatch.GetElapsedTime(before).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        company.Open().Live!.SnapshotDate.ShouldBe(new DateOnly(2026, 2, 1));
    }

    [Fact]
    public void A_night_in_which_too_many_move_waits_and_its_message_says_how_to_let_it_pass()
    {
        using GateCompany company = GateCompany.New("thresholds: { moved_share: 0 }\n");
        NightResult first = company.Night(KillCompany.FirstNight);
        company.Company.Deliver(1);

        RunRefusedException refusal = Should.Throw<RunRefusedException>(() => company.Night(KillCompany.NextNight));

        RunRow held = company.Ledger.Runs(1)[0];
        held.Status.ShouldBe(RunStatus.Failed);
        refusal.Message.ShouldContain($"'segbatch publish --run {held.RunId}'");
        company.Open().Live!.RunId.ShouldBe(first.RunId);
        new Segmentation.Batch.Runs.PublishDesk(company.Open()).Publish(held.RunId, "expected", CancellationToken.None).RunId.ShouldBe(held.RunId);
        company.Open().Live!.RunId.ShouldBe(held.RunId);
    }

    [Fact]
    public void A_candidate_that_stands_on_what_is_no_longer_live_is_refused()
    {
        using GateCompany company = GateCompany.New("publish: { promotion: manual }\n");
        var desk = new Segmentation.Batch.Runs.PublishDesk(company.Open());
        NightResult first = company.Night(KillCompany.FirstNight);
        NightResult other = company.Night(KillCompany.NextNight);
        desk.Publish(first.RunId, null, CancellationToken.None);

        Should.Throw<RunRefusedException>(() => desk.Publish(other.RunId, null, CancellationToken.None))
            .Message.ShouldContain($"was built on top of nothing, and {first.RunId} is live now");
        company.Open().Live!.RunId.ShouldBe(first.RunId);
    }

    [Theory]
    [InlineData("update change_log set actor = 'somebody' where number = 1", "broken at link 1")]
    [InlineData("delete from change_log where number = 2", "broken at link 2")]
    [InlineData("delete from change_log where number = 3", "has no link, so the end of the log was cut off")]
    [InlineData("delete from change_log; delete from promotions", "it no longer has that one")]
    public void A_changed_log_is_seen(string change, string said)
    {
        using GateCompany company = GateCompany.New();
        company.Night(KillCompany.FirstNight);
        company.Night(KillCompany.NextNight);
        Segmentation.Batch.Runs.ChangeLogVerdict.Of(company.Open(), CancellationToken.None).Problem.ShouldBeNull();

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(company.Company.Folders.Warehouse, "ledger.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }

        Segmentation.Batch.Runs.ChangeLogVerdict.Of(company.Open(), CancellationToken.None).Problem.ShouldNotBeNull().ShouldContain(said);
    }

    /// <summary>Killed anywhere, a rollback either has not begun or is finished by whoever comes next.</summary>
    [SkippableFact]
    public void A_rollback_that_is_killed_is_finished_or_has_not_begun()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent as on Unix.");
        using GateCompany company = GateCompany.New();
        NightResult first = company.Night(KillCompany.FirstNight);
        company.Night(KillCompany.NextNight);
        string list = Path.Combine(company.Company.Folder, "points.txt");
        using (KillCompany twin = company.Company.Copy())
        {
            twin.Run($"list:{list}", null, "rollback").ExitCode.ShouldBe(0);
        }

        string[] points = File.ReadAllLines(list);
        bool isLong = Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1";
        foreach (string point in isLong ? points : [points[2], points.Single(name => name.StartsWith("rename segments.duckdb: before#", StringComparison.Ordinal)), points[^1]])
        {
            using KillCompany killed = company.Company.Copy();
            killed.Run(point, null, "rollback").WasKilled.ShouldBeTrue(point);
            KillChecks.AfterKill(killed).ShouldBeEmpty(point);

            KillOutcome again = killed.Run(null, null, "rollback", "--to", first.RunId!);

            again.ExitCode.ShouldBe(0, again.Errors);
            KillChecks.AtTheEnd(killed, first.PublishedHash!).ShouldBeEmpty(point);
        }
    }
}

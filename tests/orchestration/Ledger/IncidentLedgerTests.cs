using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>Incidents and messages in a real ledger, over nights that only the ledger knows of.</summary>
public sealed class IncidentLedgerTests : IDisposable
{
    private static readonly DateOnly FirstNight = new(2026, 6, 1);
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-incidents-");
    private readonly SqlLedger ledger;
    private readonly SegmentationConfig config = new()
    {
        Notify = new Dictionary<string, NotifyConfig> { ["desk"] = new() { Kind = NotifyKind.File, Path = "told.jsonl" } },
    };

    public IncidentLedgerTests() => ledger = SqlLedger.Open(new SqliteDialect(Path.Combine(folder.FullName, "ledger.db")));

    /// <summary>Goal: the rule for segments from the ledger's own rows. Method: ten nights of 30 %, then one of 10 %, one of 10 % again and
    /// one of 30 %.</summary>
    [Fact]
    public void A_segment_that_shrinks_is_told_once_and_closes_when_it_is_back()
    {
        int[] shares = [30, 31, 30, 29, 30, 30, 31, 30, 29, 30, 10, 10, 30];
        List<string> told = [];
        for (int night = 0; night < shares.Length; night++)
        {
            told.AddRange(Night(night, shares[night]).Where(change => change.Event is not null).Select(change => $"{night} {change.Event} {change.Incident.Subject}"));
        }

        told.ShouldBe(["10 Opened value/KEY", "12 Closed value/KEY"]);
        ledger.WaitingMessages().Select(message => $"{message.Event} {message.Recipient}").ShouldBe(["Opened desk", "Closed desk"]);
        Incident incident = ledger.Incidents(10).ShouldHaveSingleItem();
        incident.NightCount.ShouldBe(2);
        incident.Message.ShouldContain("holds 10.00% of the customers; 30.00% is its median");
    }

    [Fact]
    public void A_snapshot_that_was_run_again_counts_once_with_its_newest_run()
    {
        Night(0, 30);
        Run("r00b", 0, 50);

        RunSizes sizes = ledger.SegmentSizes(10).ShouldHaveSingleItem();

        sizes.RunId.ShouldBe("r00b");
        sizes.Sizes.ShouldBe([new SegmentSize("value", "KEY", 50), new SegmentSize("value", "REST", 50)]);
    }

    [Fact]
    public void Recording_a_night_twice_writes_each_message_once()
    {
        RunRow failed = Run("r00", 0, null, RunStatus.Failed);

        NightWatch.Record(ledger, config, failed, isTold: true, Start);
        NightWatch.Record(ledger, config, failed, isTold: true, Start.AddMinutes(1));

        ledger.WaitingMessages().ShouldHaveSingleItem().Incident.Rule.ShouldBe("run_failed");
        ledger.Incidents(10).ShouldHaveSingleItem().NightCount.ShouldBe(1);
    }

    [Fact]
    public void A_message_is_claimed_by_one_run_and_free_again_when_that_run_is_gone()
    {
        NightWatch.Record(ledger, config, Run("r00", 0, null, RunStatus.Failed), isTold: true, Start);
        OutboxMessage message = ledger.WaitingMessages().Single();

        ledger.ClaimMessage(message.MessageId, Start, Start.AddSeconds(40)).ShouldBeTrue();
        ledger.ClaimMessage(message.MessageId, Start.AddSeconds(39), Start.AddSeconds(80)).ShouldBeFalse();
        ledger.ClaimMessage(message.MessageId, Start.AddSeconds(41), Start.AddSeconds(80)).ShouldBeTrue();
        ledger.SaveDelivery(message with { Attempts = 1, DeliveredAt = Start });
        ledger.ClaimMessage(message.MessageId, Start.AddDays(1), Start.AddDays(2)).ShouldBeFalse();
        ledger.WaitingMessages().ShouldBeEmpty();
    }

    [Fact]
    public void Nights_of_the_past_open_incidents_and_tell_nobody()
    {
        NightWatch.Record(ledger, config, Run("r00", 0, null, RunStatus.Failed), isTold: false, Start);

        ledger.Incidents(10).ShouldHaveSingleItem().Status.ShouldBe(IncidentStatus.Open);
        ledger.WaitingMessages().ShouldBeEmpty();
    }

    [Fact]
    public void Rows_are_counted_per_load_and_source_newest_load_first()
    {
        for (int load = 0; load < 3; load++)
        {
            LoadTotal Total(string table, LoadFate fate, long rows) => new($"r0{load}", "shop", "a.csv", table, fate, "", rows, 0);
            ledger.RecordLoad(new Jobs.Run.Load(
                $"r0{load}", Start.AddDays(load), [], [], [],
                [Total("order_lines", LoadFate.Read, 100), Total("customers", LoadFate.Read, 10), Total("order_lines", LoadFate.Quarantined, load), Total("order_lines", LoadFate.Accepted, 100 - load)]));
        }

        ledger.LoadShares(2).ShouldBe([new LoadShare("r02", "shop", 110, 2), new LoadShare("r01", "shop", 110, 1)]);
        ledger.LoadTimes()["r01"].ShouldBe(Start.AddDays(1));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private IReadOnlyList<IncidentChange> Night(int night, int keyCustomers)
    {
        RunRow run = Run($"r{night:00}", night, keyCustomers);
        return NightWatch.Record(ledger, config, run, isTold: true, run.FinishedAt!.Value);
    }

    private RunRow Run(string runId, int night, int? keyCustomers, RunStatus status = RunStatus.Done)
    {
        DateOnly snapshotDate = FirstNight.AddDays(night);
        var run = new RunRow
        {
            RunId = runId,
            Command = "nightly",
            SnapshotDate = snapshotDate,
            StartedAt = Start.AddDays(night),
            FinishedAt = Start.AddDays(night).AddMinutes(5),
            Status = status,
            ProgramVersion = "1",
            ConfigHash = "c",
            TransformsHash = "t",
            PublishedHash = keyCustomers is null ? null : "p",
        };
        ledger.FinishRun(run);
        if (keyCustomers is { } key)
        {
            ledger.SaveSegmentSizes(new RunSizes(runId, snapshotDate, [new("value", "KEY", key), new("value", "REST", 100 - key)]));
            ledger.SavePublication(new Publication(runId, snapshotDate, run.StartedAt, "p", 100, null, 1), []);
        }

        return run;
    }
}

using Polly;
using Segmentation.Jobs;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>What the next night does with one that was killed, and other mishaps.</summary>
public sealed class SurvivalTests
{
    private const string Middle = "step mart.customers: after commit#1";

    [SkippableFact]
    public void A_killed_night_goes_on_under_its_own_id_and_repeats_no_finished_step()
    {
        using GateCompany company = Killed(Middle, out RunRow dead);

        NightResult result = company.Night(KillCompany.FirstNight);

        result.IsResumed.ShouldBeTrue();
        result.RunId.ShouldBe(dead.RunId);
        RunRow done = company.Ledger.Runs(10).ShouldHaveSingleItem();
        (done.Status, done.StartedAt).ShouldBe((RunStatus.Done, dead.StartedAt));
        company.Ledger.Steps(10).Where(step => step.Step is "ingest" or "mart.customers").ShouldAllBe(step => step.Status != RunStatus.Started);
        company.Ledger.Steps(10).Count(step => step.Step == "intermediate.int_customers__numbered").ShouldBe(1);
        KillChecks.AtTheEnd(company.Company, Twin()).ShouldBeEmpty();
    }

    [SkippableFact]
    public void Damaged_scratch_is_not_trusted()
    {
        using GateCompany company = Killed(Middle, out RunRow dead);
        string database = ScratchFolder.Database(company.Company.Folders, dead.RunId);
        File.Delete(database + ".wal");
        byte[] bytes = File.ReadAllBytes(database);
        bytes.AsSpan(0, Math.Min(bytes.Length, 8192)).Fill(7);
        File.WriteAllBytes(database, bytes);

        NightResult result = company.Night(KillCompany.FirstNight);

        result.IsResumed.ShouldBeFalse();
        company.StatusOf(dead.RunId).ShouldBe(RunStatus.Superseded);
        KillChecks.AtTheEnd(company.Company, Twin()).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("files")]
    [InlineData("configuration")]
    [InlineData("date")]
    public void A_killed_night_gives_way_when_something_else_is_asked(string change)
    {
        using GateCompany company = Killed("ledger SavePublication: after commit#1", out RunRow dead);
        if (change == "files")
        {
            company.Company.Deliver(1);
        }
        else if (change == "configuration")
        {
            File.AppendAllText(Path.Combine(company.Company.Folder, "segmentation.yml"), "exchange_rates: { USD: 0.9 }\n");
        }

        NightResult result = company.Night(change == "date" ? KillCompany.NextNight : KillCompany.FirstNight);

        result.RunId.ShouldNotBe(dead.RunId);
        company.StatusOf(dead.RunId).ShouldBe(RunStatus.Superseded);
        // What the dead run had built is gone, and is nobody's candidate.
        File.Exists(PublicationFile.Of(company.Company.Folders, dead.RunId).Path).ShouldBeFalse();
        company.Open().Gate.Candidates().ShouldBeEmpty();
        KillChecks.AtTheEnd(company.Company, result.PublishedHash!).ShouldBeEmpty();
    }

    [SkippableFact]
    public void A_raw_file_that_was_damaged_meanwhile_stops_the_night_that_goes_on()
    {
        using GateCompany company = Killed(Middle, out RunRow dead);
        string part = Path.Combine(company.Company.Folders.Warehouse, company.Ledger.Parts()[0].Path);
        byte[] bytes = File.ReadAllBytes(part);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(part, bytes);

        Should.Throw<RunRefusedException>(() => company.Night(KillCompany.FirstNight)).Message.ShouldContain("is not what was loaded");

        company.StatusOf(dead.RunId).ShouldBe(RunStatus.Failed);
        File.Exists(company.Company.Folders.ServingFile).ShouldBeFalse();
    }

    [Fact]
    public void A_clock_that_was_set_back_moves_no_run_before_another()
    {
        using GateCompany company = GateCompany.New();
        var noon = new StoppedClock(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        NightResult first = company.Night(KillCompany.FirstNight, noon);

        NightResult second = company.Night(KillCompany.NextNight, new StoppedClock(noon.GetUtcNow().AddDays(-30)));

        string.CompareOrdinal(second.RunId, first.RunId).ShouldBeGreaterThan(0);
        RunRow[] runs = [.. company.Ledger.Runs(10)];
        runs.Select(run => run.RunId).ShouldBe([second.RunId!, first.RunId!]);
        (runs[0].StartedAt - runs[1].FinishedAt!.Value).ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(1));
        company.Ledger.Promotions(10).Select(promotion => promotion.RunId).ShouldBe([second.RunId!, first.RunId!]);
        company.Ledger.Promotions(10)[0].IntendedAt.ShouldBeGreaterThanOrEqualTo(company.Ledger.Promotions(10)[1].IntendedAt);
    }

    [Fact]
    public void A_night_with_too_little_memory_says_so()
    {
        using GateCompany company = GateCompany.New();
        string config = Path.Combine(company.Company.Folder, "segmentation.yml");
        File.WriteAllText(config, File.ReadAllText(config).Replace("512MB", "1MB", StringComparison.Ordinal));

        Should.Throw<RunRefusedException>(() => company.Night(KillCompany.FirstNight)).Message.ShouldContain("ran out of memory");

        File.Exists(company.Company.Folders.ServingFile).ShouldBeFalse();
    }

    /// <summary>As orchestration/README.md says: ledger, publications with their link, raw and quarantine.</summary>
    [Fact]
    public void A_restored_warehouse_goes_on_as_if_nothing_had_happened()
    {
        using GateCompany twin = GateCompany.New();
        using GateCompany company = GateCompany.New();
        foreach (GateCompany each in (GateCompany[])[twin, company])
        {
            each.Night(KillCompany.FirstNight);
        }

        string backup = Directory.CreateTempSubdirectory("segbatch-backup-").FullName;
        BackUp(company.Company.Folders.Warehouse, backup);
        Directory.Delete(company.Company.Folders.Warehouse, recursive: true);
        Copy(backup, company.Company.Folders.Warehouse);
        Directory.Delete(backup, recursive: true);
        foreach (GateCompany each in (GateCompany[])[twin, company])
        {
            each.Company.Deliver(1);
        }

        string expected = twin.Night(KillCompany.NextNight).PublishedHash!;

        company.Night(KillCompany.NextNight).PublishedHash.ShouldBe(expected);
        KillChecks.AtTheEnd(company.Company, expected).ShouldBeEmpty();
    }

    [Fact]
    public void A_transient_fault_is_tried_as_often_as_stated_and_a_permanent_one_once()
    {
        int tries = 0;
        int mended = 0;
        ResiliencePipeline retrying = new ResiliencePipelineBuilder()
            .RetryTransient(error => error is TimeoutException, attempts: 4, TimeSpan.FromMilliseconds(1), () => mended++).Build();

        Should.Throw<TimeoutException>(() => retrying.Execute(() => throw new TimeoutException($"{++tries}")));
        tries.ShouldBe(4);
        mended.ShouldBe(3);

        Should.Throw<InvalidOperationException>(() => retrying.Execute(() => throw new InvalidOperationException($"{++tries}")));
        tries.ShouldBe(5);
        retrying.Execute(() => ++tries < 7 ? throw new TimeoutException() : tries).ShouldBe(7);
    }

    private static GateCompany Killed(string point, out RunRow dead)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent as on Unix.");
        GateCompany company = GateCompany.New();
        company.Company.Night(KillCompany.FirstNight, point).WasKilled.ShouldBeTrue();
        dead = company.Ledger.Runs(1)[0];
        dead.Status.ShouldBe(RunStatus.Started);
        return company;
    }

    private static string Twin()
    {
        using GateCompany twin = GateCompany.New();
        return twin.Night(KillCompany.FirstNight).PublishedHash!;
    }

    private static void BackUp(string warehouse, string backup)
    {
        // The ledger first, with SQLite's own backup: it may be written meanwhile, and everything it lists was in place before.
        using (var from = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(warehouse, "ledger.db")};Pooling=False"))
        using (var to = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(backup, "ledger.db")};Pooling=False"))
        {
            from.Open();
            to.Open();
            from.BackupDatabase(to);
        }

        foreach (string part in (string[])["publications", "segments.duckdb", "raw", "quarantine"])
        {
            if (Path.Exists(Path.Combine(warehouse, part)))
            {
                Copy(Path.Combine(warehouse, part), Path.Combine(backup, part));
            }
        }
    }

    private static void Copy(string from, string to)
    {
        using System.Diagnostics.Process cp = System.Diagnostics.Process.Start("cp", ["-a", from, to]);
        cp.WaitForExit();
        cp.ExitCode.ShouldBe(0);
    }

    private sealed class StoppedClock(DateTimeOffset instant) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => instant;
    }
}

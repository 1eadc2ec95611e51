using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Monitor;

/// <summary>What each rule says of made-up nights.</summary>
public sealed class RuleTests
{
    private static readonly DateOnly Tonight = new(2026, 6, 30);
    private readonly NightFacts quiet = new()
    {
        Run = Run("r50", RunStatus.Done, 100),
        SnapshotDate = Tonight,
        IsNewest = true,
        Sizes = [],
        SizesBefore = [],
        Audits = [],
        Files = [],
        LoadTimes = new Dictionary<string, DateTimeOffset>(),
        LoadShares = [],
        RunsBefore = [],
    };

    [Theory]
    [InlineData(30, false)] // As ever.
    [InlineData(25, false)] // Outside the band of no width, but a fall of 17 % only.
    [InlineData(20, true)] // A third fewer.
    [InlineData(0, true)]
    public void A_segment_shrinks_when_its_share_falls_out_of_its_band_by_a_fifth(int customers, bool isBad)
    {
        NightFacts facts = quiet with { Sizes = Sizes(customers), SizesBefore = [.. Enumerable.Range(1, 14).Select(night => Before(night, 30))] };

        Reading(facts, RuleNames.SegmentShrank, "value/KEY")!.IsBad.ShouldBe(isBad);
    }

    [Fact]
    public void A_segment_that_swings_from_night_to_night_has_not_shrunk_on_a_low_one()
    {
        NightFacts facts = quiet with { Sizes = Sizes(15), SizesBefore = [.. Enumerable.Range(1, 14).Select(night => Before(night, night % 2 == 0 ? 20 : 40))] };

        Reading(facts, RuleNames.SegmentShrank, "value/KEY")!.IsBad.ShouldBeFalse();
    }

    [Fact]
    public void A_segment_that_vanishes_has_shrunk_and_is_forgotten_once_that_is_usual()
    {
        SegmentSize[] rest = [new("value", "REST", 100)];
        RunSizes Gone(int night) => new($"r{50 - night}", Tonight.AddDays(-night), rest);

        Reading(quiet with { Sizes = rest, SizesBefore = [.. Enumerable.Range(1, 14).Select(night => Before(night, 30))] }, RuleNames.SegmentShrank, "value/KEY")!
            .IsBad.ShouldBeTrue();
        Reading(quiet with { Sizes = rest, SizesBefore = [.. Enumerable.Range(1, 14).Select(night => night < 9 ? Gone(night) : Before(night, 30))] }, RuleNames.SegmentShrank, "value/KEY")!
            .IsBad.ShouldBeFalse();
    }

    [Fact]
    public void Too_few_nights_and_old_nights_that_are_run_again_say_nothing_of_segments()
    {
        NightFacts shrunk = quiet with { Sizes = Sizes(1), SizesBefore = [.. Enumerable.Range(1, 14).Select(night => Before(night, 30))] };

        Reading(shrunk with { SizesBefore = [.. shrunk.SizesBefore.Take(4)] }, RuleNames.SegmentShrank, "value/KEY").ShouldBeNull();
        Verdict(shrunk with { IsNewest = false }, RuleNames.SegmentShrank).IsComplete.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, false)] // Daily rows, the newest of the 28th: two days are two usual gaps.
    [InlineData(3, true)]
    public void A_feed_has_stopped_after_more_than_two_usual_gaps(int silence, bool isBad)
    {
        NightFacts facts = quiet with { Files = [.. Enumerable.Range(0, 10).Select(day => File("shop", Tonight.AddDays(-silence - day)))] };

        Reading(facts, RuleNames.FeedStopped, "shop")!.IsBad.ShouldBe(isBad);
    }

    [Fact]
    public void A_declared_gap_counts_instead_of_the_usual_one()
    {
        NightFacts facts = quiet with { Files = [File("shop", Tonight.AddDays(-10))] };

        Reading(facts, RuleNames.FeedStopped, "shop")!.IsBad.ShouldBeFalse("nothing is known of one file");
        Reading(facts, RuleNames.FeedStopped, "shop", Config(expectedEveryDays: 10))!.IsBad.ShouldBeFalse();
        Reading(facts, RuleNames.FeedStopped, "shop", Config(expectedEveryDays: 9))!.IsBad.ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_goes_on_beyond_the_snapshot_is_as_fresh_as_can_be()
    {
        NightFacts facts = quiet with { Files = [File("shop", Tonight.AddDays(90)) with { FirstDate = Tonight.AddDays(-300) }] };

        Reading(facts, RuleNames.FeedStopped, "shop", Config(expectedEveryDays: 1))!.IsBad.ShouldBeFalse();
    }

    [Fact]
    public void A_source_without_dates_is_late_by_the_clock()
    {
        NightFacts facts = quiet with
        {
            Files = [File("shop", Tonight) with { FirstDate = null, LastDate = null, LoadId = "r1" }],
            LoadTimes = new Dictionary<string, DateTimeOffset> { ["r1"] = quiet.Run.StartedAt.AddDays(-8) },
        };

        Reading(facts, RuleNames.FeedStopped, "shop", Config(expectedEveryDays: 8))!.IsBad.ShouldBeFalse();
        Reading(facts, RuleNames.FeedStopped, "shop", Config(expectedEveryDays: 7))!.IsBad.ShouldBeTrue();
    }

    [Theory]
    [InlineData(200, false)] // Twice the median exactly.
    [InlineData(201, true)]
    [InlineData(99, false)]
    public void A_night_is_slow_beyond_twice_the_median_of_its_command(int seconds, bool isBad)
    {
        RunRow[] before = [.. Enumerable.Range(1, 7).Select(night => Run($"r{50 - night}", RunStatus.Done, 96 + night)), Run("r02", RunStatus.Done, 9999) with { Command = "score" }];

        Reading(quiet with { Run = Run("r50", RunStatus.Done, seconds), RunsBefore = before }, RuleNames.RunSlow, "nightly")!.IsBad
            .ShouldBe(isBad);
    }

    [Fact]
    public void A_second_more_is_never_slow()
    {
        RunRow[] before = [.. Enumerable.Range(1, 7).Select(night => Run($"r{50 - night}", RunStatus.Done, 1))];

        Reading(quiet with { Run = Run("r50", RunStatus.Done, 5), RunsBefore = before }, RuleNames.RunSlow, "nightly")!.IsBad.ShouldBeFalse();
    }

    [Fact]
    public void An_audit_that_warns_is_a_warning_and_one_that_fails_is_critical()
    {
        NightFacts facts = quiet with
        {
            Audits =
            [
                new AuditResult("ties", "publish.a", "It ties.", IsBlocking: true, 0, 0),
                new AuditResult("sums", "publish.b", "It sums up.", IsBlocking: true, 3, 0),
                new AuditResult("drift", "publish.c", "It is stable.", IsBlocking: false, 0.4m, 0.25m),
            ],
        };

        Reading(facts, RuleNames.AuditFailed, "ties")!.IsBad.ShouldBeFalse();
        Reading(facts, RuleNames.AuditFailed, "sums")!.Severity.ShouldBe(Severity.Critical);
        Reading(facts, RuleNames.AuditFailed, "drift")!.Severity.ShouldBe(Severity.Warning);
        Verdict(quiet, RuleNames.AuditFailed).IsComplete.ShouldBeFalse("a night that came to no audit mends none");
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)] // 2 % where 1 % is usual: a rise of 1 point, and the band has no width.
    public void Quarantine_jumps_when_its_share_rises_by_a_point_out_of_its_band(int quarantined, bool isBad)
    {
        NightFacts facts = quiet with
        {
            LoadShares = [new("r50", "shop", 1000, quarantined), .. Enumerable.Range(1, 6).Select(load => new LoadShare($"r{50 - load}", "shop", 1000, 10))],
        };

        Reading(facts, RuleNames.QuarantineJumped, "shop")!.IsBad.ShouldBe(isBad);
    }

    [Fact]
    public void A_run_that_died_is_named_by_the_next_that_finishes_and_only_by_it()
    {
        RunRow died = Run("r49", RunStatus.Started, 0);

        Reading(quiet with { RunsBefore = [died, Run("r48", RunStatus.Done, 100)] }, RuleNames.RunDied, "r49")!.IsBad.ShouldBeTrue();
        Verdict(quiet with { RunsBefore = [Run("r49b", RunStatus.Done, 100), died] }, RuleNames.RunDied).Readings.ShouldBeEmpty();
        Verdict(quiet with { Run = Run("r50", RunStatus.Failed, 1), RunsBefore = [died] }, RuleNames.RunDied).IsComplete
            .ShouldBeFalse("a run that was refused may have been refused because the other is at work");
    }

    [Fact]
    public void A_run_that_was_killed_and_went_on_is_told_too() =>
        Reading(quiet with { WasKilled = true }, RuleNames.RunDied, "r50")!.Message.ShouldContain("It went on when the same was asked again");

    [Fact]
    public void A_failed_night_is_critical_and_a_cancelled_one_says_nothing()
    {
        Reading(quiet with { Run = Run("r50", RunStatus.Failed, 1) with { Message = "The disk is full." } }, RuleNames.RunFailed, "nightly")!
            .Message.ShouldContain("The disk is full.");
        Reading(quiet with { Run = Run("r50", RunStatus.Cancelled, 1) }, RuleNames.RunFailed, "nightly").ShouldBeNull();
        Reading(quiet, RuleNames.RunFailed, "nightly")!.IsBad.ShouldBeFalse();
    }

    [Fact]
    public void A_rule_that_is_switched_off_closes_what_it_opened()
    {
        SegmentationConfig config = Config(null) with { Monitoring = new MonitoringConfig { RunFailed = new RuleConfig { Enabled = false } } };

        RuleVerdict verdict = NightWatch.Judge(quiet with { Run = Run("r50", RunStatus.Failed, 1) }, config).Single(verdict => verdict.Rule == RuleNames.RunFailed);

        verdict.IsComplete.ShouldBeTrue();
        verdict.Readings.ShouldBeEmpty();
    }

    private static SegmentSize[] Sizes(int key) => [new("value", "KEY", key), new("value", "REST", 100 - key)];

    private static RunSizes Before(int nightsAgo, int key) => new($"r{50 - nightsAgo}", Tonight.AddDays(-nightsAgo), Sizes(key));

    private static IngestedFile File(string source, DateOnly day) => new(source, $"{day:yyyyMMdd}.csv", "00", 1, "r1", true, day, day);

    private static RunRow Run(string id, RunStatus status, double seconds)
    {
        DateTimeOffset at = new(2026, 6, 30, 2, 0, 0, TimeSpan.Zero);
        return new RunRow
        {
            RunId = id,
            Command = "nightly",
            SnapshotDate = Tonight,
            StartedAt = at,
            FinishedAt = at.AddSeconds(seconds),
            Status = status,
            ProgramVersion = "1",
            ConfigHash = "c",
            TransformsHash = "t",
            PublishedHash = status == RunStatus.Done ? "p" : null,
        };
    }

    private static SegmentationConfig Config(int? expectedEveryDays) => new()
    {
        Sources = new Dictionary<string, SourceConfig> { ["shop"] = new() { ExpectedEveryDays = expectedEveryDays } },
    };

    private static RuleVerdict Verdict(NightFacts facts, string rule) =>
        NightWatch.Judge(facts, Config(null)).Single(verdict => verdict.Rule == rule);

    private static RuleReading? Reading(NightFacts facts, string rule, string subject, SegmentationConfig? config = null) =>
        NightWatch.Judge(facts, config ?? Config(null)).Single(verdict => verdict.Rule == rule)
            .Readings.SingleOrDefault(reading => reading.Subject == subject);
}

using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Quality;

namespace Segmentation.Jobs.Monitor;

/// <summary>What the run itself says: it failed, it was slow, or one before it died.</summary>
internal static class RunRules
{
    /// <summary>A cancelled run says nothing: somebody is there.</summary>
    public static RuleVerdict JudgeFailure(NightFacts facts)
    {
        RuleReading? reading = facts.Run.Status switch
        {
            RunStatus.Done => RuleReading.Good(facts.Run.Command),
            RunStatus.Failed => new RuleReading(
                facts.Run.Command, true, Severity.Critical,
                $"Run {facts.Run.RunId} ({facts.Run.Command}, snapshot {facts.SnapshotDate:yyyy-MM-dd}) failed. {facts.Run.Message} Then run '{facts.Run.Command}' again."),
            _ => null,
        };
        return new RuleVerdict(RuleNames.RunFailed, false, reading is null ? [] : [reading]);
    }

    /// <summary>Only runs that built a publication are compared: a refused one is quick.</summary>
    public static RuleVerdict JudgeDuration(NightFacts facts, RunSlowRule rule)
    {
        double[] before = [.. facts.RunsBefore
            .Where(run => run.Command == facts.Run.Command && run.Status == RunStatus.Done && run.PublishedHash is not null)
            .Take(rule.Nights)
            .Select(Seconds)];
        if (facts.Run.Status != RunStatus.Done || facts.Run.PublishedHash is null || before.Length < rule.LeastNights)
        {
            return RuleVerdict.Unknown(RuleNames.RunSlow);
        }

        double seconds = Seconds(facts.Run);
        double median = RobustBand.Of(before).Median;
        bool isSlow = seconds > rule.Times * median && seconds - median > rule.LeastSeconds;
        return new RuleVerdict(RuleNames.RunSlow, false, [isSlow
            ? new RuleReading(
                facts.Run.Command, true, Severity.Warning,
                $"Run {facts.Run.RunId} ({facts.Run.Command}) took {seconds:N0} s; {median:N0} s is the median of the last {before.Length}. Its result stands. See in ops_steps which step grew.")
            : RuleReading.Good(facts.Run.Command)]);
    }

    /// <summary>Runs that are recorded as started and cannot be at work any more: this one held the lock of the warehouse and
    /// finished. Each is named once, by the first night that finishes after it.</summary>
    public static RuleVerdict JudgeDeaths(NightFacts facts)
    {
        if (facts.Run.Status != RunStatus.Done)
        {
            return RuleVerdict.Unknown(RuleNames.RunDied);
        }

        IEnumerable<RuleReading> deaths = facts.RunsBefore
            .TakeWhile(run => run.Status != RunStatus.Done || run.Command != facts.Run.Command)
            .Where(run => run.Status is RunStatus.Started or RunStatus.Superseded)
            .Select(run => Death(run, $"It published nothing; run {facts.Run.RunId} finished after it."));
        RuleReading[] resumed = facts.WasKilled ? [Death(facts.Run, "It went on when the same was asked again, and finished.")] : [];
        return new RuleVerdict(RuleNames.RunDied, true, [.. resumed, .. deaths]);
    }

    private static RuleReading Death(RunRow run, string end) => new(
        run.RunId, true, Severity.Critical,
        $"Run {run.RunId} ({run.Command}), started {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, died without a word. {end} Look in the system's log for what ended it: memory, a restart, a kill.");

    private static double Seconds(RunRow run) => ((run.FinishedAt ?? run.StartedAt) - run.StartedAt).TotalSeconds;
}

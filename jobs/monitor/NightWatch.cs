using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>Applies the rules to a night and keeps what they find.</summary>
public static class NightWatch
{
    /// <summary>Judges a run that has ended, and keeps its incidents with the messages about them in one transaction.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="config">The rules and who is told.</param>
    /// <param name="run">The run, as it ended.</param>
    /// <param name="isTold">Whether anybody is told; not of nights long past that are run now.</param>
    /// <param name="now">When.</param>
    /// <returns>What changed.</returns>
    public static IReadOnlyList<IncidentChange> Record(ILedger ledger, SegmentationConfig config, RunRow run, bool isTold, DateTimeOffset now)
    {
        IReadOnlyList<IncidentChange> changes = Look(ledger, config, run, now);
        if (changes.Count > 0)
        {
            ledger.SaveIncidents(
                [.. changes.Select(change => change.Incident)],
                isTold ? [.. changes.SelectMany(change => Recipients.Messages(config.Notify, change, now))] : []);
        }

        return changes;
    }

    /// <summary>Judges a run, which may still be on, and keeps nothing.</summary>
    public static IReadOnlyList<IncidentChange> Look(ILedger ledger, SegmentationConfig config, RunRow run, DateTimeOffset now) =>
        !config.Monitoring.Enabled || run.SnapshotDate is not { } snapshotDate
            ? []
            : IncidentBook.Carry(
                ledger.LatestIncidents(),
                Judge(NightFacts.Read(ledger, run, snapshotDate, config.Monitoring.SegmentShrank.Nights), config),
                run.RunId, now, config.Monitoring.Escalation);

    /// <summary>What every rule says. One that is switched off finds nothing wrong, so that its incidents close.</summary>
    public static IReadOnlyList<RuleVerdict> Judge(NightFacts facts, SegmentationConfig config)
    {
        MonitoringConfig rules = config.Monitoring;
        return
        [
            Of(RuleNames.SegmentShrank, rules.SegmentShrank, () => SegmentShrank.Judge(facts, rules.SegmentShrank)),
            Of(RuleNames.FeedStopped, rules.FeedStopped, () => FeedStopped.Judge(facts, config)),
            FeedLate.Judge(config),
            Of(RuleNames.RunSlow, rules.RunSlow, () => RunRules.JudgeDuration(facts, rules.RunSlow)),
            Of(RuleNames.AuditFailed, rules.AuditFailed, () => AuditFailed.Judge(facts)),
            Of(RuleNames.QuarantineJumped, rules.QuarantineJumped, () => QuarantineJumped.Judge(facts, rules.QuarantineJumped)),
            Of(RuleNames.RunFailed, rules.RunFailed, () => RunRules.JudgeFailure(facts)),
            Of(RuleNames.RunDied, rules.RunDied, () => RunRules.JudgeDeaths(facts)),
        ];
    }

    private static RuleVerdict Of(string name, RuleConfig rule, Func<RuleVerdict> judge) =>
        rule.Enabled ? judge() : new RuleVerdict(name, true, []);
}

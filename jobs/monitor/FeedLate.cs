using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>A feed is later than <c>schedule.feeds</c> says it may be, for longer than a night waits for it.</summary>
/// <remarks>The schedule finds it, before any night: no run begins that could look. It closes when a night finds the feed on time.</remarks>
public static class FeedLate
{
    /// <summary>Keeps what the schedule found, with the messages about it, in one transaction.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="config">The feeds, the rule and who is told.</param>
    /// <param name="night">The night that asked, such as <c>schedule default 2026-07-01</c>; asking twice counts once.</param>
    /// <param name="late">What is late, by source: a sentence that says what is missing. Feeds that are not named are on time.</param>
    /// <param name="now">When.</param>
    /// <returns>What changed.</returns>
    public static IReadOnlyList<IncidentChange> Record(
        ILedger ledger, SegmentationConfig config, string night, IReadOnlyDictionary<string, string> late, DateTimeOffset now)
    {
        if (!config.Monitoring.Enabled)
        {
            return [];
        }

        IReadOnlyList<IncidentChange> changes = IncidentBook.Carry(
            [.. ledger.LatestIncidents().Where(incident => incident.Rule == RuleNames.FeedLate)],
            [new RuleVerdict(RuleNames.FeedLate, true, IsOn(config) ? [.. config.Schedule.Feeds.Keys.Select(source => Read(source, late, config))] : [])],
            night, now, config.Monitoring.Escalation);
        if (changes.Count > 0)
        {
            ledger.SaveIncidents(
                [.. changes.Select(change => change.Incident)],
                [.. changes.SelectMany(change => Recipients.Messages(config.Notify, change, now))]);
        }

        return changes;
    }

    /// <summary>A night knows nothing of it, but that nobody waits for any feed any more.</summary>
    internal static RuleVerdict Judge(SegmentationConfig config) =>
        IsOn(config) ? RuleVerdict.Unknown(RuleNames.FeedLate) : new RuleVerdict(RuleNames.FeedLate, true, []);

    private static bool IsOn(SegmentationConfig config) => config.Monitoring.FeedLate.Enabled && config.Schedule.Feeds.Count > 0;

    private static RuleReading Read(string source, IReadOnlyDictionary<string, string> late, SegmentationConfig config)
    {
        if (!late.TryGetValue(source, out string? what))
        {
            return RuleReading.Good(source);
        }

        FeedWaitConfig wait = config.Schedule.WaitForFeeds;
        (Severity severity, string then) = wait.Then switch
        {
            LateFeedRule.Run => (Severity.Warning, "The night runs without it"),
            LateFeedRule.Skip => (Severity.Warning, "The night was skipped; readers see what they saw"),
            _ => (Severity.Critical, "The night failed; readers see what they saw"),
        };
        return new RuleReading(
            source, true, severity,
            $"{what} The schedule waited {wait.AtMost} for it (schedule.wait_for_feeds). {then}. Have the delivery looked after; the incident closes with the night that finds it on time.");
    }
}

using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Quality;

namespace Segmentation.Jobs.Monitor;

/// <summary>How fresh one source is on a snapshot date.</summary>
/// <param name="Source">Source system.</param>
/// <param name="FileCount">Live files.</param>
/// <param name="LastLoadedAt">When a file was last loaded (UTC).</param>
/// <param name="LastDate">Day of the newest rows before the snapshot; for a source without dates the day of the last load.</param>
/// <param name="SilenceDays">Days from there to the snapshot; for a source without dates to the start of the run.</param>
/// <param name="AllowedDays">Days that are declared, else usual; null when neither is known.</param>
/// <param name="IsDeclared">Whether the configuration declares them.</param>
public sealed record FeedState(
    string Source, int FileCount, DateTimeOffset? LastLoadedAt, DateOnly? LastDate, int? SilenceDays, double? AllowedDays, bool IsDeclared)
{
    /// <summary>Whether nothing came for longer than is allowed.</summary>
    public bool IsLate => SilenceDays > AllowedDays;
}

/// <summary>A source has brought no new rows for longer than it usually does, or than it is declared to.</summary>
internal static class FeedStopped
{
    public static RuleVerdict Judge(NightFacts facts, SegmentationConfig config) => facts.IsNewest
        ? new RuleVerdict(RuleNames.FeedStopped, true, [.. States(facts, config).Select(Read)])
        : RuleVerdict.Unknown(RuleNames.FeedStopped);

    /// <summary>Every source, in the order of its name.</summary>
    public static IReadOnlyList<FeedState> States(NightFacts facts, SegmentationConfig config) =>
    [
        .. config.Sources.OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => State(facts, source.Key, source.Value, config.Monitoring.FeedStopped)),
    ];

    private static FeedState State(NightFacts facts, string source, SourceConfig config, FeedStoppedRule rule)
    {
        IngestedFile[] files = [.. facts.Files.Where(file => file.Source == source)];
        DateOnly yesterday = facts.SnapshotDate.AddDays(-1);
        DateOnly[] days = [.. files
            .Where(file => file.FirstDate < facts.SnapshotDate)
            // What a file holds of the snapshot date and later is not yet known; that it goes on until then is.
            .Select(file => file.LastDate is { } last && last < yesterday ? last : yesterday)];
        DateTimeOffset[] loaded = [.. files.Select(file => facts.LoadTimes.GetValueOrDefault(file.LoadId)).Where(at => at != default)];
        bool isDated = files.Any(file => file.FirstDate is not null);
        DateOnly today = isDated ? facts.SnapshotDate : DateOnly.FromDateTime(facts.Run.StartedAt.UtcDateTime);
        if (!isDated)
        {
            days = [.. loaded.Select(at => DateOnly.FromDateTime(at.UtcDateTime))];
        }

        DateOnly? last = days.Length > 0 ? days.Max() : null;
        return new FeedState(
            source,
            files.Count(file => file.IsLive),
            loaded.Length > 0 ? loaded.Max() : null,
            last,
            last is { } day ? today.DayNumber - day.DayNumber : null,
            config.ExpectedEveryDays ?? UsualGap.LongestDays(days, rule.UsualGaps, rule.LeastGaps),
            config.ExpectedEveryDays is not null);
    }

    private static RuleReading Read(FeedState feed)
    {
        if (!feed.IsLate)
        {
            return RuleReading.Good(feed.Source);
        }

        string allowed = feed.IsDeclared ? $"sources.{feed.Source}.expected_every_days allows {feed.AllowedDays:0}" : $"at most {feed.AllowedDays:0} are usual";
        return new RuleReading(
            feed.Source, true, Severity.Warning,
            $"Source {feed.Source} has brought nothing new since {feed.LastDate:yyyy-MM-dd}: {feed.SilenceDays} days, where {allowed}. The segments are computed without newer rows. Have the delivery looked after, or set sources.{feed.Source}.expected_every_days.");
    }
}

using Segmentation.Batch.Runs;
using Segmentation.Jobs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Schedule;

/// <summary>Whether every feed of the schedule is fresh enough for a night to start.</summary>
internal sealed class FeedCheck(ProjectSession session, TimeProvider clock)
{
    private readonly ScheduleConfig schedule = session.Config.Schedule;

    /// <summary>What is late, by source: what is missing, in words; empty when the night may start.</summary>
    public IReadOnlyDictionary<string, string> Late(ScheduledNight night, CancellationToken cancellationToken)
    {
        if (schedule.Feeds.Any(feed => feed.Value.RowWithin is not null))
        {
            LoadNews(night, cancellationToken);
        }

        return schedule.Feeds
            .Select(feed => (Source: feed.Key, What: string.Join(' ', Late(feed.Key, feed.Value, night, cancellationToken))))
            .Where(feed => feed.What.Length > 0).ToDictionary(feed => feed.Source, feed => feed.What);
    }

    private IEnumerable<string> Late(string source, FeedConfig feed, ScheduledNight night, CancellationToken cancellationToken)
    {
        if (Look(source, out string problem, cancellationToken) is not { } state)
        {
            yield return problem;
            yield break;
        }

        if (feed.NewFile && !state.HasNews && !IsUnpublished(state.LastLoadId))
        {
            yield return $"Feed {source} has no file that was not published before.";
        }

        if (feed.FileWithin is { } fileWithin && !(state.NewestFileAt >= clock.GetUtcNow() - Duration.Parse(fileWithin)))
        {
            yield return $"Feed {source} has no file of the last {fileWithin} (the newest is of {Day(state.NewestFileAt)}).";
        }

        if (feed.RowWithin is { } rowWithin && !(state.LastDate >= night.SnapshotDate.AddDays(-(int)Math.Ceiling(Duration.Parse(rowWithin).TotalDays))))
        {
            yield return $"Feed {source} has no row of the {rowWithin} before {night.SnapshotDate:yyyy-MM-dd} (the newest is of {state.LastDate?.ToString("yyyy-MM-dd") ?? "no day"}).";
        }
    }

    private FeedState? Look(string source, out string problem, CancellationToken cancellationToken)
    {
        try
        {
            problem = "";
            return session.Feed(source, cancellationToken);
        }
        catch (RunRefusedException error)
        {
            problem = $"Feed {source}: {error.Message}";
            return null;
        }
    }

    /// <summary>Files that were loaded by a run after the newest publication are as good as new: a night that failed has read them.</summary>
    private bool IsUnpublished(string? loadId) =>
        loadId is not null && string.CompareOrdinal(loadId, session.Ledger.Publications(1) is [Publication newest] ? newest.RunId : "") > 0;

    private void LoadNews(ScheduledNight night, CancellationToken cancellationToken)
    {
        foreach (string source in schedule.Feeds.Keys)
        {
            if (Look(source, out _, cancellationToken) is { HasNews: true })
            {
                session.RunNight(
                    new NightOptions { Command = "schedule feeds", SnapshotDate = night.SnapshotDate, Goal = NightGoal.Ingest, IsQuiet = true }, cancellationToken);
                return;
            }
        }
    }

    private static string Day(DateTimeOffset? instant) => instant is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "no day";
}

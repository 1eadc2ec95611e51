using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Schedule;

/// <summary>What there is to do for one night of the schedule. Pure: the clock's reading and the ledger's rows are handed in.</summary>
/// <param name="Night">The night's name.</param>
/// <param name="Due">Dates that are to be run, oldest first.</param>
/// <param name="TooOld">Dates that were missed longer ago than is caught up.</param>
/// <param name="Head">The date that is next; null when nothing is to be done.</param>
/// <param name="ReadyAt">When the head may be begun: in the past when now; null when only a person can let it go on.</param>
/// <param name="NextFire">The next date after now.</param>
public sealed record DueNights(
    string Night, IReadOnlyList<ScheduledNight> Due, IReadOnlyList<ScheduledNight> TooOld, NightRow? Head, DateTimeOffset? ReadyAt, ScheduledNight? NextFire)
{
    /// <summary>When something is to be done next; null when nothing ever is unless somebody asks.</summary>
    public DateTimeOffset? WakeAt => Head is not null && ReadyAt is { } ready ? ready : NextFire?.FiresAt;

    /// <summary>Whether it stands still because a date failed.</summary>
    public bool IsStopped => Head is { Status: NightStatus.Failed };

    /// <summary>Works out what there is to do.</summary>
    /// <param name="name">The night's name.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="calendar">When the night is due.</param>
    /// <param name="since">Dates that were due before this do not count.</param>
    /// <param name="isPaused">Whether only what was asked for is run.</param>
    /// <param name="rows">What the ledger knows of this night's dates.</param>
    /// <param name="finished">Snapshot dates that a run has finished.</param>
    /// <param name="now">The clock.</param>
    public static DueNights Of(
        string name, ScheduleConfig schedule, NightCalendar calendar, DateTimeOffset since, bool isPaused,
        IReadOnlyDictionary<DateOnly, NightRow> rows, IReadOnlySet<DateOnly> finished, DateTimeOffset now)
    {
        ScheduledNight[] open = [.. calendar.Between(since, now).Where(night =>
            !finished.Contains(night.SnapshotDate) && !IsSettled(rows.GetValueOrDefault(night.SnapshotDate), schedule.OnFailure))];
        // A date that was begun is finished, however old it has become.
        int excess = Math.Max(0, open.Count(night => !rows.ContainsKey(night.SnapshotDate)) - schedule.CatchUp.Most);
        HashSet<DateOnly> tooOld = [.. open.Where(night => !rows.ContainsKey(night.SnapshotDate)).Take(excess).Select(night => night.SnapshotDate)];
        ScheduledNight[] due = [.. open.Where(night => !tooOld.Contains(night.SnapshotDate))];

        NightRow? asked = rows.Values.Where(row => row.IsAsked && !IsSettled(row, FailureRule.Continue)).MinBy(row => row.ChangedAt);
        NightRow? head = asked ?? (due.Length > 0 ? Row(name, rows, due[0]) : null);
        bool isHeld = head is not null && asked is null && (isPaused || head.Status == NightStatus.Failed);
        return new DueNights(
            name, due, [.. open.Where(night => tooOld.Contains(night.SnapshotDate))], head,
            head is null || isHeld ? null : head.NextAttemptAt ?? head.FiresAt, calendar.Next(now));
    }

    private static NightRow Row(string name, IReadOnlyDictionary<DateOnly, NightRow> rows, ScheduledNight night) =>
        rows.GetValueOrDefault(night.SnapshotDate) ?? new NightRow
        {
            Night = name,
            SnapshotDate = night.SnapshotDate,
            FiresAt = night.FiresAt,
            Status = NightStatus.Due,
            ChangedAt = night.FiresAt,
        };

    private static bool IsSettled(NightRow? row, FailureRule onFailure) =>
        row?.Status is NightStatus.Done or NightStatus.Skipped || (row?.Status == NightStatus.Failed && onFailure == FailureRule.Continue);
}

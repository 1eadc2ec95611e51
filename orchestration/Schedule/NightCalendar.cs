using Quartz;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Schedule;

/// <summary>One night as the calendar has it.</summary>
/// <param name="SnapshotDate">The day its data is as of.</param>
/// <param name="FiresAt">When it is due (UTC).</param>
public readonly record struct ScheduledNight(DateOnly SnapshotDate, DateTimeOffset FiresAt);

/// <summary>When a night is due: pure arithmetic on a cron expression, a time zone and days off.</summary>
/// <remarks>
/// The cron expression is read on the wall clock: of each local day that is no day off, its first time counts, so a day has one
/// night at most, whatever daylight saving does. A time that the clock skips is due as long after the change as it lies behind it
/// (2:30 becomes 3:30); of a time that comes twice the first counts.
/// </remarks>
public sealed class NightCalendar
{
    /// <summary>No day is further away from its instant than this, in any zone.</summary>
    private static readonly TimeSpan ZoneReach = TimeSpan.FromDays(2);

    private readonly CronExpression cron;
    private readonly TimeZoneInfo zone;
    private readonly IReadOnlySet<DateOnly> daysOff;
    private readonly SnapshotRule snapshot;

    /// <param name="cron">Quartz cron expression, with seconds.</param>
    /// <param name="zone">The zone whose wall clock it is read on.</param>
    /// <param name="daysOff">Local days without a night.</param>
    /// <param name="snapshot">How the snapshot date follows from the local day.</param>
    public NightCalendar(string cron, TimeZoneInfo zone, IReadOnlySet<DateOnly> daysOff, SnapshotRule snapshot)
    {
        // Wall times are handed to Quartz as if they were UTC, so that it has no opinion about daylight saving.
        this.cron = new CronExpression(cron, TimeZoneInfo.Utc);
        this.zone = zone;
        this.daysOff = daysOff;
        this.snapshot = snapshot;
    }

    /// <summary>The calendar of a night of the configuration, which has been checked.</summary>
    public static NightCalendar Of(ScheduleConfig schedule, NightConfig night) => new(
        night.Cron,
        TimeZoneInfo.FindSystemTimeZoneById(night.TimeZone),
        night.Calendar is { } name
            ? schedule.Calendars[name].Select(day => DateOnly.ParseExact(day, "yyyy-MM-dd", null)).ToHashSet()
            : new HashSet<DateOnly>(),
        night.Snapshot);

    /// <summary>Nights that are due after one instant and not after another, in order of their dates.</summary>
    public IEnumerable<ScheduledNight> Between(DateTimeOffset after, DateTimeOffset until) =>
        From(after).TakeWhile(night => night.FiresAt - ZoneReach <= until).Where(night => night.FiresAt <= until);

    /// <summary>The first night after an instant; null when the cron expression never comes again.</summary>
    public ScheduledNight? Next(DateTimeOffset after) => From(after).Cast<ScheduledNight?>().FirstOrDefault();

    /// <summary>The snapshot date of a night that is started now, whenever it was due.</summary>
    public DateOnly SnapshotAt(DateTimeOffset instant) =>
        SnapshotOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime));

    /// <summary>When the first second of the local day begins that has this snapshot date.</summary>
    public DateTimeOffset DayOf(DateOnly snapshotDate)
    {
        DateOnly day = snapshot == SnapshotRule.Today ? snapshotDate : snapshotDate.AddDays(1);
        return Instant(day.ToDateTime(TimeOnly.MinValue));
    }

    private IEnumerable<ScheduledNight> From(DateTimeOffset after)
    {
        var wall = new DateTimeOffset(after.UtcDateTime, TimeSpan.Zero) - ZoneReach;
        // Each day is entered at its start, so that its first time is found and not a later one.
        wall = new DateTimeOffset(wall.Date, TimeSpan.Zero).AddSeconds(-1);
        while (cron.GetNextValidTimeAfter(wall) is { } next)
        {
            var day = DateOnly.FromDateTime(next.DateTime);
            DateTimeOffset firesAt = Instant(next.DateTime);
            if (firesAt > after && !daysOff.Contains(day))
            {
                yield return new ScheduledNight(SnapshotOf(day), firesAt);
            }

            wall = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddSeconds(-1);
        }
    }

    private DateOnly SnapshotOf(DateOnly day) => snapshot == SnapshotRule.Today ? day : day.AddDays(-1);

    private DateTimeOffset Instant(DateTime wall)
    {
        var local = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            // The offset of before the gap, which shifts the time by as much as the clock was put forward.
            return new DateTimeOffset(local, zone.GetUtcOffset(local - ZoneReach)).ToUniversalTime();
        }

        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

using CsCheck;
using Segmentation.Batch.Schedule;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Tests.Schedule;

/// <summary>When nights are due: worked by hand around each change of the clock, and drawn at random over outages.</summary>
public sealed class NightCalendarTests
{
    private static readonly HashSet<DateOnly> NoDaysOff = [];
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC"];

    /// <summary>2:30 does not exist on 29 March in Berlin (2 o'clock becomes 3) nor on 8 March in New York; it comes twice in Berlin on
    /// 25 October, and 1:30 in New York on 1 November. The instants are counted from the offsets: +1 and +2, -5 and -4.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-03-28", "2026-03-28T01:30Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-03-29", "2026-03-29T01:30Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-03-30", "2026-03-30T00:30Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-10-24", "2026-10-24T00:30Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-10-25", "2026-10-25T00:30Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2026-10-26", "2026-10-26T01:30Z")]
    [InlineData("America/New_York", "0 30 2 * * ?", "2026-03-08", "2026-03-08T07:30Z")]
    [InlineData("America/New_York", "0 30 2 * * ?", "2026-03-09", "2026-03-09T06:30Z")]
    [InlineData("America/New_York", "0 30 1 * * ?", "2026-11-01", "2026-11-01T05:30Z")]
    [InlineData("America/New_York", "0 30 1 * * ?", "2026-11-02", "2026-11-02T06:30Z")]
    [InlineData("Europe/Berlin", "0 30 2 * * ?", "2028-02-29", "2028-02-29T01:30Z")]
    public void A_date_has_one_night_at_the_instant_that_its_wall_clock_means(string zone, string cron, string date, string instant)
    {
        ScheduledNight[] nights = [.. Around(zone, cron, DateOnly.Parse(date, null)).Where(night => night.SnapshotDate == DateOnly.Parse(date, null))];

        nights.ShouldHaveSingleItem().FiresAt.ShouldBe(DateTimeOffset.Parse(instant, null));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    public void Every_day_of_a_year_has_exactly_one_night(string zone)
    {
        DateOnly[] dates = [.. Calendar(zone, "0 30 2 * * ?").Between(At("2027-12-31T12:00Z"), At("2028-12-31T12:00Z")).Select(night => night.SnapshotDate)];

        dates.ShouldBe(Enumerable.Range(0, 366).Select(day => new DateOnly(2028, 1, 1).AddDays(day)));
    }

    [Fact]
    public void Of_several_times_in_a_day_the_first_counts()
    {
        Calendar("Europe/Berlin", "0 0 2,14,22 * * ?").Between(At("2026-06-01T00:30Z"), At("2026-06-03T23:00Z"))
            .Select(night => night.FiresAt).ShouldBe([At("2026-06-02T00:00Z"), At("2026-06-03T00:00Z")]);
    }

    [Fact]
    public void A_day_off_has_no_night_and_yesterday_shifts_the_snapshot_date_only()
    {
        var calendar = new NightCalendar(
            "0 30 2 * * ?", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), new HashSet<DateOnly> { new(2026, 12, 25) }, SnapshotRule.Yesterday);

        calendar.Between(At("2026-12-24T00:00Z"), At("2026-12-26T12:00Z")).ShouldBe(
        [
            new ScheduledNight(new DateOnly(2026, 12, 23), At("2026-12-24T01:30Z")),
            new ScheduledNight(new DateOnly(2026, 12, 25), At("2026-12-26T01:30Z")),
        ]);
    }

    [Fact]
    public void A_cron_expression_that_never_comes_again_has_no_next_night() =>
        Calendar("UTC", "0 0 2 1 1 ? 2026").Next(At("2026-06-01T00:00Z")).ShouldBeNull();

    /// <summary>Goal: whatever the outages, each scheduled date is run exactly once, in order, and none is left.
    /// Method: a clock jumps on by minutes to weeks; each time, what is due is run as the worker does; a run may fail and be tried
    /// again. At the end the dates that ran are compared with the calendar's.</summary>
    [Fact]
    public void Each_scheduled_date_is_run_once_and_in_order_over_random_outages() =>
        Gen.Select(
            Gen.Int[0, Zones.Length - 1],
            Gen.Int[0, 23], Gen.Int[0, 59], Gen.Int[0, 700], Gen.Int[5, 20_000].Array[20, 60], Gen.Bool.Array[64])
        .Sample((zoneNumber, hour, minute, start, jumps, failures) =>
        {
            NightCalendar calendar = Calendar(Zones[zoneNumber], $"0 {minute} {hour} * * ?");
            DateTimeOffset since = At("2026-01-01T00:00Z").AddDays(start);
            DateTimeOffset now = since;
            var rows = new Dictionary<DateOnly, NightRow>();
            var finished = new HashSet<DateOnly>();
            var ran = new List<DateOnly>();
            int tries = 0;
            foreach (int jump in jumps)
            {
                now = now.AddMinutes(jump);
                while (Due(calendar, since, rows, finished, now) is { Head: { } head } due && due.ReadyAt <= now)
                {
                    if (failures[tries++ % 63])
                    {
                        rows[head.SnapshotDate] = head with { Status = NightStatus.Retrying, NextAttemptAt = now.AddMinutes(1), Attempts = head.Attempts + 1 };
                        continue;
                    }

                    ran.Add(head.SnapshotDate);
                    finished.Add(head.SnapshotDate);
                }
            }

            DateTimeOffset end = now;
            now = now.AddHours(1);
            while (Due(calendar, since, rows, finished, now) is { Head: { } last })
            {
                ran.Add(last.SnapshotDate);
                finished.Add(last.SnapshotDate);
            }

            ran.ShouldBe(calendar.Between(since, end.AddHours(1)).Select(night => night.SnapshotDate));
        }, iter: 300);

    [Fact]
    public void Of_more_missed_nights_than_are_caught_up_the_newest_are_run()
    {
        var schedule = new ScheduleConfig { CatchUp = new CatchUpConfig { Most = 2 } };
        DueNights due = DueNights.Of(
            "default", schedule, Calendar("UTC", "0 0 2 * * ?"), At("2026-01-01T00:00Z"), false, new Dictionary<DateOnly, NightRow>(), NoDaysOff, At("2026-01-05T12:00Z"));

        due.TooOld.Select(night => night.SnapshotDate.Day).ShouldBe([1, 2, 3]);
        due.Due.Select(night => night.SnapshotDate.Day).ShouldBe([4, 5]);
    }

    [Theory]
    [InlineData(FailureRule.Stop, 2, false)]
    [InlineData(FailureRule.Continue, 3, true)]
    public void A_failed_date_holds_up_the_next_unless_the_night_goes_on(FailureRule rule, int head, bool isReady)
    {
        var failed = new NightRow
        {
            Night = "default",
            SnapshotDate = new DateOnly(2026, 1, 2),
            FiresAt = At("2026-01-02T02:00Z"),
            Status = NightStatus.Failed,
            ChangedAt = At("2026-01-02T03:00Z"),
        };
        DueNights due = DueNights.Of(
            "default", new ScheduleConfig { OnFailure = rule }, Calendar("UTC", "0 0 2 * * ?"), At("2026-01-02T00:00Z"), false,
            new Dictionary<DateOnly, NightRow> { [failed.SnapshotDate] = failed }, NoDaysOff, At("2026-01-03T12:00Z"));

        due.Head!.SnapshotDate.Day.ShouldBe(head);
        (due.ReadyAt is not null).ShouldBe(isReady);
    }

    private static DueNights Due(
        NightCalendar calendar, DateTimeOffset since, Dictionary<DateOnly, NightRow> rows, HashSet<DateOnly> finished, DateTimeOffset now) =>
        DueNights.Of("default", new ScheduleConfig { CatchUp = new CatchUpConfig { Most = 10_000 } }, calendar, since, false, rows, finished, now);

    private static IEnumerable<ScheduledNight> Around(string zone, string cron, DateOnly date)
    {
        var noon = new DateTimeOffset(date, new TimeOnly(12, 0), TimeSpan.Zero);
        return Calendar(zone, cron).Between(noon.AddDays(-3), noon.AddDays(3));
    }

    private static NightCalendar Calendar(string zone, string cron) =>
        new(cron, TimeZoneInfo.FindSystemTimeZoneById(zone), NoDaysOff, SnapshotRule.Today);

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, null);
}

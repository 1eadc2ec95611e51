using System.Globalization;
using System.Text.RegularExpressions;
using Quartz;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that the schedule's times, zones and calendars mean something, and that its schemes and feeds exist.</summary>
internal static partial class CheckSchedule
{
    public static void Run(CheckContext context)
    {
        ScheduleConfig schedule = context.Config.Schedule;
        foreach ((string name, NightConfig night) in schedule.Nights)
        {
            CheckNight(context, $"schedule.nights.{name}", name, night);
        }

        foreach ((string name, IReadOnlyList<string> days) in schedule.Calendars)
        {
            for (int i = 0; i < days.Count; i++)
            {
                string path = ConfigPath.Item($"schedule.calendars.{name}", i);
                if (!DateOnly.TryParseExact(days[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                {
                    context.Refuse(path, $"'{context.Show(path)}' in schedule.calendars.{name} is not a day. Write it as 2026-12-25.");
                }
            }
        }

        string[] sources = [.. context.Config.Sources.Keys];
        foreach (string feed in schedule.Feeds.Keys.Where(feed => !sources.Contains(feed)))
        {
            context.RefuseName($"schedule.feeds.{feed}",
                $"'{YamlScalar.Shorten(feed)}' in schedule.feeds is not a source. {NearestWord.Hint(feed, sources)}");
        }

        foreach ((string name, FeedConfig feed) in schedule.Feeds)
        {
            if (context.Config.Sources.GetValueOrDefault(name) is { Postgres: not null })
            {
                CheckDatabaseFeed(context, $"schedule.feeds.{name}", feed);
            }
        }
    }

    /// <summary>A table of a database has no files whose time could be looked at.</summary>
    private static void CheckDatabaseFeed(CheckContext context, string path, FeedConfig feed)
    {
        if (feed.NewFile || feed.FileWithin is not null)
        {
            context.Refuse(path, $"{path} asks about files, and its source is a table of a database. Ask for row_within: the days of its newest rows.");
        }
    }

    private static void CheckNight(CheckContext context, string path, string name, NightConfig night)
    {
        if (!NightName().IsMatch(name))
        {
            context.RefuseName(path, $"'{YamlScalar.Shorten(name)}' is not a night's name. Write lowercase letters, digits and underscores, a letter first.");
        }

        if (!CronExpression.TryParse(night.Cron, out _))
        {
            context.Refuse($"{path}.cron", $"'{context.Show($"{path}.cron")}' is not a cron expression with seconds. " +
                "Half past two every day is: 0 30 2 * * ?");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(night.TimeZone, out _))
        {
            context.Refuse($"{path}.time_zone", $"'{context.Show($"{path}.time_zone")}' is no time zone of this machine. " +
                "Write an IANA name such as Europe/Berlin; where none is known, install the system's time zone data (tzdata).");
        }

        string[] calendars = [.. context.Config.Schedule.Calendars.Keys];
        if (night.Calendar is { } calendar && !calendars.Contains(calendar))
        {
            string written = context.Show($"{path}.calendar");
            context.Refuse($"{path}.calendar", $"unknown calendar '{written}' in {path}. {NearestWord.Hint(written, calendars)}");
        }

        string[] schemes = [.. context.Config.Schemes.Keys];
        for (int i = 0; i < night.Schemes.Count; i++)
        {
            string item = ConfigPath.Item($"{path}.schemes", i);
            if (!schemes.Contains(night.Schemes[i]))
            {
                string written = context.Show(item);
                context.Refuse(item, $"unknown scheme '{written}' in {path}.schemes. {NearestWord.Hint(written, schemes)}");
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex NightName();
}

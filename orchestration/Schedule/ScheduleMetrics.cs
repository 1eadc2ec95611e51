using System.Globalization;
using System.Text;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Schedule;

/// <summary>The schedule as Prometheus text: names of nights and numbers, nothing else.</summary>
internal static class ScheduleMetrics
{
    /// <summary>Writes the metrics.</summary>
    /// <param name="board">The schedule.</param>
    /// <param name="runs">The newest runs.</param>
    /// <param name="isReady">Whether the service takes nights.</param>
    /// <param name="now">The schedule's clock.</param>
    public static string Text(ScheduleBoard board, IReadOnlyList<RunRow> runs, bool isReady, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Family(text, "segbatch_schedule_ready", "Whether the service takes nights.", [("", isReady ? 1 : 0)]);
        Family(text, "segbatch_night_due", "Dates that are due and not done.", board.Nights.Select(night => (night.Night, (double)night.Due.Count)));
        Family(text, "segbatch_night_paused", "Whether the night is paused.", board.Nights.Select(night => (night.Night, board.IsPaused(night.Night) ? 1d : 0)));
        Family(text, "segbatch_night_stopped", "Whether the night stands still because a date failed.", board.Nights.Select(night => (night.Night, night.IsStopped ? 1d : 0)));
        Family(text, "segbatch_night_next_fire_timestamp_seconds", "When the next date is due.",
            board.Nights.Where(night => night.NextFire is not null).Select(night => (night.Night, Seconds(night.NextFire!.Value.FiresAt))));
        (string Night, RunRow Run)[] last = [.. board.Nights
            .Select(night => (night.Night, Run: runs.FirstOrDefault(run => run.Command == $"schedule {night.Night}" && run.FinishedAt is not null)))
            .Where(night => night.Run is not null).Select(night => (night.Night, night.Run!))];
        Family(text, "segbatch_night_last_success", "Whether the last run of the night that ended was done.", last.Select(night => (night.Night, night.Run.Status == RunStatus.Done ? 1d : 0)));
        Family(text, "segbatch_night_last_end_timestamp_seconds", "When the last run of the night ended.", last.Select(night => (night.Night, Seconds(night.Run.FinishedAt!.Value))));
        Family(text, "segbatch_night_last_end_age_seconds", "How long ago that was.", last.Select(night => (night.Night, (now - night.Run.FinishedAt!.Value).TotalSeconds)));
        Family(text, "segbatch_night_running_seconds", "How long the night that is on has been running.",
            board.Rows.Where(row => row.Status == NightStatus.Running).GroupBy(row => row.Night).Select(rows => (rows.Key, (now - rows.Max(row => row.ChangedAt)).TotalSeconds)));
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string help, IEnumerable<(string Night, double Value)> values)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach ((string night, double value) in values)
        {
            string label = night.Length == 0 ? "" : $"{{night=\"{night}\"}}";
            text.Append(CultureInfo.InvariantCulture, $"{name}{label} {value:0.###}\n");
        }
    }

    private static double Seconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds() / 1000d;
}

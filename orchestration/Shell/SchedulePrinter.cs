using System.Globalization;
using Segmentation.Batch.Schedule;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Says how the schedule stands: in a few lines for people, as one document for programs.</summary>
internal static class SchedulePrinter
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>The services that have said so within the last minute.</summary>
    public static ServiceRow[] Alive(IReadOnlyList<ServiceRow> services, DateTimeOffset now) =>
        [.. services.Where(service => now - service.BeatAt < LongestSilence)];

    public static void Print(Terminal terminal, ScheduleBoard board, IReadOnlyList<ServiceRow> services, DateTimeOffset now, bool isJson)
    {
        ServiceRow[] alive = Alive(services, now);
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, Document(board, alive));
            return;
        }

        terminal.Result.MarkupLineInterpolated(
            $"{(alive.Length == 0 ? "No service is up: nights do not start by themselves." : $"{alive.Length} up: {string.Join(", ", alive.Select(service => service.Service + (service.IsDraining ? " (draining)" : "")))}.")}");
        foreach (DueNights night in board.Nights)
        {
            string next = night.NextFire is { } fire ? $"next {fire.FiresAt:yyyy-MM-dd HH:mm} UTC for {fire.SnapshotDate:yyyy-MM-dd}" : "never again";
            string state = board.IsPaused(night.Night) ? ", paused" : night.IsStopped ? ", stopped by a failed date" : "";
            terminal.Result.MarkupLineInterpolated($"{night.Night}: {next}; {night.Due.Count} due{state}");
            if (night.Head is { } head)
            {
                terminal.Result.MarkupLineInterpolated($"  {head.SnapshotDate:yyyy-MM-dd} {Word(head.Status)}, begun {head.Attempts} times. {head.Message}");
            }
        }
    }

    private static object Document(ScheduleBoard board, ServiceRow[] alive) => new
    {
        services = alive.Select(service => new { service = service.Service, started_at = Instant(service.StartedAt), is_draining = service.IsDraining }),
        nights = board.Nights.Select(night => new
        {
            night = night.Night,
            is_paused = board.IsPaused(night.Night),
            is_stopped = night.IsStopped,
            next_fire_at = night.NextFire is { } fire ? Instant(fire.FiresAt) : null,
            next_snapshot_date = night.NextFire?.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            due = night.Due.Select(due => due.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            head = night.Head is not { } head ? null : new
            {
                snapshot_date = head.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                status = Word(head.Status),
                attempts = head.Attempts,
                next_attempt_at = head.NextAttemptAt is { } at ? Instant(at) : null,
                message = head.Message,
            },
        }),
    };

    private static string Word(NightStatus status) => status.ToString().ToLowerInvariant();

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

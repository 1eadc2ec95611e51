using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Schedule;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary>What people say to the schedule. All of it goes through the ledger, so it works from any machine that reaches that.</summary>
internal static class ScheduleControlCommands
{
    public static Command Status(Terminal terminal, TimeProvider machine)
    {
        var options = new CommonOptions();
        var command = new Command("status", "Say what is due, what runs, what is paused, and when the next night is.") { options.Config, options.Json };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            ScheduleClock clock = ScheduleCommand.Clock(machine);
            ProjectSession session = ScheduleCommand.OpenWithNights(options.Open(parsed, clock, terminal));
            ScheduleBoard board = ScheduleBoard.Read(session, clock.GetUtcNow());
            SchedulePrinter.Print(terminal, board, session.Ledger.Services(), machine.GetUtcNow(), parsed.GetValue(options.Json));
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command Pause(Terminal terminal, TimeProvider machine) => Control(
        "pause", "Start no date of a night, or of any. The one that is on finishes.", terminal, machine, (session, nights, now) =>
        {
            Array.ForEach(nights, night => session.Ledger.PauseNight(night, isPaused: true));
            return $"Paused: {Words(nights)}. What becomes due meanwhile is caught up when it is resumed.";
        });

    public static Command Resume(Terminal terminal, TimeProvider machine) => Control(
        "resume", "Let a night, or all, go on after a pause or a failed date.", terminal, machine, (session, nights, now) =>
        {
            Array.ForEach(nights, night => session.Ledger.PauseNight(night, isPaused: false));
            NightRow[] failed = [.. session.Ledger.ScheduledNights().Where(row => row.Status == NightStatus.Failed
                && (nights.Contains(row.Night) || nights.Contains(NightControl.Everything)))];
            foreach (NightRow row in failed)
            {
                session.Ledger.SaveScheduledNight(row with
                {
                    Status = NightStatus.Due,
                    Attempts = 0,
                    NextAttemptAt = null,
                    WaitsSince = null,
                    Message = null,
                    ChangedAt = now,
                });
            }

            return $"Resumed: {Words(nights)}. {failed.Length} failed {(failed.Length == 1 ? "date begins" : "dates begin")} again.";
        });

    public static Command RunNow(Terminal terminal, TimeProvider machine)
    {
        var options = new CommonOptions();
        Argument<string?> name = Night("The night; not needed when there is one.");
        var command = new Command("run-now", "Ask the service to run a night at once, also if it was done before. It waits for no feed.")
        {
            options.Config, options.SnapshotDate, name,
        };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            ScheduleClock clock = ScheduleCommand.Clock(machine);
            ProjectSession session = ScheduleCommand.OpenWithNights(options.Open(parsed, clock, terminal));
            ScheduleConfig schedule = session.Config.Schedule;
            string[] asked = Asked(session, parsed.GetValue(name) ?? (schedule.Nights.Count == 1 ? schedule.Nights.Keys.Single() : null));
            if (asked[0] == NightControl.Everything)
            {
                throw new UsageException($"There are several nights. Nothing was started. Name one: {string.Join(", ", schedule.Nights.Keys)}.");
            }

            DateTimeOffset now = clock.GetUtcNow();
            DateOnly date = parsed.GetValue(options.SnapshotDate) ?? NightCalendar.Of(schedule, schedule.Nights[asked[0]]).SnapshotAt(now);
            ScheduleBoard.Begin(session, now);
            session.Ledger.SaveScheduledNight(new NightRow
            {
                Night = asked[0],
                SnapshotDate = date,
                FiresAt = now,
                Status = NightStatus.Asked,
                IsAsked = true,
                ChangedAt = now,
            });
            terminal.Result.MarkupLineInterpolated(
                $"Asked for night {asked[0]} of {date:yyyy-MM-dd}. {Alive(session, machine)}");
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command Drain(Terminal terminal, TimeProvider machine)
    {
        var options = new CommonOptions();
        var command = new Command("drain", "Let every service that is up finish its night and end.") { options.Config };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = ScheduleCommand.OpenWithNights(options.Open(parsed, ScheduleCommand.Clock(machine), terminal));
            ScheduleBoard.Begin(session, ScheduleCommand.Clock(machine).GetUtcNow());
            session.Ledger.AskToDrain();
            terminal.Result.MarkupLineInterpolated($"Asked to drain. {Alive(session, machine)}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Control(
        string name, string description, Terminal terminal, TimeProvider machine, Func<ProjectSession, string[], DateTimeOffset, string> deed)
    {
        var options = new CommonOptions();
        Argument<string?> night = Night("The night. Default: all.");
        var command = new Command(name, description) { options.Config, night };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            ScheduleClock clock = ScheduleCommand.Clock(machine);
            ProjectSession session = ScheduleCommand.OpenWithNights(options.Open(parsed, clock, terminal));
            string[] asked = Asked(session, parsed.GetValue(night));
            ScheduleBoard.Begin(session, clock.GetUtcNow());
            terminal.Result.MarkupLineInterpolated($"{deed(session, asked, clock.GetUtcNow())}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Argument<string?> Night(string description) =>
        new("night") { Description = description, Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => null };

    private static string[] Asked(ProjectSession session, string? night)
    {
        if (night is not null && !session.Config.Schedule.Nights.ContainsKey(night))
        {
            throw new UsageException($"There is no night '{night}'. Nothing was changed. Known: {string.Join(", ", session.Config.Schedule.Nights.Keys)}.");
        }

        return [night ?? NightControl.Everything];
    }

    private static string Words(string[] nights) => nights[0] == NightControl.Everything ? "all nights" : string.Join(", ", nights);

    private static string Alive(ProjectSession session, TimeProvider machine)
    {
        int count = SchedulePrinter.Alive(session.Ledger.Services(), machine.GetUtcNow()).Length;
        return count == 0 ? "No service is up; the next to start sees it." : $"{count} {(count == 1 ? "service is" : "services are")} up.";
    }
}

using System.CommandLine;
using System.Runtime.InteropServices;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Schedule;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch schedule</c>: the service that starts nights, and what people say to it.</summary>
internal static class ScheduleCommand
{
    /// <summary>A service that has not said for so long that it lives has stopped living.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(1);

    public static Command Create(Terminal terminal, TimeProvider machine)
    {
        var options = new CommonOptions();
        var port = new Option<int?>("--health-port") { Description = "Port of the health endpoint, over the configuration; 0: none." };
        var command = new Command("schedule", "Start nights when they are due, in the foreground, until told to stop.")
        {
            options.Config, port,
            ScheduleControlCommands.Status(terminal, machine),
            ScheduleControlCommands.Pause(terminal, machine),
            ScheduleControlCommands.Resume(terminal, machine),
            ScheduleControlCommands.RunNow(terminal, machine),
            ScheduleControlCommands.Drain(terminal, machine),
            ScheduleInstallCommand.Create(terminal, machine),
        };
        command.SetAction((parsed, _) => ExitCodes.GuardAsync(terminal, async () =>
        {
            ScheduleClock clock = Clock(machine);
            ProjectSession Open() => OpenWithNights(options.Open(parsed, clock, terminal));
            HealthConfig health = Open().Config.Schedule.Health;
            using var service = new ScheduleService(Open, machine, clock, line =>
                terminal.Messages.MarkupLineInterpolated($"[grey]{machine.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm:ss}Z[/] {line}"));
            using HealthEndpoint? endpoint = (parsed.GetValue(port) ?? health.Port) is var number and > 0
                ? new HealthEndpoint(number, health.Address, path => Answer(path, service, Open, machine, clock))
                : null;
            using PosixSignalRegistration term = Listen(PosixSignal.SIGTERM, service);
            using PosixSignalRegistration interrupt = Listen(PosixSignal.SIGINT, service);
            await service.RunAsync();
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>The schedule's clock: the machine's, but for tests.</summary>
    internal static ScheduleClock Clock(TimeProvider machine) =>
        ScheduleClock.Of(machine, Environment.GetEnvironmentVariable(ScheduleClock.Variable));

    /// <summary>Refuses a project whose configuration has no nights.</summary>
    internal static ProjectSession OpenWithNights(ProjectSession session) => session.Config.Schedule.Nights.Count > 0
        ? session
        : throw new RunRefusedException(
            "The configuration has no schedule.nights. Nothing was started. Add one, such as: schedule: { nights: { default: { cron: \"0 30 2 * * ?\", time_zone: Europe/Berlin } } }");

    /// <summary>The first signal drains, the second cancels.</summary>
    private static PosixSignalRegistration Listen(PosixSignal signal, ScheduleService service)
    {
        int heard = 0;
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref heard) == 1)
            {
                service.Drain();
            }
            else
            {
                service.Cancel();
            }
        });
    }

    private static (int Status, string Text)? Answer(
        string path, ScheduleService service, Func<ProjectSession> open, TimeProvider machine, ScheduleClock clock)
    {
        switch (path)
        {
            case "/health/live":
                bool isLive = machine.GetUtcNow() - service.TurnedAt < LongestTurn;
                return (isLive ? 200 : 503, isLive ? "live\n" : "stuck\n");
            case "/health/ready":
                return (service.IsReady ? 200 : 503, service.IsReady ? "ready\n" : "not ready\n");
            case "/metrics":
                return Metrics(service, open, clock);
            default:
                return null;
        }
    }

    private static (int Status, string Text) Metrics(ScheduleService service, Func<ProjectSession> open, ScheduleClock clock)
    {
        try
        {
            ProjectSession session = open();
            ScheduleBoard board = ScheduleBoard.Read(session, clock.GetUtcNow());
            return (200, ScheduleMetrics.Text(board, session.Ledger.Runs(1000), service.IsReady, clock.GetUtcNow()));
        }
        catch (Exception error) when (ExitCodes.Explains(error))
        {
            return (503, "The ledger or the configuration cannot be read; the service's log says why.\n");
        }
    }
}

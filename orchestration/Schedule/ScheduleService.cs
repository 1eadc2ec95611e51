using System.Globalization;
using Quartz;
using Segmentation.Batch.Runs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Schedule;

/// <summary>The service: keeps Quartz's trigger at the next time there is something to do, listens to what people say through the
/// ledger, and ends in order.</summary>
internal sealed class ScheduleService : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(5);

    private readonly ProjectSession session;
    private readonly ScheduleClock clock;
    private readonly TimeProvider machine;
    private readonly Action<string> say;
    private readonly NightWorker worker;
    private readonly CancellationTokenSource cancelled = new();
    private readonly SemaphoreSlim woken = new(0);
    private readonly DateTimeOffset startedAt;
    private volatile bool isAtWork;
    private volatile bool isEnding;
    private long drainCount = -1;
    private string? lastFault;
    private DateTimeOffset lastBeat;

    /// <param name="open">Opens the project, whose configuration has nights.</param>
    /// <param name="machine">The machine's clock.</param>
    /// <param name="clock">The schedule's clock.</param>
    /// <param name="say">Hears one line per event.</param>
    public ScheduleService(Func<ProjectSession> open, TimeProvider machine, ScheduleClock clock, Action<string> say)
    {
        session = open();
        this.machine = machine;
        this.clock = clock;
        this.say = say;
        worker = new NightWorker(open, clock, say);
        startedAt = machine.GetUtcNow();
        Name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{startedAt.ToUnixTimeMilliseconds()}");
    }

    /// <summary>The service's name in the ledger and in the cluster.</summary>
    public string Name { get; }

    /// <summary>When its loop last went round, by the machine's clock.</summary>
    public DateTimeOffset TurnedAt { get; private set; }

    /// <summary>Whether it takes nights: it has started, reaches its ledger, and is not ending.</summary>
    public bool IsReady => TurnedAt > startedAt && lastFault is null && !isEnding;

    /// <summary>Lets the night that is on finish, starts no other, and ends.</summary>
    public void Drain()
    {
        isEnding = true;
        woken.Release();
    }

    /// <summary>Cancels the night that is on, and ends.</summary>
    public void Cancel()
    {
        Drain();
        cancelled.Cancel();
    }

    /// <summary>Runs until it is drained or cancelled.</summary>
    public async Task RunAsync()
    {
        ScheduleBoard.Begin(session, clock.GetUtcNow());
        TimeSpan checkIn = clock.Speed > 1 ? TimeSpan.FromSeconds(2) : CheckIn;
        IScheduler scheduler = await session.Ledger.QuartzStore.BuildAsync(Name, checkIn, new NightWork(Work));
        await scheduler.AddJob(
            JobBuilder.Create<NightJob>().WithIdentity(NightJob.Key).StoreDurably().Build(), AddJobOptions.Replacing);
        await scheduler.Start();
        say($"The schedule {Name} is up: {string.Join(", ", session.Config.Schedule.Nights.Keys)}.");
        while (!isEnding)
        {
            await TurnAsync(scheduler);
            _ = await woken.WaitAsync(Tick);
        }

        await EndAsync(scheduler);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cancelled.Dispose();
        woken.Dispose();
    }

    private void Work()
    {
        if (isEnding)
        {
            return;
        }

        isAtWork = true;
        try
        {
            worker.DoNext(cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            say("The night that was on is cancelled. The published tables are unchanged; it begins again when the schedule is up.");
        }
        catch (Exception error)
        {
            say($"The ledger could not be read or written: {(error is RunRefusedException ? error.Message : error.GetType().Name)} It is tried again.");
        }
        finally
        {
            isAtWork = false;
            woken.Release();
        }
    }

    /// <summary>One look at the ledger: a fault of it is said once, and looked over until it has passed.</summary>
    private async Task TurnAsync(IScheduler scheduler)
    {
        try
        {
            ScheduleBoard board = ScheduleBoard.Read(session, clock.GetUtcNow());
            drainCount = drainCount < 0 ? board.DrainCount : drainCount;
            if (board.DrainCount > drainCount)
            {
                say("Draining was asked for.");
                isEnding = true;
            }

            Beat();
            if (!isEnding && board.WakeAt is { } wakeAt)
            {
                ITrigger next = TriggerBuilder.Create(machine)
                    .WithIdentity(NightJob.Next)
                    .ForJob(NightJob.Key)
                    .StartAt(clock.OnMachine(wakeAt))
                    .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
                    .Build();
                await scheduler.ScheduleTrigger(next, TriggerConflict.KeepEarlier);
            }

            lastFault = null;
            TurnedAt = machine.GetUtcNow();
        }
        catch (Exception error) when (error is RunRefusedException or SchedulerException)
        {
            // A database that is restarted comes back; the service waits for it.
            TurnedAt = machine.GetUtcNow();
            if (lastFault != error.Message)
            {
                lastFault = error.Message;
                say($"The schedule cannot reach its ledger: {(error is RunRefusedException ? error.Message : error.GetType().Name)} It goes on when it can.");
            }
        }
    }

    private void Beat()
    {
        if (isEnding || lastBeat + BeatEvery < machine.GetUtcNow())
        {
            lastBeat = machine.GetUtcNow();
            session.Ledger.Beat(new ServiceRow(Name, startedAt, lastBeat, isEnding));
        }
    }

    private async Task EndAsync(IScheduler scheduler)
    {
        await scheduler.Standby();
        DateTimeOffset until = machine.GetUtcNow() + Duration.Parse(session.Config.Schedule.Grace);
        if (isAtWork)
        {
            say($"No new night starts. The one that is on has {session.Config.Schedule.Grace} to finish.");
        }

        while (isAtWork)
        {
            if (machine.GetUtcNow() > until)
            {
                cancelled.Cancel();
            }

            _ = await woken.WaitAsync(Tick);
        }

        await scheduler.Shutdown(waitForJobsToComplete: true);
        session.Ledger.ForgetService(Name);
        say("The schedule has ended.");
    }
}

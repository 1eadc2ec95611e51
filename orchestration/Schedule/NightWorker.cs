using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Schedule;

/// <summary>Does the one thing that is to be done next: runs the oldest due night, or says in the ledger why not.</summary>
/// <remarks>Safe to call from several processes at once. Whoever gets the lock asks again, under it, whether the night is still due,
/// so a date is published once whoever is taken for dead.</remarks>
/// <param name="open">Opens the project anew, so that each night is run with the configuration of its day.</param>
/// <param name="clock">The clock.</param>
/// <param name="say">Hears one line per event.</param>
internal sealed class NightWorker(Func<ProjectSession> open, TimeProvider clock, Action<string> say)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(2);

    /// <summary>Does what is to be done next, if it may be done now.</summary>
    public void DoNext(CancellationToken cancellationToken)
    {
        ProjectSession session = open();
        ScheduleBoard board = ScheduleBoard.Read(session, clock.GetUtcNow());
        SkipTooOld(session, board);
        if (board.Ready(clock.GetUtcNow()) is not { } ready)
        {
            return;
        }

        NightRow row = ready.Head!;
        RetryConfig retry = session.Config.Schedule.Retry;
        if (row.Attempts > retry.Times)
        {
            Save(session, row with { Status = NightStatus.Failed, Message = $"Its process died, {row.Attempts} times. {Remedy(row)}" });
            return;
        }

        try
        {
            if (row.IsAsked || row.Attempts > 0 || AreFeedsReady(session, row, cancellationToken))
            {
                Run(session, session.Config.Schedule.Nights[row.Night], row, cancellationToken);
            }
        }
        catch (RunRefusedException error) when (error.IsBusy)
        {
            // Nothing was begun: whoever is at work writes its own rows.
            say($"Night {Name(row)} waits: another run is at work in the warehouse.");
            WaitUntilFree(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Save(session, Latest(session, row) with { Status = NightStatus.Retrying, NextAttemptAt = null, Message = "It was cancelled; it begins again." }, attempts: -1);
            throw;
        }
        catch (Exception error)
        {
            Fail(session, Latest(session, row), error, retry);
        }
    }

    private void Run(ProjectSession session, NightConfig night, NightRow row, CancellationToken cancellationToken)
    {
        DateTimeOffset startedAt = clock.GetUtcNow();
        NightResult result = session.RunNight(
            new NightOptions
            {
                Command = $"schedule {row.Night}",
                SnapshotDate = row.SnapshotDate,
                Goal = NightGoal.Publish,
                Schemes = night.Schemes,
                IsQuiet = true,
                IsStillDue = () => Begin(session, night, row),
            },
            cancellationToken);
        NightRow begun = Latest(session, row);
        string? runId = result.WasDoneBefore ? Finisher(session, night, row)?.RunId : result.RunId;
        Save(session, begun with { Status = NightStatus.Done, RunId = runId, NextAttemptAt = null, WaitsSince = null, Message = null }, isSaid: false);
        say(result.WasDoneBefore
            ? $"Night {Name(row)} was done before, by run {runId}."
            : $"Night {Name(row)} is {(result.IsPromoted ? "published" : "built and waits to be promoted")}: run {runId}, {(clock.GetUtcNow() - startedAt).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s.");
    }

    /// <summary>Under the lock: whether the night is still to be done; if so it has begun.</summary>
    private bool Begin(ProjectSession session, NightConfig night, NightRow row)
    {
        if (Finisher(session, night, row) is not null)
        {
            return false;
        }

        NightRow latest = Latest(session, row);
        Save(session, latest with { Status = NightStatus.Running, NextAttemptAt = null, Message = null }, attempts: +1, isSaid: false);
        say($"Night {Name(row)} begins{(latest.Attempts > 0 ? $", for the {latest.Attempts + 1}. time" : "")}.");
        return true;
    }

    /// <summary>The run that did the night. What somebody asked for must be done after it was asked.</summary>
    private static FinishedNight? Finisher(ProjectSession session, NightConfig night, NightRow row) => session.Ledger.FinishedNights(row.SnapshotDate)
        .LastOrDefault(run => run.SnapshotDate == row.SnapshotDate && ScheduleBoard.Covers(session.Config, run, night)
            && (!row.IsAsked || run.StartedAt >= row.FiresAt));

    private bool AreFeedsReady(ProjectSession session, NightRow row, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> late = new FeedCheck(session, clock).Late(new ScheduledNight(row.SnapshotDate, row.FiresAt), cancellationToken);
        var watch = new FeedWatch(session, clock, say);
        if (late.Count == 0)
        {
            watch.Record(row, late);
            return true;
        }

        FeedWaitConfig wait = session.Config.Schedule.WaitForFeeds;
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset since = row.WaitsSince ?? now;
        string what = string.Join(' ', late.Values);
        if (now - since < Duration.Parse(wait.AtMost))
        {
            TimeSpan pause = Duration.Parse(wait.CheckEvery);
            Save(session, row with { Status = NightStatus.Waiting, WaitsSince = since, NextAttemptAt = now + pause, Message = what },
                isSaid: row.Status != NightStatus.Waiting);
            return false;
        }

        watch.Record(row, late);
        if (wait.Then == LateFeedRule.Run)
        {
            say($"Night {Name(row)} waited {wait.AtMost} and runs with what is there. {what}");
            return true;
        }

        Save(session, row with
        {
            Status = wait.Then == LateFeedRule.Skip ? NightStatus.Skipped : NightStatus.Failed,
            WaitsSince = since,
            NextAttemptAt = null,
            Message = $"It waited {wait.AtMost}. {what}{(wait.Then == LateFeedRule.Fail ? " " + Remedy(row) : "")}",
        });
        return false;
    }

    private void SkipTooOld(ProjectSession session, ScheduleBoard board)
    {
        foreach (DueNights night in board.Nights.Where(night => !board.IsPaused(night.Night)))
        {
            foreach (ScheduledNight old in night.TooOld)
            {
                Save(session, new NightRow
                {
                    Night = night.Night,
                    SnapshotDate = old.SnapshotDate,
                    FiresAt = old.FiresAt,
                    Status = NightStatus.Skipped,
                    Message = $"It was missed, and only the newest {session.Config.Schedule.CatchUp.Most} missed nights are caught up (schedule.catch_up.most). 'segbatch schedule run-now {night.Night} --snapshot-date {old.SnapshotDate:yyyy-MM-dd}' runs it.",
                    ChangedAt = clock.GetUtcNow(),
                });
            }
        }
    }

    private void Fail(ProjectSession session, NightRow row, Exception error, RetryConfig retry)
    {
        string message = ExitCodes.Explains(error) ? error.Message : $"A mistake in the program ({error.GetType().Name}).";
        // Begun or not, it was tried: a fault before the first step must not be tried for ever.
        int attempts = Math.Max(row.Attempts, 1);
        if (IsTransient(error) && attempts <= retry.Times)
        {
            TimeSpan delay = Duration.Parse(retry.FirstDelay) * Math.Pow(2, Math.Min(attempts - 1, 20));
            Save(session, row with
            {
                Status = NightStatus.Retrying,
                Attempts = attempts,
                NextAttemptAt = clock.GetUtcNow() + (delay < LongestDelay ? delay : LongestDelay),
                Message = message,
            });
            return;
        }

        Save(session, row with { Status = NightStatus.Failed, Attempts = attempts, NextAttemptAt = null, Message = $"{message} {Remedy(row)}" });
    }

    /// <summary>Whether the same may go well later without anybody's help.</summary>
    private static bool IsTransient(Exception? error) => error switch
    {
        null => false,
        DbException { IsTransient: true } or SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 } => true,
        EngineException { Failure: EngineFailure.Resources or EngineFailure.Storage or EngineFailure.Locked } => true,
        IOException or TimeoutException => true,
        _ => IsTransient(error.InnerException),
    };

    private static NightRow Latest(ProjectSession session, NightRow row) =>
        session.Ledger.ScheduledNights().FirstOrDefault(known => known.Night == row.Night && known.SnapshotDate == row.SnapshotDate) ?? row;

    private void Save(ProjectSession session, NightRow row, int attempts = 0, bool isSaid = true)
    {
        session.Ledger.SaveScheduledNight(row with { Attempts = Math.Max(0, row.Attempts + attempts), ChangedAt = clock.GetUtcNow() });
        if (isSaid)
        {
            say($"Night {Name(row)} is {row.Status.ToString().ToLowerInvariant()}. {row.Message}");
        }
    }

    private static void WaitUntilFree(CancellationToken cancellationToken) => cancellationToken.WaitHandle.WaitOne(BusyDelay);

    private static string Name(NightRow row) => $"{row.Night} {row.SnapshotDate:yyyy-MM-dd}";

    private static string Remedy(NightRow row) =>
        $"Mend it, then 'segbatch schedule resume {row.Night}' lets the night go on from this date.";
}

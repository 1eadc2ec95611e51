using Segmentation.Batch.Notify;
using Segmentation.Batch.Observability;
using Segmentation.Batch.Runs;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Schedule;

/// <summary>Keeps incidents about feeds that nights of the schedule waited for, and tells recipients at once: no run follows that would.</summary>
internal sealed class FeedWatch(ProjectSession session, TimeProvider clock, Action<string> say)
{
    /// <summary>Records what a night found, and never stops it.</summary>
    /// <param name="row">The night.</param>
    /// <param name="late">What is late, by source; empty when every feed is on time.</param>
    public void Record(NightRow row, IReadOnlyDictionary<string, string> late)
    {
        try
        {
            string name = $"schedule {row.Night} {row.SnapshotDate:yyyy-MM-dd}";
            if (FeedLate.Record(session.Ledger, session.Config, name, late, clock.GetUtcNow()).Count > 0)
            {
                Deliver(name, row);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A foreign message may quote an address with a password; ours do not.
            say($"What is late could not be told ({(error is RunRefusedException ? error.Message : error.GetType().Name)}). The schedule goes on.");
        }
    }

    private void Deliver(string name, NightRow row)
    {
        var asking = new RunRow
        {
            RunId = name,
            Command = $"schedule {row.Night}",
            SnapshotDate = row.SnapshotDate,
            StartedAt = clock.GetUtcNow(),
            ProgramVersion = "",
            ConfigHash = "",
            TransformsHash = "",
        };
        var night = new ObservedNight(asking, session.Config, session.Folders, session.Ledger, session.Catalog, clock);
        using NightLogger logger = NightLogger.Silent(night);
        new Outbox(night, logger, say).Deliver();
    }
}

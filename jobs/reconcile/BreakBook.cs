using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>How every break stands: what the nights saw, from the published tables, and what people did, from the ledger.</summary>
public static class BreakBook
{
    /// <summary>Reads how all breaks stand that were ever seen.</summary>
    /// <param name="engine">Holds publish.finance_break_events.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyDictionary<string, BreakState> Read(DuckDbEngine engine, ILedger ledger, CancellationToken cancellationToken)
    {
        Dictionary<string, DateTimeOffset> startedAt = ledger.Runs(int.MaxValue).ToDictionary(run => run.RunId, run => run.StartedAt);
        ILookup<string, BreakNight> nights = engine.Query(
            "select break_id, event, run_id, event_date from publish.finance_break_events", "what the nights saw of breaks",
            row => new BreakNight(
                row.GetString(0),
                startedAt.TryGetValue(row.GetString(2), out DateTimeOffset at)
                    ? at : new DateTimeOffset(row.GetFieldValue<DateOnly>(3), TimeOnly.MinValue, TimeSpan.Zero),
                Enum.Parse<BreakSighting>(row.GetString(1), ignoreCase: true)),
            null, cancellationToken).ToLookup(night => night.BreakId);
        ILookup<string, BreakDeed> deeds = ledger.BreakDeeds().ToLookup(deed => deed.BreakId);
        return nights.ToDictionary(night => night.Key, night => BreakStatus.Of(night, deeds[night.Key]));
    }
}

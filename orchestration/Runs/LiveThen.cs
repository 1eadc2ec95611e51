using System.Globalization;
using Segmentation.Batch.Commands;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>What one target showed at some instant, and by whose decision.</summary>
/// <param name="Target">The target.</param>
/// <param name="Since">From when on it showed it.</param>
/// <param name="Promotion">The decision.</param>
/// <param name="Publication">What it showed; null for a run that the ledger no longer lists.</param>
/// <param name="Run">The run that built it.</param>
/// <param name="Schemes">Model and definition per scheme.</param>
internal sealed record LiveThen(
    string Target, DateTimeOffset Since, Promotion Promotion, Publication? Publication, RunRow? Run, IReadOnlyList<PublishedScheme> Schemes)
{
    /// <summary>What every target showed at an instant; a target that showed nothing yet is left out.</summary>
    public static IReadOnlyList<LiveThen> At(ILedger ledger, DateTimeOffset instant)
    {
        Dictionary<long, Promotion> promotions = ledger.Promotions(int.MaxValue).ToDictionary(promotion => promotion.Number);
        return
        [
            .. ledger.Moves(int.MaxValue).Where(move => move.MovedAt <= instant).GroupBy(move => move.Target)
                .Select(moves => moves.MaxBy(move => move.PromotionNumber)!)
                .OrderBy(move => move.Target, StringComparer.Ordinal)
                .Select(move => new LiveThen(
                    move.Target, move.MovedAt, promotions[move.PromotionNumber],
                    ledger.Publications(int.MaxValue).FirstOrDefault(publication => publication.RunId == move.RunId),
                    ledger.Runs(int.MaxValue).FirstOrDefault(run => run.RunId == move.RunId),
                    ledger.PublishedSchemes(move.RunId))),
        ];
    }

    /// <summary>The run that was live then; a run is itself.</summary>
    public static string RunAt(ProjectSession session, string option, string then)
    {
        if (!session.HasLedger || session.Ledger.Publications(int.MaxValue).Any(publication => publication.RunId == then))
        {
            return then;
        }

        DateTimeOffset instant = Instant(option, then);
        return At(session.Ledger, instant) is [LiveThen first, ..]
            ? first.Promotion.RunId
            : throw new RunRefusedException($"Nothing was published yet on {instant.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Nothing was read.");
    }

    /// <summary>Reads an instant as the command line takes it: a day means its end, an instant without a zone is UTC.</summary>
    public static DateTimeOffset Instant(string option, string text) =>
        CommonOptions.IsDay(text, out DateOnly day)
            ? new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMilliseconds(-1)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
                ? instant
                : throw new UsageException(
                    $"{option} '{text}' is no instant. Nothing was looked up. Write a day (2026-06-30, which means its end in UTC) or an instant (2026-06-30T08:15:00Z).");

    /// <summary>The whole answer as a machine-readable document.</summary>
    public object Document() => new
    {
        target = Target,
        live_since = Since,
        run_id = Promotion.RunId,
        snapshot_date = Publication?.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        content_hash = Publication?.ContentHash,
        customers = Publication?.CustomerCount,
        config_hash = Run?.ConfigHash,
        transforms_hash = Run?.TransformsHash,
        program_version = Run?.ProgramVersion,
        promotion = Promotion.Number,
        kind = Promotion.Kind.ToString().ToLowerInvariant(),
        actor = Promotion.Actor,
        reason = Promotion.Reason,
        decided_at = Promotion.IntendedAt,
        replaced_run_id = Promotion.ReplacedRunId,
        is_kept = Publication is { DroppedAt: null },
        schemes = Schemes.Select(scheme => new
        {
            scheme = scheme.Scheme,
            definition_hash = scheme.DefinitionHash,
            model_version = scheme.ModelVersion,
        }),
    };
}

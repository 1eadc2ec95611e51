using System.Globalization;
using Segmentation.Batch.Runs;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints what is live, what waits and what is kept; and what was live when.</summary>
internal static class GatePrinter
{
    public static void PrintLiveThen(Terminal terminal, DateTimeOffset instant, IReadOnlyList<LiveThen> live, bool isJson)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new { as_of = instant, targets = live.Select(then => then.Document()) });
            return;
        }

        if (live.Count == 0)
        {
            terminal.Result.MarkupLineInterpolated($"On {Utc(instant)} nothing was published yet.");
        }

        foreach (LiveThen then in live)
        {
            terminal.Result.MarkupLineInterpolated(
                $"[bold]{then.Target}[/] on {Utc(instant)}: snapshot {then.Publication?.SnapshotDate:yyyy-MM-dd}, run {then.Promotion.RunId}, content {then.Publication?.ContentHash[..12]}, live since {Utc(then.Since)}");
            terminal.Result.MarkupLineInterpolated(
                $"  promotion {then.Promotion.Number}: {Text(then.Promotion.Kind)} by {then.Promotion.Actor}, decided {Utc(then.Promotion.IntendedAt)}{(then.Promotion.Reason is { } reason ? $", because: {reason}" : "")}; it replaced {then.Promotion.ReplacedRunId ?? "nothing"}");
            terminal.Result.MarkupLineInterpolated($"  configuration {then.Run?.ConfigHash}, program {then.Run?.ProgramVersion}{(then.Publication is { DroppedAt: null } ? "" : ", no longer kept")}");
            foreach (PublishedScheme scheme in then.Schemes)
            {
                terminal.Result.MarkupLineInterpolated($"  scheme {scheme.Scheme}: model {scheme.ModelVersion ?? "none"}, definition {scheme.DefinitionHash}");
            }
        }
    }

    /// <summary>What is live per target, which candidates wait, what can be gone back to.</summary>
    public static void PrintNow(Terminal terminal, GateNow now)
    {
        foreach (LiveThen then in now.Live)
        {
            terminal.Result.MarkupLineInterpolated(
                $"Live in {then.Target}: snapshot {then.Publication?.SnapshotDate:yyyy-MM-dd}, run {then.Promotion.RunId}, since {Utc(then.Since)} ({Text(then.Promotion.Kind)} by {then.Promotion.Actor})");
        }

        foreach (Publication waiting in now.Waiting)
        {
            bool canFollow = waiting.BasedOnRunId == now.LiveRunId;
            terminal.Result.MarkupLineInterpolated(
                $"[yellow]Waits[/]: snapshot {waiting.SnapshotDate:yyyy-MM-dd}, run {waiting.RunId}. {(canFollow ? $"'segbatch publish --run {waiting.RunId}' promotes it." : $"It was built on {waiting.BasedOnRunId ?? "nothing"}, which is no longer live: it can no longer be promoted.")}");
            if (waiting.HeldReason is { } reason)
            {
                terminal.Result.MarkupLineInterpolated($"  [grey]{reason}[/]");
            }
        }

        if (now.Kept.Count > 0)
        {
            string kept = string.Join(", ", now.Kept.Select(publication =>
                string.Create(CultureInfo.InvariantCulture, $"{publication.SnapshotDate:yyyy-MM-dd} (run {publication.RunId})")));
            terminal.Result.MarkupLineInterpolated($"Kept, for 'segbatch rollback --to': {kept}");
        }
    }

    public static object Document(GateNow now) => new
    {
        live = now.Live.Select(then => then.Document()),
        candidates = now.Waiting.Select(Publication),
        kept = now.Kept.Select(Publication),
    };

    private static object Publication(Publication publication) => new
    {
        run_id = publication.RunId,
        snapshot_date = publication.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        content_hash = publication.ContentHash,
        customers = publication.CustomerCount,
        based_on_run_id = publication.BasedOnRunId,
        held_reason = publication.HeldReason,
        size_bytes = publication.SizeBytes,
    };

    private static string Text(PromotionKind kind) => kind == PromotionKind.Promote ? "promoted" : "rolled back to";

    private static string Utc(DateTimeOffset instant) =>
        string.Create(CultureInfo.InvariantCulture, $"{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}

/// <summary>What the gate shows now.</summary>
/// <param name="LiveRunId">What readers see.</param>
/// <param name="Live">The same per target, with the decision.</param>
/// <param name="Waiting">Candidates, newest first.</param>
/// <param name="Kept">Publications that were live and can be gone back to, newest first; without the live one.</param>
internal sealed record GateNow(
    string? LiveRunId, IReadOnlyList<LiveThen> Live, IReadOnlyList<Publication> Waiting, IReadOnlyList<Publication> Kept)
{
    public static GateNow Of(ProjectSession session)
    {
        if (!session.HasLedger)
        {
            return new GateNow(null, [], [], []);
        }

        string? live = session.Gate.LiveRunId;
        IReadOnlyList<Publication> waiting = session.Gate.Candidates();
        HashSet<string> others = [.. waiting.Select(publication => publication.RunId), live ?? ""];
        return new GateNow(
            live, LiveThen.At(session.Ledger, DateTimeOffset.MaxValue), waiting,
            [.. session.Ledger.Publications(int.MaxValue).Where(publication => publication.DroppedAt is null && !others.Contains(publication.RunId))]);
    }
}

using System.Text.Json;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>Whether the change log is what it was when its links were made.</summary>
/// <param name="LinkCount">Links in it.</param>
/// <param name="Head">Hash of the newest; null when there is none.</param>
/// <param name="FirstBroken">Number of the first link that is not as it was made, or is missing; null when there is none.</param>
/// <param name="Problem">What is wrong, in words; null when nothing is.</param>
public sealed record ChangeLogVerdict(int LinkCount, string? Head, long? FirstBroken, string? Problem)
{
    /// <summary>Walks the chain. A chain whose newest links were cut off is whole in itself; that they were there is known from the
    /// copy of its head in the live publication, and from the promotions, each of which has a link.</summary>
    public static ChangeLogVerdict Of(ProjectSession session, CancellationToken cancellationToken)
    {
        if (!session.HasLedger)
        {
            return new ChangeLogVerdict(0, null, null, null);
        }

        IReadOnlyList<Change> changes = session.Ledger.Changes();
        string? head = changes.Count == 0 ? null : changes[^1].Hash;
        if (ChangeChain.FirstBroken(changes) is { } broken)
        {
            return new ChangeLogVerdict(
                changes.Count, head, broken, $"The change log is broken at link {broken} of {changes.Count}: it is not what it was when it was made, or the one before it is missing.");
        }

        if (PublishedHead(session, cancellationToken) is { } published
            && (published.Number > changes.Count || changes[(int)published.Number - 1].Hash != published.Hash))
        {
            long missing = Math.Min(published.Number, changes.Count + 1);
            return new ChangeLogVerdict(
                changes.Count, head, missing, $"The change log is broken at link {missing}: the live publication was built when the log had {published.Number} links ending in {published.Hash[..12]}, and it no longer has that one.");
        }

        HashSet<long> linked = [.. changes.Where(change => change.Kind is "promote" or "rollback").Select(change =>
            JsonDocument.Parse(change.Detail).RootElement.GetProperty("promotion").GetInt64())];
        // Promotions of before the gate have token 0 and no link.
        Promotion? unlinked = session.Ledger.Promotions(int.MaxValue).LastOrDefault(promotion => promotion.FencingToken > 0 && !linked.Contains(promotion.Number));
        return unlinked is null
            ? new ChangeLogVerdict(changes.Count, head, null, null)
            : new ChangeLogVerdict(
                changes.Count, head, changes.Count + 1, $"The change log is broken at link {changes.Count + 1}: promotion {unlinked.Number} (run {unlinked.RunId}) has no link, so the end of the log was cut off.");
    }

    private static (long Number, string Hash)? PublishedHead(ProjectSession session, CancellationToken cancellationToken)
    {
        if (session.Gate.LiveRunId is not { } live || PublicationFile.Of(session.Folders, live) is var file && !File.Exists(file.Path))
        {
            return null;
        }

        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = file.Path, IsReadOnly = true, Threads = 1 });
        if (!engine.HasTable("ops.ops_change_log_head"))
        {
            return null;
        }

        IReadOnlyList<(long, string)> heads = engine.Query(
            "select number, hash from ops.ops_change_log_head", "head of the change log", row => (row.GetInt64(0), row.GetString(1)), null, cancellationToken);
        return heads.Count == 0 ? null : heads[0];
    }
}

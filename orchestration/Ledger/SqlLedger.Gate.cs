using System.Data.Common;
using System.Text.Json;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What was live when, who decided so, and the chained log of changes.</content>
public sealed partial class SqlLedger
{
    private const string WarehouseLease = "warehouse";

    public ILease TakeLease(string holder) => dialect.TakeLease(WarehouseLease, holder);

    public Promotion IntendPromotion(PromotionIntent intent, ILease lease)
    {
        Promotion? promotion = null;
        InTransaction((connection, transaction) =>
        {
            RefuseLostLease(connection, transaction, intent, lease);
            long number = connection.ExecuteScalar<long>("select coalesce(max(number), 0) + 1 from promotions", transaction: transaction);
            promotion = new Promotion(
                number, intent.RunId, intent.ReplacedRunId, intent.Kind, intent.Actor, intent.Reason, intent.IntendedAt, lease.Token,
                PromotionStatus.Intended, null);
            connection.Execute(
                """
                insert into promotions
                    (number, run_id, replaced_run_id, kind, actor, reason, intended_at, fencing_token, status)
                values
                    (@Number, @RunId, @ReplacedRunId, @Kind, @Actor, @Reason, @IntendedAt, @FencingToken, @Status)
                """,
                new
                {
                    promotion.Number,
                    promotion.RunId,
                    promotion.ReplacedRunId,
                    Kind = Text(promotion.Kind),
                    promotion.Actor,
                    promotion.Reason,
                    IntendedAt = Text(promotion.IntendedAt),
                    promotion.FencingToken,
                    Status = Text(promotion.Status),
                }, transaction);
            Append(connection, transaction, new ChangeEntry(
                intent.IntendedAt, intent.Actor, Text(intent.Kind), intent.RunId,
                JsonSerializer.Serialize(new { promotion = number, reason = intent.Reason, replaced = intent.ReplacedRunId })));
        });
        return promotion!;
    }

    public void RecordMove(TargetMove move) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert into promotion_moves (promotion_number, target, run_id, moved_at)
            values (@PromotionNumber, @Target, @RunId, @MovedAt)
            on conflict (promotion_number, target) do nothing
            """,
            new { move.PromotionNumber, move.Target, move.RunId, MovedAt = Text(move.MovedAt) }, transaction));

    public void EndPromotion(long number, PromotionStatus status, DateTimeOffset at) => InTransaction((connection, transaction) =>
        connection.Execute(
            "update promotions set status = @status, done_at = @at where number = @number and status = 'intended'",
            new { number, status = Text(status), at = Text(at) }, transaction));

    public IReadOnlyList<Promotion> Promotions(int most) =>
        Read("select * from promotions order by number desc limit @most", new { most }, row => new Promotion(
            (long)row.number, row.run_id, row.replaced_run_id, Enum.Parse<PromotionKind>((string)row.kind, ignoreCase: true),
            row.actor, row.reason, Instant(row.intended_at), (long)row.fencing_token,
            Enum.Parse<PromotionStatus>((string)row.status, ignoreCase: true), InstantOrNull(row.done_at)));

    public IReadOnlyList<TargetMove> Moves(int most) =>
        Read("select * from promotion_moves order by promotion_number desc, target limit @most", new { most }, row => new TargetMove(
            (long)row.promotion_number, row.target, row.run_id, Instant(row.moved_at)));

    public IReadOnlyList<PublishedScheme> PublishedSchemes(string runId) =>
        Read(
            "select * from publication_schemes where run_id = @runId order by scheme", new { runId },
            row => new PublishedScheme(row.scheme, row.definition_hash, row.model_version));

    public Change AppendChange(ChangeEntry entry)
    {
        Change? change = null;
        InTransaction((connection, transaction) => change = Append(connection, transaction, entry));
        return change!;
    }

    public IReadOnlyList<Change> Changes() => Read("select * from change_log order by number", null, ReadChange);

    public void KeepConfiguration(string hash, string text, DateTimeOffset at, string actor) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert into configurations (config_hash, body, first_seen_at, actor) values (@hash, @text, @at, @actor)
            on conflict (config_hash) do nothing
            """,
            new { hash, text, at = Text(at), actor }, transaction));

    /// <summary>The text of a configuration that a run had; null when it was never kept.</summary>
    public string? KeptConfiguration(string hash) =>
        Read("select body from configurations where config_hash = @hash", new { hash }, row => (string)row.body).FirstOrDefault();

    /// <remarks>The update holds the row to the end of the transaction: whoever takes the lease meanwhile gets its token after this
    /// promotion is decided, and finishes it.</remarks>
    private void RefuseLostLease(DbConnection connection, DbTransaction transaction, PromotionIntent intent, ILease lease)
    {
        (long newest, string holder) = Rows(
            connection, transaction, "update leases set holder = holder where name = @name returning token, holder",
            new { name = WarehouseLease }, row => ((long)row.token, (string)row.holder)).Single();
        if (newest != lease.Token)
        {
            throw new RunRefusedException(
                $"Run {intent.RunId} may not publish: it lost its lease to {holder}, which started after it. The published tables are as {holder} leaves them. Nothing needs to be done.");
        }

        if (!dialect.IsHeld(lease, connection, transaction))
        {
            throw new RunRefusedException(
                $"Run {intent.RunId} may not publish: the connection that held its lease on the ledger was lost. The published tables are unchanged. Run again.");
        }
    }

    private Change Append(DbConnection connection, DbTransaction transaction, ChangeEntry entry)
    {
        dialect.LockForAppend(connection, transaction, "change_log");
        Change? last = Rows(connection, transaction, "select * from change_log order by number desc limit 1", null, ReadChange).FirstOrDefault();
        Change next = ChangeChain.Next(last, entry);
        connection.Execute(
            """
            insert into change_log (number, changed_at, actor, kind, subject, detail, previous_hash, hash)
            values (@Number, @At, @Actor, @Kind, @Subject, @Detail, @PreviousHash, @Hash)
            """,
            new
            {
                next.Number,
                At = Text(next.At),
                next.Actor,
                next.Kind,
                next.Subject,
                next.Detail,
                next.PreviousHash,
                next.Hash,
            }, transaction);
        return next;
    }

    private static Change ReadChange(dynamic row) => new(
        (long)row.number, Instant(row.changed_at), row.actor, row.kind, row.subject, row.detail, row.previous_hash, row.hash);
}

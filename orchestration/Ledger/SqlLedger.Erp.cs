using System.Text.Json;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What the ERP was told, and what it said.</content>
public sealed partial class SqlLedger
{
    public IReadOnlyList<ErpCode> ErpCodes() =>
        Read("select * from erp_codes order by category, segment_code", null, row => new ErpCode(
            row.category, row.segment_code, row.code, row.is_given == 1, Instant(row.assigned_at), row.run_id));

    public void KeepErpCodes(IReadOnlyList<ErpCode> codes) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert into erp_codes (category, segment_code, code, is_given, assigned_at, run_id)
            values (@Category, @SegmentCode, @Code, @IsGiven, @AssignedAt, @RunId)
            on conflict (category, segment_code) do nothing
            """,
            codes.Select(code => new { code.Category, code.SegmentCode, code.Code, code.IsGiven, AssignedAt = Text(code.AssignedAt), code.RunId }),
            transaction));

    public IReadOnlyList<ErpDelivery> ErpDeliveries() =>
        Read("select * from erp_deliveries order by category, sequence_number", null, row => new ErpDelivery(
            row.category, (long)row.sequence_number, row.run_id, Day(row.snapshot_date), Instant(row.decided_at),
            new ErpTotals((long)row.add_count, (long)row.change_count, (long)row.end_count, (long)row.hash_total),
            row.rows_hash, new ErpLayout(row.company, (int)row.source_width, (int)row.number_width, (int)row.code_width),
            InstantOrNull(row.written_at),
            row.acknowledgement_hash is string hash
                ? new ErpAcknowledgement(hash, (long)row.accepted_count, (long)row.rejected_count, Instant(row.acknowledged_at), row.acknowledged_by)
                : null));

    public IReadOnlyList<ErpRejection> ErpRejections() =>
        Read("select * from erp_rejections order by category, sequence_number, source_system, source_record_id", null, row => new ErpRejection(
            row.category, (long)row.sequence_number, row.source_system, row.source_record_id, row.reason));

    public long ErpSettledPromotion() =>
        Read("select coalesce(max(promotion_number), 0) as number from erp_settlements", null, row => (long)row.number)[0];

    public void RecordErpSettled(long promotionNumber, DateTimeOffset at) => InTransaction((connection, transaction) =>
        connection.Execute(
            "insert into erp_settlements (promotion_number, settled_at) values (@promotionNumber, @at) on conflict (promotion_number) do nothing",
            new { promotionNumber, at = Text(at) }, transaction));

    public void RecordErpDelivery(ErpDelivery delivery, string actor) => InTransaction((connection, transaction) =>
    {
        dialect.LockForAppend(connection, transaction, "erp_deliveries");
        long next = connection.ExecuteScalar<long>(
            "select coalesce(max(sequence_number), 0) + 1 from erp_deliveries where category = @Category", new { delivery.Category }, transaction);
        if (next != delivery.SequenceNumber)
        {
            throw new RunRefusedException(
                $"Delta {delivery.SequenceNumber} of {delivery.Category} is not the next one, which is {next}: another program has sent something meanwhile. Nothing was sent now. Run 'segbatch export erp' again.");
        }

        connection.Execute(
            """
            insert into erp_deliveries
                (category, sequence_number, run_id, snapshot_date, decided_at, add_count, change_count, end_count, hash_total, rows_hash,
                 company, source_width, number_width, code_width)
            values
                (@Category, @SequenceNumber, @RunId, @SnapshotDate, @DecidedAt, @AddCount, @ChangeCount, @EndCount, @HashTotal, @RowsHash,
                 @Company, @SourceWidth, @NumberWidth, @CodeWidth)
            """,
            new
            {
                delivery.Category,
                delivery.SequenceNumber,
                delivery.RunId,
                SnapshotDate = Text(delivery.SnapshotDate),
                DecidedAt = Text(delivery.DecidedAt),
                delivery.Totals.AddCount,
                delivery.Totals.ChangeCount,
                delivery.Totals.EndCount,
                delivery.Totals.HashTotal,
                delivery.RowsHash,
                delivery.Layout.Company,
                delivery.Layout.SourceWidth,
                delivery.Layout.NumberWidth,
                delivery.Layout.CodeWidth,
            }, transaction);
        Append(connection, transaction, new ChangeEntry(
            delivery.DecidedAt, actor, "erp_delta", $"{delivery.Category} {delivery.SequenceNumber}",
            JsonSerializer.Serialize(new
            {
                adds = delivery.Totals.AddCount,
                changes = delivery.Totals.ChangeCount,
                ends = delivery.Totals.EndCount,
                hash_total = delivery.Totals.HashTotal,
                rows = delivery.RowsHash,
                run = delivery.RunId,
            })));
    });

    public void RecordErpWritten(string category, long sequenceNumber, DateTimeOffset at) => InTransaction((connection, transaction) =>
        connection.Execute(
            "update erp_deliveries set written_at = @at where category = @category and sequence_number = @sequenceNumber and written_at is null",
            new { category, sequenceNumber, at = Text(at) }, transaction));

    public void RecordErpAcknowledgement(
        string category, long sequenceNumber, ErpAcknowledgement acknowledgement, IReadOnlyList<ErpRejection> rejections) =>
        InTransaction((connection, transaction) =>
        {
            int changed = connection.Execute(
                """
                update erp_deliveries set
                    acknowledgement_hash = @FileHash, accepted_count = @AcceptedCount, rejected_count = @RejectedCount,
                    acknowledged_at = @at, acknowledged_by = @Actor
                where category = @category and sequence_number = @sequenceNumber and acknowledgement_hash is null
                """,
                new
                {
                    category,
                    sequenceNumber,
                    acknowledgement.FileHash,
                    acknowledgement.AcceptedCount,
                    acknowledgement.RejectedCount,
                    at = Text(acknowledgement.At),
                    acknowledgement.Actor,
                }, transaction);
            if (changed != 1)
            {
                throw new RunRefusedException(
                    $"Delta {sequenceNumber} of {category} was acknowledged by somebody else meanwhile. This file was not recorded. Run the command again.");
            }

            connection.Execute(
                """
                insert into erp_rejections (category, sequence_number, source_system, source_record_id, reason)
                values (@Category, @SequenceNumber, @SourceSystem, @SourceRecordId, @Reason)
                """,
                rejections, transaction);
            Append(connection, transaction, new ChangeEntry(
                acknowledgement.At, acknowledgement.Actor, "erp_acknowledgement", $"{category} {sequenceNumber}",
                JsonSerializer.Serialize(new { accepted = acknowledgement.AcceptedCount, file = acknowledgement.FileHash, rejected = acknowledgement.RejectedCount })));
        });
}

using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Erp;

/// <summary>What the transforms need to know of the ERP, as tables; and what BI is told of it.</summary>
internal static class ErpTables
{
    /// <summary>The ledger's copy for readers.</summary>
    public const string Deliveries = "ops.ops_erp_deliveries";

    /// <summary>What was sent and rejected so far, and which categories there are.</summary>
    public static void Write(DuckDbEngine engine, ErpConfig config, ILedger ledger, ProjectFolders folders)
    {
        IReadOnlyList<ErpDelivery> deliveries = ledger.ErpDeliveries();
        engine.Execute(
            """
            create schema if not exists config;
            create or replace table config.erp_categories (
                category string, scheme string, customer_source string, source_width integer, number_width integer, next_sequence_number bigint
            );
            create or replace table config.erp_rejections (
                category string, sequence_number bigint, source_system string, source_record_id string, rejection_reason string
            )
            """,
            "tables of the ERP");
        engine.Append("config.erp_categories", config.Categories.OrderBy(category => category.Key, StringComparer.Ordinal), (row, category) => row
            .AppendValue(category.Value.Category).AppendValue(category.Key).AppendValue(category.Value.CustomerSource)
            .AppendValue(category.Value.SourceWidth).AppendValue(ErpLimits.NumberWidth(category.Value))
            .AppendValue(NextSequenceNumber(deliveries, category.Value.Category)));
        // What the ERP still holds of a category that is configured no more has to be ended: it has no scheme, so nothing else comes of it.
        engine.Append("config.erp_categories", Removed(config, deliveries), (row, last) => row
            .AppendValue(last.Category).AppendNullValue().AppendNullValue().AppendValue(last.Layout.SourceWidth).AppendValue(last.Layout.NumberWidth)
            .AppendValue(last.SequenceNumber + 1));
        engine.Append("config.erp_rejections", ledger.ErpRejections(), (row, rejection) => row
            .AppendValue(rejection.Category).AppendValue(rejection.SequenceNumber).AppendValue(rejection.SourceSystem)
            .AppendValue(rejection.SourceRecordId).AppendValue(rejection.Reason));
        string[] files = [.. deliveries.Select(delivery => SqlText.Literal(ErpSentRows.Verified(delivery, folders)))];
        string rows = files.Length > 0
            ? $"read_parquet([{string.Join(", ", files)}])"
            : """
              (select cast(null as string) as category, cast(null as bigint) as sequence_number, cast(null as string) as source_system,
                  cast(null as string) as source_record_id, cast(null as string) as new_code, cast(null as date) as effective_date) as nothing
              where false
              """;
        engine.Execute(
            $"create or replace view config.erp_delta_rows as select category, sequence_number, source_system, source_record_id, new_code, effective_date from {rows}",
            "tables of the ERP");
    }

    /// <summary>The number of a category's next delta.</summary>
    public static long NextSequenceNumber(IReadOnlyList<ErpDelivery> deliveries, string category) =>
        deliveries.Where(delivery => delivery.Category == category).Select(delivery => delivery.SequenceNumber).DefaultIfEmpty(0).Max() + 1;

    /// <summary>The last delta of each category that the ERP was told of and that is configured no more.</summary>
    public static IReadOnlyList<ErpDelivery> Removed(ErpConfig config, IReadOnlyList<ErpDelivery> deliveries)
    {
        HashSet<string> configured = [.. config.Categories.Values.Select(category => category.Category)];
        return
        [
            .. deliveries.Where(delivery => !configured.Contains(delivery.Category))
                .GroupBy(delivery => delivery.Category)
                .Select(category => category.MaxBy(delivery => delivery.SequenceNumber)!)
                .OrderBy(delivery => delivery.Category, StringComparer.Ordinal),
        ];
    }

    /// <summary>What was sent and acknowledged before this publication was built; its own delta follows when it is promoted.</summary>
    public static void WriteDeliveries(DuckDbEngine engine, ILedger ledger)
    {
        engine.Execute(
            $"""
            create table {Deliveries} (
                category string, sequence_number bigint, run_id string, snapshot_date date, status string, add_count bigint, change_count bigint,
                end_count bigint, hash_total bigint, decided_at timestamp, written_at timestamp, acknowledged_at timestamp,
                accepted_count bigint, rejected_count bigint
            )
            """,
            "copy of the ledger");
        engine.Append(Deliveries, ledger.ErpDeliveries(), (row, delivery) => row
            .AppendValue(delivery.Category).AppendValue(delivery.SequenceNumber).AppendValue(delivery.RunId).AppendValue(delivery.SnapshotDate)
            .AppendValue(Status(delivery)).AppendValue(delivery.Totals.AddCount).AppendValue(delivery.Totals.ChangeCount)
            .AppendValue(delivery.Totals.EndCount).AppendValue(delivery.Totals.HashTotal).AppendValue(delivery.DecidedAt.UtcDateTime)
            .AppendValue(delivery.WrittenAt?.UtcDateTime).AppendValue(delivery.Acknowledgement?.At.UtcDateTime)
            .AppendValue(delivery.Acknowledgement?.AcceptedCount).AppendValue(delivery.Acknowledgement?.RejectedCount));
    }

    private static string Status(ErpDelivery delivery) => delivery switch
    {
        { Acknowledgement: { RejectedCount: > 0 } } => "rejected_in_part",
        { Acknowledgement: not null } => "accepted",
        { WrittenAt: null } => "decided",
        _ => "sent",
    };
}

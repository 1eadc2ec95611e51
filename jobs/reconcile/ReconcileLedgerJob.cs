using DuckDB.NET.Data;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Ledger;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Explains every difference between the warehouse's documents and the ledger's entries.</summary>
/// <remarks>Reads what the comparison left over. Writes finance.break_findings, one row per break, and finance.tie_moves, the amounts
/// that lead from the warehouse's sum to the ledger's in every cell.</remarks>
public sealed class ReconcileLedgerJob : IBatchJob
{
    private const string Tables = """
        create or replace table finance.break_findings (
            break_id string, break_class string, matched_by string, explanation string,
            document_id string, currency string, account_class string, customer_number integer,
            warehouse_period string, warehouse_legal_entity string, warehouse_business_unit string,
            warehouse_date date, warehouse_amount decimal(28,4),
            ledger_period string, ledger_legal_entity string, ledger_business_unit string, ledger_account_class string,
            ledger_customer_number string, ledger_posting_date date, ledger_amount decimal(28,4),
            ledger_entry_ids string, ledger_entry_count bigint,
            amount decimal(28,4)
        );
        create or replace table finance.tie_moves (
            period string, legal_entity string, business_unit string, currency string, account_class string,
            line string, detail string, amount decimal(28,4), item_count bigint
        )
        """;

    /// <summary>Documents that are off by rounding alone: there may be many, and there is nothing to explain.</summary>
    private const string RoundingMoves = """
        insert into finance.tie_moves
        select period, legal_entity, business_unit, currency, account_class, 'rounding', '', sum(difference), count(*)
        from finance.documents_compared
        where is_rounding
        group by all
        """;

    /// <summary>Entries that a rule of the company's own explains.</summary>
    private const string RuledMoves = """
        insert into finance.tie_moves
        select period, legal_entity, business_unit, currency, account_class, rule_line, rule, sum(amount), count(*)
        from finance.ruled_entries
        where rule is not null
            and is_tied
        group by all
        """;

    public string Name => "reconcile_ledger";

    public IReadOnlyList<string> Reads =>
    [
        "finance.documents", "finance.documents_compared", "finance.ruled_entries", "finance.entries_paired", "raw.exchange_rates",
        "config.exchange_rates",
    ];

    public IReadOnlyList<string> Writes => ["finance.break_findings", "finance.tie_moves"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        engine.Execute(Tables, Name, null, cancellationToken);
        engine.Execute(RoundingMoves, Name, null, cancellationToken);
        engine.Execute(RuledMoves, Name, null, cancellationToken);

        var explanations = new LedgerExplanations(
            RateTable.Read(engine), PostedUntil.Read(engine), NumberShapes.Read(engine), context.Run.Config.Currency);
        LedgerLeftovers.Read(engine, context.Run.Config.Finance, explanations.Add, cancellationToken);

        engine.Append("finance.break_findings", explanations.Breaks, Write);
        engine.Append("finance.tie_moves", explanations.Moves, (row, move) => Write(row, move.Cell)
            .AppendValue(move.Line).AppendValue(move.Detail).AppendValue(move.Amount).AppendValue(move.Count));
        return new JobResult(explanations.Breaks.Count, $"{explanations.Breaks.Count:N0} breaks");
    }

    private static void Write(IDuckDBAppenderRow row, FoundBreak found)
    {
        BreakEvidence evidence = found.Evidence;
        row.AppendValue(found.BreakId).AppendValue(found.Finding.Class.Word()).AppendValue(evidence.MatchedBy).AppendValue(found.Explanation)
            .AppendValue(evidence.Number).AppendValue(evidence.Cell.Currency).AppendValue(evidence.Cell.AccountClass)
            .AppendValue(evidence.Document?.CustomerNumber);
        if (evidence.Document is { } document)
        {
            row.AppendValue(document.Cell.Period).AppendValue(document.Cell.LegalEntity).AppendValue(document.Cell.BusinessUnit)
                .AppendValue(document.Day).AppendValue(document.Amount);
        }
        else
        {
            row.AppendNullValue().AppendNullValue().AppendNullValue().AppendNullValue().AppendNullValue();
        }

        IReadOnlyList<PostedEntry> entries = found.Finding.Entries;
        if (entries.Count > 0)
        {
            LedgerCell cell = entries[0].Cell;
            row.AppendValue(cell.Period).AppendValue(cell.LegalEntity).AppendValue(cell.BusinessUnit).AppendValue(cell.AccountClass)
                .AppendValue(found.LedgerCustomerNumber).AppendValue(entries[0].PostingDate).AppendValue(entries.Sum(entry => entry.Amount))
                .AppendValue(found.EntryIds).AppendValue((long)entries.Count);
        }
        else
        {
            row.AppendNullValue().AppendNullValue().AppendNullValue().AppendNullValue().AppendNullValue().AppendNullValue()
                .AppendNullValue().AppendNullValue().AppendValue(0L);
        }

        row.AppendValue(found.Finding.Amount);
    }

    private static IDuckDBAppenderRow Write(IDuckDBAppenderRow row, LedgerCell cell) => row
        .AppendValue(cell.Period).AppendValue(cell.LegalEntity).AppendValue(cell.BusinessUnit).AppendValue(cell.Currency)
        .AppendValue(cell.AccountClass);
}

using System.Data.Common;
using Segmentation.Jobs.Configuration;
using Segmentation.Models.Ledger;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>A document that the comparison left over.</summary>
/// <param name="Cell">Where it belongs.</param>
/// <param name="Amount">Its amount.</param>
/// <param name="TaxAmount">Its tax.</param>
/// <param name="Day">Its day.</param>
/// <param name="CustomerNumber">Its customer in this run; null for a guest's or several customers' document.</param>
/// <param name="Rule">Rule of the company's own that explains why the ledger lacks it.</param>
/// <param name="RuleLine">The rule's line of the tie-out.</param>
internal sealed record LeftDocument(
    LedgerCell Cell, decimal Amount, decimal TaxAmount, DateOnly Day, int? CustomerNumber, string? Rule, string? RuleLine);

/// <summary>An entry that the comparison left over.</summary>
/// <param name="Posted">The entry.</param>
/// <param name="CustomerNumber">Its customer in this run; null when it names none that can be compared, 0 when nobody has its number.</param>
/// <param name="ErpCustomerNumber">The ledger's own number.</param>
/// <param name="IsElsewhere">Whether it stands on an account that is not compared.</param>
/// <param name="IsPaired">Whether it was matched by customer and amount.</param>
/// <param name="IsManual">Whether the configuration calls it a manual journal; null when it does not say.</param>
internal sealed record LeftEntry(
    PostedEntry Posted, int? CustomerNumber, string? ErpCustomerNumber, bool IsElsewhere, bool IsPaired, bool? IsManual);

/// <summary>What stands under one number on either side.</summary>
/// <param name="Number">The document's number; null for one entry without a number.</param>
/// <param name="Documents">The warehouse's, one per currency and class.</param>
/// <param name="Entries">The ledger's.</param>
internal sealed record LeftNumber(string? Number, IReadOnlyList<LeftDocument> Documents, IReadOnlyList<LeftEntry> Entries);

/// <summary>Reads what the comparison left over, number by number.</summary>
internal static class LedgerLeftovers
{
    private const string EntryColumns = """
        entries.entry_id, entries.period, entries.legal_entity, entries.business_unit, entries.currency, entries.account_class,
        entries.amount, cast(0 as decimal(28,4)), entries.posting_date, entries.customer_number, entries.erp_customer_number
        """;

    /// <summary>Reads all of it; each number is handed over once, and no more than one is held.</summary>
    public static void Read(DuckDbEngine engine, FinanceConfig finance, Action<LeftNumber> take, CancellationToken cancellationToken)
    {
        var documents = new List<LeftDocument>();
        var entries = new List<LeftEntry>();
        string? number = null;

        void Flush()
        {
            if (documents.Count + entries.Count > 0)
            {
                take(new LeftNumber(number, [.. documents], [.. entries]));
                documents.Clear();
                entries.Clear();
            }
        }

        engine.Stream(Query(finance), "what the comparison with the ledger left over", row =>
        {
            string? own = row.IsDBNull(0) ? null : row.GetString(0);
            if (own is null || own != number)
            {
                Flush();
                number = own;
            }

            if (row.GetString(1) == "document")
            {
                documents.Add(Document(row));
            }
            else
            {
                entries.Add(Entry(row));
            }
        }, cancellationToken);
        Flush();
    }

    private static string Query(FinanceConfig finance)
    {
        // What the comparison kept of the documents is all that is asked here; rules of the company's own may ask for any column.
        FinanceRuleConfig[] rules = [.. finance.Rules.Where(rule => rule.Of == FinanceSide.Documents)];
        return $"""
            with left_numbers as (
                select document_id, bool_and(amounts = 'warehouse_only') as is_alone
                from finance.documents_compared
                where not is_rounding
                group by document_id
            ),
            documents as (
                {(rules.Length == 0 ? "select * from finance.documents_compared where amounts <> 'ledger_only'" : "select * from finance.documents")}
            )
            select document_id, 'document', null, period, legal_entity, business_unit, currency, account_class, amount, tax_amount,
                document_date, customer_number, null, false,
                {RuleSql.First(rules, rule => rule.Rule)}, {RuleSql.First(rules, rule => rule.Line.Word())}, null
            from documents
            semi join left_numbers using (document_id)
            union all
            select entries.document_id, case when entries.is_tied then 'entry' else 'elsewhere' end, {EntryColumns}, false, null, null, entries.is_manual
            from finance.ruled_entries as entries
            inner join left_numbers on left_numbers.document_id = entries.document_id
            where entries.rule is null and (entries.is_tied or left_numbers.is_alone)
            union all
            select entries_paired.document_id, 'entry', {EntryColumns}, entries_paired.document_id is not null, null, null, entries.is_manual
            from finance.ruled_entries as entries
            left join finance.entries_paired using (source_system, entry_id)
            where entries.rule is null and entries.is_tied and entries.document_id is null
            order by 1 nulls last, 2, 7, 8, 3
            """;
    }

    private static LeftDocument Document(DbDataReader row) => new(
        Cell(row), row.GetDecimal(8), row.GetDecimal(9), row.GetFieldValue<DateOnly>(10), Number(row, 11), Text(row, 14), Text(row, 15));

    private static LeftEntry Entry(DbDataReader row) => new(
        new PostedEntry(row.GetString(2), Cell(row), row.GetDecimal(8), row.GetFieldValue<DateOnly>(10), false),
        Number(row, 11), Text(row, 12), row.GetString(1) == "elsewhere", row.GetBoolean(13), row.IsDBNull(16) ? null : row.GetBoolean(16));

    private static LedgerCell Cell(DbDataReader row) =>
        new(row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static int? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}

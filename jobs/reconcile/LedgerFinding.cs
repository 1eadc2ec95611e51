using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Something wrong with the ledger's own entries, whatever the warehouse says. It moves no amount of the tie-out.</summary>
/// <param name="Finding">unbalanced_journal or unclassified_account.</param>
/// <param name="SourceSystem">Where the entries came from.</param>
/// <param name="Subject">The journal's id, or the account.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="FirstPeriod">Fiscal period of its first entry.</param>
/// <param name="LastPeriod">Fiscal period of its last entry.</param>
/// <param name="Debit">Sum of its debits.</param>
/// <param name="Credit">Sum of its credits.</param>
/// <param name="Amount">Of a journal its debits less its credits, of an account what its entries come to.</param>
/// <param name="EntryCount">Its entries.</param>
public sealed record LedgerFinding(
    string Finding, string SourceSystem, string Subject, string Currency, string FirstPeriod, string LastPeriod, decimal Debit, decimal Credit,
    decimal Amount, long EntryCount)
{
    /// <summary>Reads what the live publication has of them; none where an older program made it.</summary>
    internal static IReadOnlyList<LedgerFinding> Read(DuckDbEngine engine, CancellationToken cancellationToken) =>
        !engine.HasTable("main.finance_ledger_findings") ? [] : engine.Query(
            """
            select finding, source_system, subject, currency, first_period, last_period, debit_amount, credit_amount, amount, entry_count
            from finance_ledger_findings
            order by finding desc, abs(amount) desc, source_system, subject, currency
            """,
            "findings in the ledger",
            row => new LedgerFinding(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetDecimal(6),
                row.GetDecimal(7), row.GetDecimal(8), row.GetInt64(9)),
            null, cancellationToken);
}

using System.Data.Common;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>One line of the tie-out in one cell.</summary>
public sealed record TieOutLine(
    string Period, string LegalEntity, string BusinessUnit, string Currency, string AccountClass, int LineNumber, string Line,
    string Detail, decimal Amount, long ItemCount);

/// <summary>A break, as it is published.</summary>
public sealed record PublishedBreak(
    string BreakId, string BreakClass, string Explanation, string? DocumentId, string Currency, string AccountClass,
    string? WarehousePeriod, string? WarehouseBusinessUnit, DateOnly? WarehouseDate, decimal? WarehouseAmount,
    string? LedgerPeriod, string? LedgerBusinessUnit, DateOnly? LedgerPostingDate, decimal? LedgerAmount, string? LedgerEntryIds,
    decimal Amount, decimal ReportingAmount, bool IsWithinTolerance, bool IsMaterial, bool IsOpen,
    DateOnly FirstSeenDate, DateOnly? ClearedDate, long ReturnCount, long AgeDays, string AgeBucket)
{
    /// <summary>The period that has to be closed for it: the document's own, or the ledger's where there is no document.</summary>
    public string? Period => WarehousePeriod ?? LedgerPeriod;
}

/// <summary>The tie-out of one scheme with its breaks, as the live publication has them.</summary>
/// <param name="Scheme">The scheme whose segments are tied.</param>
/// <param name="SnapshotDate">As of which day.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="Lines">All lines, by cell and in their order.</param>
/// <param name="Breaks">All breaks, the open ones first, the largest first.</param>
public sealed record TieOut(
    string Scheme, DateOnly SnapshotDate, string RunId, IReadOnlyList<TieOutLine> Lines, IReadOnlyList<PublishedBreak> Breaks)
{
    /// <summary>What is wrong with the ledger's own entries: journals that do not balance, accounts without a class.</summary>
    public IReadOnlyList<LedgerFinding> Findings { get; init; } = [];

    /// <summary>The line that holds the general ledger.</summary>
    public const string Ledger = "ledger";

    /// <summary>The line that must be zero.</summary>
    public const string Unexplained = "unexplained";

    /// <summary>The lines of the warehouse's own side.</summary>
    public static IReadOnlyList<string> Warehouse { get; } = ["segment", "unassigned"];

    private const string BreakColumns = """
        break_id, break_class, explanation, document_id, currency, account_class, warehouse_period, warehouse_business_unit,
        warehouse_date, warehouse_amount, ledger_period, ledger_business_unit, ledger_posting_date, ledger_amount, ledger_entry_ids,
        amount, reporting_amount, is_within_tolerance, is_material, is_open, first_seen_date, cleared_date, return_count, age_days, age_bucket
        """;

    /// <summary>The fiscal periods that either side has, in order.</summary>
    public IReadOnlyList<string> Periods => [.. Lines.Select(line => line.Period).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The same, of one period.</summary>
    /// <exception cref="ArgumentException">Neither side has the period.</exception>
    public TieOut Of(string period) => Lines.Any(line => line.Period == period)
        ? this with
        {
            Lines = [.. Lines.Where(line => line.Period == period)],
            Breaks = [.. Breaks.Where(found => found.WarehousePeriod == period || found.LedgerPeriod == period)],
            Findings = [.. Findings.Where(finding => finding.FirstPeriod == period || finding.LastPeriod == period)],
        }
        : throw new ArgumentException($"Neither the warehouse nor the ledger has anything in period {period}.", nameof(period));

    /// <summary>Reads the published tie-out.</summary>
    /// <param name="engine">The live publication.</param>
    /// <param name="scheme">The scheme; null for the first by name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RunRefusedException">There is no ledger, or no such scheme.</exception>
    public static TieOut Read(DuckDbEngine engine, string? scheme, CancellationToken cancellationToken)
    {
        string[] schemes = engine.HasTable("main.finance_tie_out")
            ? [.. engine.Query("select distinct scheme from finance_tie_out order by scheme", "the tie-out", row => row.GetString(0), null, cancellationToken)]
            : throw new RunRefusedException("The live publication was made by an older program and has no tie-out. Nothing was changed. Run 'segbatch nightly' first.");
        if (schemes.Length == 0)
        {
            throw new RunRefusedException(
                "No entries of a general ledger are loaded, so there is nothing to tie to. The published tables are as they were. Map a source to gl_entries in segmentation.yml, then run 'segbatch nightly'.");
        }

        string chosen = scheme ?? schemes[0];
        if (!schemes.Contains(chosen))
        {
            throw new RunRefusedException($"The tie-out has no scheme {chosen}. Nothing was changed. There are: {string.Join(", ", schemes)}.");
        }

        var parameters = new Dictionary<string, object?> { ["scheme"] = chosen };
        (DateOnly day, string run) = engine.Query(
            "select min(snapshot_date), min(run_id) from finance_tie_out", "the tie-out",
            row => (row.GetFieldValue<DateOnly>(0), row.GetString(1)), null, cancellationToken)[0];
        return new TieOut(
            chosen, day, run,
            engine.Query(
                """
                select period, legal_entity, business_unit, currency, account_class, line_number, line, detail, amount, item_count
                from finance_tie_out where scheme = :scheme
                order by period, legal_entity, business_unit, currency, account_class, line_number, detail
                """, "the tie-out", Line, parameters, cancellationToken),
            engine.Query(
                $"select {BreakColumns} from finance_breaks order by is_open desc, abs(reporting_amount) desc, break_id", "breaks", Break, null, cancellationToken))
        {
            Findings = LedgerFinding.Read(engine, cancellationToken),
        };
    }

    private static TieOutLine Line(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), (int)row.GetInt64(5), row.GetString(6),
        row.GetString(7), row.GetDecimal(8), row.GetInt64(9));

    private static PublishedBreak Break(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetString(4), row.GetString(5), Text(row, 6), Text(row, 7),
        Day(row, 8), Amount(row, 9), Text(row, 10), Text(row, 11), Day(row, 12), Amount(row, 13), Text(row, 14), row.GetDecimal(15),
        row.GetDecimal(16), row.GetBoolean(17), row.GetBoolean(18), row.GetBoolean(19), row.GetFieldValue<DateOnly>(20), Day(row, 21),
        row.GetInt64(22), row.GetInt64(23), row.GetString(24));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateOnly? Day(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static decimal? Amount(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);
}

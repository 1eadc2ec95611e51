using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Part of the evidence in figures.</summary>
/// <param name="Table">The published table.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Amount">Their amounts, added up.</param>
public sealed record EvidencePart(string Table, string Currency, long RowCount, decimal Amount);

/// <summary>What a period is signed on: the tie-out and the open breaks of one period.</summary>
/// <remarks>What changes with every night although nothing has happened in the books is no evidence: run, snapshot date, age, and in
/// which segment a customer is tonight. By segment the preparer's signature freezes the figures themselves, and the reviewer signs
/// those, on any later day, as long as the books of the period are what they were.</remarks>
public sealed class Evidence
{
    private const string TieOut = """
        select currency, sum(amount), scheme, legal_entity, business_unit, account_class,
            case when line in ('segment', 'unassigned') then 'warehouse' else line end as line,
            case when line in ('segment', 'unassigned') then '' else detail end as detail,
            cast(sum(item_count) as bigint)
        from publish.finance_tie_out
        where period = :period and (:legal_entity = '' or legal_entity = :legal_entity)
        group by all
        """;

    private const string Breaks = """
        select currency, amount, break_id, break_class, document_id, customer_id, account_class, warehouse_period, warehouse_legal_entity,
            warehouse_business_unit, warehouse_date, warehouse_amount, ledger_period, ledger_legal_entity, ledger_business_unit,
            ledger_account_class, ledger_customer_number, ledger_posting_date, ledger_amount, ledger_entry_ids, ledger_entry_count,
            reporting_amount, is_within_tolerance, is_material
        from publish.finance_breaks
        where is_open and (warehouse_period = :period or ledger_period = :period)
            and (:legal_entity = '' or warehouse_legal_entity = :legal_entity or ledger_legal_entity = :legal_entity)
        """;

    private Evidence(string hash, IReadOnlyList<EvidencePart> parts)
    {
        Hash = hash;
        Parts = parts;
    }

    /// <summary>SHA-256 over the canonical text of all rows, lowercase hex.</summary>
    public string Hash { get; }

    /// <summary>The same in figures, by table and currency.</summary>
    public IReadOnlyList<EvidencePart> Parts { get; }

    /// <summary>The figures as the ledger keeps them.</summary>
    public string Figures => JsonSerializer.Serialize(Parts);

    /// <summary>Reads the evidence of a period from a publication.</summary>
    public static Evidence Of(DuckDbEngine engine, string period, string legalEntity, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, object?> { ["period"] = period, ["legal_entity"] = legalEntity };
        return Of(new[] { ("finance_tie_out", TieOut), ("finance_breaks", Breaks) }
            .Select(part => (part.Item1, engine.Query(part.Item2, $"evidence in {part.Item1}", Values, parameters, cancellationToken))));
    }

    /// <summary>Makes the evidence of rows.</summary>
    /// <param name="tables">Name and rows of each table; the first two values of a row are its currency and its amount.</param>
    public static Evidence Of(IEnumerable<(string Table, IReadOnlyList<object?[]> Rows)> tables)
    {
        var text = new StringBuilder();
        List<EvidencePart> parts = [];
        foreach ((string table, IReadOnlyList<object?[]> rows) in tables)
        {
            text.Append(table).Append('\n').AppendJoin("", rows.Select(Canonical).Order(StringComparer.Ordinal));
            parts.AddRange(rows.GroupBy(row => (string)row[0]!).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new EvidencePart(table, group.Key, group.Count(), group.Sum(row => (decimal)row[1]!))));
        }

        return new Evidence(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))), parts);
    }

    /// <summary>Says in figures what is not as it was.</summary>
    /// <param name="figures">The figures that were signed.</param>
    public string ChangesSince(string figures)
    {
        EvidencePart[] before = JsonSerializer.Deserialize<EvidencePart[]>(figures) ?? [];
        string[] changes =
        [
            .. before.Concat(Parts).Select(part => (part.Table, part.Currency)).Distinct().Select(key =>
            {
                EvidencePart Find(IEnumerable<EvidencePart> all) =>
                    all.FirstOrDefault(part => (part.Table, part.Currency) == key) ?? new EvidencePart(key.Table, key.Currency, 0, 0);
                (EvidencePart old, EvidencePart now) = (Find(before), Find(Parts));
                return old == now ? "" : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{key.Table} in {key.Currency} had {old.RowCount} rows of {old.Amount:N2} and has {now.RowCount} of {now.Amount:N2}");
            }).Where(change => change.Length > 0),
        ];
        return changes.Length > 0 ? string.Join("; ", changes) : "single rows changed, while their number and their sums stayed";
    }

    /// <summary>A row so that no two rows read the same: every value with its length in front.</summary>
    private static string Canonical(object?[] row) =>
        string.Concat(row.Select(value => Text(value) is { } text ? $"{text.Length}:{text}," : "-,")) + "\n";

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        decimal amount => amount.ToString("0.0000", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A {value.GetType().Name} has no canonical text."),
    };

    private static object?[] Values(DbDataReader row) =>
        [.. Enumerable.Range(0, row.FieldCount).Select(column => row.IsDBNull(column) ? null : row.GetValue(column))];
}

using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>How landed records of one source become staged rows of one contract table: one query.</summary>
/// <param name="Table">The contract table.</param>
/// <param name="Mapping">What the configuration says.</param>
/// <param name="Rules">One rule per contract column, in contract order.</param>
/// <param name="Query">The query over <see cref="Landing.Table"/>, with the columns of <see cref="Stage"/>.</param>
internal sealed record TablePlan(ContractTable Table, TableMapping Mapping, IReadOnlyList<ColumnRule> Rules, string Query)
{
    /// <summary>Whether rows can be told to be the same line again: every part of the key is filled.</summary>
    public bool HasKey => ChecksKey(Table, Mapping);

    /// <summary>Whether the table's rows of this source are compared by key.</summary>
    public static bool ChecksKey(ContractTable table, TableMapping mapping) =>
        table.Key.Count > 0 && !table.KeepsVersions && table.Key.All(mapping.Columns.ContainsKey);

    /// <summary>The first date of the contract that every row has, if there is one: the table's own calendar.</summary>
    public static string? DateColumn(ContractTable table) => table.Columns
        .FirstOrDefault(column => column is { IsRequired: true, Type: ContractType.Day or ContractType.Instant })?.Name;
}

/// <summary>Composes the query of a <see cref="TablePlan"/>, layer over layer.</summary>
/// <param name="source">What the source's SQL sees, and how.</param>
/// <param name="table">The contract table.</param>
/// <param name="mapping">What the configuration says.</param>
internal sealed class TableQuery(SourceScope source, ContractTable table, TableMapping mapping)
{
    /// <summary>Composes the query.</summary>
    /// <param name="rules">One rule per contract column.</param>
    /// <param name="where">The mapping's condition as an input, if it has one.</param>
    public string Compose(IReadOnlyList<ColumnRule> rules, MappedInput? where)
    {
        string isExcluded = where is null ? "false" : "(in_defect is null and iw is not null and iw.v is not true)";
        string whereReason = where is null ? ""
            : $"case when iw is null then {SqlText.Literal($"the mapping's where cannot be computed (from {string.Join(", ", where.ReadColumns!)})")} end, ";
        string mayBeBad = string.Join(" or ", rules.Select(rule => rule.MayBeBad).OfType<string>()
            .Concat(where is null ? [] : ["iw is null"]).DefaultIfEmpty("false"));
        string reasons = string.Join(", ", rules.Select(rule => rule.Reason).OfType<string>().DefaultIfEmpty("null"));
        bool keepsRaw = TablePlan.ChecksKey(table, mapping);
        return $"""
            with source as ({source.From(mapping.Unpivot)}),
            evaluated as (select {Columns(rules, "i", rule => rule.Input)}{(where is null ? "" : $", try({{'v': ({where.Sql})}}) as iw")},
                {source.Internals} from source),
            typed as (select *{Layer(rules, 0)} from evaluated),
            computed as (select *{Layer(rules, 1)} from typed),
            classified as (select *{Layer(rules, 2)} from computed),
            judged as (
                select *, {isExcluded} as is_excluded,
                    case when in_defect is not null then in_defect
                        when {isExcluded} then null
                        when {mayBeBad} then nullif(concat_ws('; ', {whereReason}{reasons}), '') end as reason
                from classified)
            select in_file, in_row, in_ord,
                cast(case when is_excluded then {(int)LoadFate.Excluded} when reason is not null then {(int)LoadFate.Quarantined}
                    else {(int)LoadFate.Accepted} end as utinyint) as fate,
                reason,
                {(keepsRaw ? "in_raw" : "case when reason is not null then in_raw end")} as raw,
                {Amount(rules)}
                {string.Join(", ", rules.Select((rule, place) => $"v{place} as {SqlText.Identifier(rule.Column.Name)}"))}
            from judged
            """;
    }

    private string Amount(IReadOnlyList<ColumnRule> rules)
    {
        if (table.AmountColumn is null)
        {
            return "cast(null as decimal(18,4)) as in_amount, '' as in_currency,";
        }

        int currency = rules.TakeWhile(rule => rule.Column.Name != "currency").Count();
        string code = $"v{currency}";
        return $"""
            {$"v{rules.TakeWhile(rule => rule.Column.Name != table.AmountColumn).Count()}"} as in_amount,
                case when in_defect is null and strlen({code}) = 3 and {code} = upper({code}) then {code} else '' end as in_currency,
            """;
    }

    private static string Layer(IReadOnlyList<ColumnRule> rules, int layer) =>
        Columns(rules, ", v", rule => rule.Layer == layer ? rule.Value : null);

    private static string Columns(IReadOnlyList<ColumnRule> rules, string prefix, Func<ColumnRule, string?> choose)
    {
        IEnumerable<string> columns = rules.Select((rule, place) => choose(rule) is { } sql ? $"{sql} as {prefix.TrimStart(',', ' ')}{place}" : null)
            .OfType<string>();
        return string.Concat(columns.Select((column, index) => index == 0 && !prefix.StartsWith(',') ? column : $", {column}"));
    }
}

using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>What a mapping says about one contract column, resolved.</summary>
/// <param name="Sql">SQL over the source columns.</param>
/// <param name="Type">Its type as the engine names it.</param>
/// <param name="ReadColumns">Source columns it reads; empty for a plain renaming, which cannot fail.</param>
internal sealed record MappedInput(string Sql, string Type, IReadOnlyList<string>? ReadColumns)
{
    /// <summary>Whether it is computed rather than only renamed.</summary>
    public bool IsComputed => ReadColumns is not null;
}

/// <summary>Makes the rule of a contract column from what the mapping says about it.</summary>
internal sealed class ColumnRules(TextSql text, IReadOnlyList<string> knownCurrencies)
{
    /// <summary>The rule of a mapped column.</summary>
    /// <param name="column">The contract column.</param>
    /// <param name="place">Its place in the contract table.</param>
    /// <param name="input">What the mapping gives.</param>
    /// <param name="isCurrencyOfAmount">Whether the column says in which currency the table's amounts are.</param>
    public ColumnRule Make(ContractColumn column, int place, MappedInput input, bool isCurrencyOfAmount)
    {
        // A struct around the value tells "no value" from "could not be computed": TRY gives null for the second.
        ColumnRule rule = column.Type switch
        {
            ContractType.WholeNumber or ContractType.Money or ContractType.Quantity => Number(column, place, input),
            ContractType.Day or ContractType.Instant => Time(column, place, input),
            ContractType.Json => Json(column, place, input),
            _ when isCurrencyOfAmount => Currency(column, place, input),
            _ => Text(column, place, input),
        };
        return rule with { Input = input.IsComputed ? $"try({{'v': ({input.Sql})}})" : input.Sql };
    }

    private static ColumnRule Text(ContractColumn column, int place, MappedInput input)
    {
        string value = $"cast({Value(place, input)} as varchar)";
        bool isTrimmed = column.Name.EndsWith("_id", StringComparison.Ordinal) || column.Name is "email" || column.Allowed.Length > 0;
        string allowed = string.Join(", ", column.Allowed.Select(word => SqlText.Literal(word)));
        return new ColumnRule
        {
            Column = column,
            IsMapped = true,
            Value = isTrimmed ? $"nullif(trim({value}), '')" : $"nullif({value}, '')",
            MayBeBad = Any(
                column.IsRequired ? $"v{place} is null" : null,
                input.IsComputed ? $"i{place} is null" : null,
                allowed.Length > 0 ? $"v{place} not in ({allowed})" : null),
            Reason = Case(
                input.IsComputed ? ($"i{place} is null", $"{column.Name} cannot be computed{From(input)}") : null,
                column.IsRequired ? ($"v{place} is null", $"{column.Name} is missing") : null,
                allowed.Length > 0
                    ? ($"v{place} not in ({allowed})", $"{column.Name} is not one of {string.Join(", ", column.Allowed)}") : null),
        };
    }

    private ColumnRule Currency(ContractColumn column, int place, MappedInput input)
    {
        string known = string.Join(", ", knownCurrencies.Select(currency => SqlText.Literal(currency)));
        return Text(column, place, input) with
        {
            Value = $"nullif(trim(cast({Value(place, input)} as varchar)), '')",
            MayBeBad = $"(v{place} is null or v{place} not in ({known}))",
            Reason = $"""
                case when v{place} is null then {SqlText.Literal($"{column.Name} is missing")}
                    when not regexp_full_match(v{place}, '[A-Z][A-Z][A-Z]') then {SqlText.Literal($"{column.Name} is not a code of three capital letters")}
                    when v{place} not in ({known}) then {SqlText.Literal($"{column.Name} ")} || v{place} || ' has no rate in exchange_rates' end
                """,
        };
    }

    private ColumnRule Number(ContractColumn column, int place, MappedInput input)
    {
        string type = ColumnRule.DuckType(column);
        string value = Value(place, input);
        bool isNumber = IsNumber(input.Type);
        string asText = isNumber ? $"cast({value} as varchar)" : AsText(value, input);
        int scale = column.Type switch { ContractType.WholeNumber => 0, ContractType.Money => 4, _ => 6 };
        string decimals = scale == 0 ? "is not a whole number" : $"has more than {scale} decimals";
        string wide = isNumber ? $"try_cast({value} as decimal(38,18))" : text.Wide(asText);
        return new ColumnRule
        {
            Column = column,
            IsMapped = true,
            Value = isNumber ? TextSql.Computed(value, input.Type, type) : text.Number(asText, type, scale),
            MayBeBad = column.IsRequired ? $"v{place} is null" : $"(v{place} is null and {IsGiven(place, input)})",
            Reason = Case(
                ($"v{place} is not null", null),
                input.IsComputed ? ($"i{place} is null", $"{column.Name} is not a number{From(input)}") : null,
                ($"{value} is null or {TextSql.IsBlank(asText)}", column.IsRequired ? $"{column.Name} is missing" : null),
                ($"{wide} is null and isfinite(try_cast({asText} as double))", $"{column.Name} is too large{From(input)}"),
                ($"{wide} is null", $"{column.Name} is not a number{From(input)}"),
                ($"try_cast({wide} as {type}) is null", $"{column.Name} is too large{From(input)}"),
                ("true", $"{column.Name} {decimals}{From(input)}")),
        };
    }

    private ColumnRule Time(ContractColumn column, int place, MappedInput input)
    {
        string value = Value(place, input);
        string asText = AsText(value, input);
        string instant = input.Type is "DATE" || input.Type.StartsWith("TIMESTAMP", StringComparison.Ordinal)
            ? $"cast({value} as timestamp)" : text.Instant(asText);
        string what = column.Type == ContractType.Day ? "a date" : "a date or time";
        string isOutOfRange = $"(v{place} < timestamp '1900-01-01' or v{place} >= timestamp '2201-01-01')";
        return new ColumnRule
        {
            Column = column,
            IsMapped = true,
            Value = column.Type == ContractType.Day ? $"cast({instant} as date)" : instant,
            MayBeBad = Any(isOutOfRange, column.IsRequired ? $"v{place} is null" : $"v{place} is null and {IsGiven(place, input)}"),
            Reason = Case(
                (isOutOfRange, $"{column.Name}: date out of range (1900 to 2200)"),
                ($"v{place} is not null", null),
                input.IsComputed ? ($"i{place} is null", $"{column.Name} is not {what}{From(input)}") : null,
                ($"{value} is null or {TextSql.IsBlank(asText)}", column.IsRequired ? $"{column.Name} is missing" : null),
                ("true", $"{column.Name} is not {what}{From(input)}")),
        };
    }

    private static ColumnRule Json(ContractColumn column, int place, MappedInput input)
    {
        string value = Value(place, input);
        bool isText = input.Type is "VARCHAR" or "JSON";
        string isBad = $"(case when v{place} is null then false when not json_valid(v{place}) then true else json_type(v{place}) <> 'OBJECT' end)";
        return new ColumnRule
        {
            Column = column,
            IsMapped = true,
            Value = isText ? $"nullif(trim(cast({value} as varchar)), '')" : $"cast(to_json({value}) as varchar)",
            MayBeBad = Any(isBad, input.IsComputed ? $"i{place} is null" : null),
            Reason = Case(
                input.IsComputed ? ($"i{place} is null", $"{column.Name} cannot be computed{From(input)}") : null,
                (isBad, $"{column.Name} is not a JSON object")),
        };
    }

    private static bool IsNumber(string type) =>
        type is "DOUBLE" or "FLOAT" or "HUGEINT" or "UHUGEINT" || type.EndsWith("INT", StringComparison.Ordinal)
        || type.EndsWith("INTEGER", StringComparison.Ordinal) || type.StartsWith("DECIMAL", StringComparison.Ordinal);

    private static string Value(int place, MappedInput input) => input.IsComputed ? $"i{place}.v" : $"i{place}";

    private static string AsText(string value, MappedInput input) => input.Type == "VARCHAR" ? value : $"cast({value} as varchar)";

    private static string IsGiven(int place, MappedInput input) =>
        input.IsComputed ? $"(i{place} is null or i{place}.v is not null)" : $"i{place} is not null";

    private static string From(MappedInput input) => input.ReadColumns is { Count: > 0 } columns ? $" (from {string.Join(", ", columns)})" : "";

    private static string? Any(params string?[] tests) =>
        tests.OfType<string>().ToArray() is { Length: > 0 } given ? $"({string.Join(" or ", given.Select(test => $"({test})"))})" : null;

    private static string? Case(params (string When, string? Then)?[] branches)
    {
        string whens = string.Concat(branches.OfType<(string When, string? Then)>()
            .Select(branch => $" when {branch.When} then {(branch.Then is null ? "null" : SqlText.Literal(branch.Then))}"));
        return whens.Length == 0 ? null : $"case{whens} end";
    }
}

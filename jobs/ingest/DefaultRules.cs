using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>The values that columns have when the mapping does not fill them.</summary>
internal static class DefaultRules
{
    /// <summary>Replaces the empty rules for which the contract has a default.</summary>
    /// <param name="table">The contract table.</param>
    /// <param name="rules">One rule per contract column, in contract order; changed in place.</param>
    /// <param name="currency">The reporting currency.</param>
    public static void Apply(ContractTable table, ColumnRule[] rules, string currency)
    {
        if (table.AmountColumn is not null && Unmapped(table, rules, "currency") is { } currencyPlace)
        {
            rules[currencyPlace] = rules[currencyPlace] with { Value = SqlText.Literal(currency) };
        }

        if (table.AmountColumn == "line_amount" && Unmapped(table, rules, "line_amount") is { } amountPlace)
        {
            rules[amountPlace] = LineAmount(table, rules, amountPlace);
        }

        if (table.Find("debit_amount") is not null && Unmapped(table, rules, "amount") is { } entryPlace)
        {
            rules[entryPlace] = EntryAmount(table, rules, entryPlace);
        }

        if (Unmapped(table, rules, "document_type") is { } typePlace)
        {
            string amount = $"v{Place(table, "line_amount")}";
            rules[typePlace] = rules[typePlace] with { Layer = 2, Value = $"case when {amount} < 0 then 'credit' else 'sale' end" };
        }
    }

    /// <summary>Quantity times price less discount. It must come out exact: money is never rounded here.</summary>
    private static ColumnRule LineAmount(ContractTable table, ColumnRule[] rules, int place)
    {
        (int quantity, int price, int discount) = (Place(table, "quantity"), Place(table, "unit_price"), Place(table, "discount_amount"));
        string isDiscountBad = rules[discount] is { MayBeBad: { } maybe, Reason: { } reason } ? $"{maybe} and ({reason}) is not null" : "false";
        string amount = $"""
            (case when {isDiscountBad} then null
                else cast(v{quantity} as decimal(38,6)) * cast(v{price} as decimal(38,6)) - coalesce(v{discount}, 0) end)
            """;
        string isExplained = string.Join(" or ", new[] { quantity, price, discount }
            .Where(part => rules[part].Reason is not null).Select(part => $"({rules[part].Reason}) is not null").DefaultIfEmpty("false"));
        return rules[place] with
        {
            Layer = 1,
            Value = TextSql.Computed(amount, "DECIMAL(38,12)", "decimal(18,4)"),
            MayBeBad = $"v{place} is null",
            Reason = $"""
                case when v{place} is not null or {isExplained} then null
                    when {amount} is null then 'line_amount is missing, since quantity or unit_price is'
                    when try_cast({amount} as decimal(18,4)) is null then 'line_amount is too large (quantity * unit_price)'
                    else 'line_amount has more than 4 decimals (quantity * unit_price)' end
                """,
        };
    }

    /// <summary>Credit less debit: income is positive.</summary>
    private static ColumnRule EntryAmount(ContractTable table, ColumnRule[] rules, int place)
    {
        (int debit, int credit) = (Place(table, "debit_amount"), Place(table, "credit_amount"));
        string amount = $"case when v{debit} is not null or v{credit} is not null then coalesce(v{credit}, 0) - coalesce(v{debit}, 0) end";
        string isExplained = string.Join(" or ", new[] { debit, credit }
            .Where(part => rules[part].Reason is not null).Select(part => $"({rules[part].Reason}) is not null").DefaultIfEmpty("false"));
        return rules[place] with
        {
            Layer = 1,
            // A side that cannot be read must not leave the other as the whole amount.
            Value = $"case when {isExplained} then null else try_cast({amount} as decimal(18,4)) end",
            MayBeBad = $"v{place} is null",
            Reason = $"case when v{place} is not null or {isExplained} then null else 'amount is missing, since both debit_amount and credit_amount are' end",
        };
    }

    private static int? Unmapped(ContractTable table, ColumnRule[] rules, string column) =>
        Place(table, column) is >= 0 and var place && !rules[place].IsMapped ? place : null;

    private static int Place(ContractTable table, string column) =>
        table.Columns.TakeWhile(candidate => candidate.Name != column).Count() is var place && place < table.Columns.Count ? place : -1;
}

using Segmentation.Jobs.Score;
using Segmentation.Models.Explain;

namespace Segmentation.Jobs.Fit;

/// <summary>What the measures of a company mean, in words that sentences and labels are made of.</summary>
/// <remarks>Names and units come from the feature catalogue, so a company's own features have words too; the built-in ones have
/// better ones here.</remarks>
internal static class FeatureWords
{
    private static readonly Dictionary<string, FeatureMeaning> BuiltIn = new FeatureMeaning[]
    {
        New("recency_days", "days since the last order", "recency", "lapsed", "recent", "last bought {value} ago") with { HigherIsMore = false },
        New("tenure_days", "days since the first order", "tenure", "long-standing", "newcomers", "first bought {value} ago"),
        New("repeat_span_days", "days between first and last order", "tenure", "long-standing", "short-lived", "bought over a span of {value}"),
        New("order_count", "orders", "frequency", "frequent", "rare", "orders {value} as often as the others"),
        New("repeat_order_count", "repeat orders", "frequency", "frequent", "rare", "comes back {value} as often as the others"),
        New("credit_count", "credit notes", "returns", "return often", "seldom return", null),
        New("line_count", "order lines", "frequency", "many lines", "few lines", null),
        New("sale_amount", "sales", "spend", "high spend", "low spend", "spends {value} as much as the others"),
        New("net_spend_amount", "net spend", "spend", "high spend", "low spend", "spends {value} as much as the others"),
        New("margin_amount", "margin", "margin", "high margin", "low margin", "earns {value} as much margin as the others"),
        New("average_order_amount", "order value", "basket", "large orders", "small orders", "has orders {value} as large as the others"),
        New("spend_30d_amount", "spend of the last 30 days", "recent spend", "high recent spend", "low recent spend", null),
        New("spend_90d_amount", "spend of the last 90 days", "recent spend", "high recent spend", "low recent spend", null),
        New("spend_180d_amount", "spend of the last 180 days", "recent spend", "high recent spend", "low recent spend", null),
        New("spend_365d_amount", "spend of the last year", "spend", "high yearly spend", "low yearly spend", null),
        New("order_count_30d", "orders of the last 30 days", "recent orders", "active lately", "quiet lately", null),
        New("order_count_90d", "orders of the last 90 days", "recent orders", "active lately", "quiet lately", null),
        New("order_count_180d", "orders of the last 180 days", "recent orders", "active lately", "quiet lately", null),
        New("order_count_365d", "orders of the last year", "frequency", "frequent", "rare", null),
        New("spend_trend_ratio", "spend against the quarter before", "trend", "growing spend", "falling spend", null),
        New("order_trend_ratio", "orders against the quarter before", "trend", "growing orders", "falling orders", null),
        New("interval_mean_days", "days between orders", "rhythm", "slow rhythm", "fast rhythm", "waits {value} between orders") with { HigherIsMore = false },
        New("interval_sd_days", "unevenness of days between orders", "regularity", "irregular", "regular", null),
        New("last_gap_days", "days between the last two orders", "rhythm", "slow rhythm", "fast rhythm", null) with { HigherIsMore = false },
        New("product_count", "different products", "breadth", "wide range", "narrow range", "buys {value} as many different products as the others"),
        New("category_count", "different categories", "breadth", "wide range", "narrow range", null),
        New("top_category_share", "share of the largest category", "focus", "one category", "many categories", "buys {value} in one category"),
        New("discount_share", "share of discount", "price", "bargain buyers", "full price", "gets {value} off"),
        New("return_rate", "credit notes per sale", "returns", "return often", "seldom return", null),
        New("weekend_share", "share of orders at weekends", "weekday", "weekend buyers", "weekday buyers", "buys {value} at weekends"),
        New("weekday_share", "share of orders on weekdays", "weekday", "weekday buyers", "weekend buyers", "buys {value} on weekdays"),
        New("currency_count", "different currencies", "currencies", "several currencies", "one currency", null),
    }.ToDictionary(meaning => meaning.Name);

    /// <summary>Measures that hold numbers, with their meanings, in the order of the catalogue.</summary>
    public static IReadOnlyList<FeatureMeaning> Of(SchemeRun scheme)
    {
        string currency = scheme.Context.Run.Config.Currency;
        return scheme.Context.Engine.Query(
            """
            select feature, unit
            from mart.feature_catalog
            where data_type in ('bigint', 'integer', 'double', 'float', 'hugeint') or data_type like 'decimal%'
            order by position
            """,
            "feature catalogue",
            row => Meaning(row.GetString(0), row.GetString(1) == "currency" ? currency : row.GetString(1)));
    }

    private static FeatureMeaning Meaning(string name, string unit) =>
        BuiltIn.TryGetValue(name, out FeatureMeaning? known)
            ? known with { Unit = Unit(unit) }
            : new FeatureMeaning { Name = name, Description = name.Replace('_', ' '), Unit = Unit(unit) };

    /// <summary>A ratio is a bare number; the catalogue's other units are things that are counted, or what they are called.</summary>
    private static string Unit(string unit) => unit is "ratio" or "value" ? "" : unit;

    private static FeatureMeaning New(string name, string description, string theme, string high, string low, string? phrase) => new()
    {
        Name = name,
        Description = description,
        Theme = theme,
        HighWords = high,
        LowWords = low,
        Phrase = phrase,
    };
}

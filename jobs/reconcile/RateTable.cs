using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Rates by currency, kind and day: what one unit is worth in the reporting currency.</summary>
internal sealed class RateTable
{
    public const string Booking = "booking";
    public const string Closing = "closing";
    public const string Average = "average";

    private readonly Dictionary<(string Currency, string Kind), (DateOnly Day, decimal Rate)[]> dated;
    private readonly Dictionary<string, decimal> standing;

    private RateTable(Dictionary<(string, string), (DateOnly, decimal)[]> dated, Dictionary<string, decimal> standing)
    {
        this.dated = dated;
        this.standing = standing;
    }

    /// <summary>Reads the rates that sources brought, and those of the configuration.</summary>
    public static RateTable Read(DuckDbEngine engine)
    {
        var dated = engine.Query(
                "select currency, coalesce(rate_kind, 'booking'), rate_date, max_by(rate, (loaded_at, source_row)) from raw.exchange_rates group by all order by 1, 2, 3",
                "exchange rates", row => (Key: (row.GetString(0), row.GetString(1)), Value: (row.GetFieldValue<DateOnly>(2), row.GetDecimal(3))))
            .GroupBy(rate => rate.Key)
            .ToDictionary(group => group.Key, group => group.Select(rate => rate.Value).ToArray());
        var standing = engine.Query(
            "select currency, rate from config.exchange_rates", "exchange rates", row => (Currency: row.GetString(0), Rate: row.GetDecimal(1)))
            .ToDictionary(rate => rate.Currency, rate => rate.Rate);
        return new RateTable(dated, standing);
    }

    /// <summary>The rate in force on a day: the last one of its kind, or of booking, on or before it; else the configuration's.</summary>
    public decimal Rate(string currency, string kind, DateOnly day, string reportingCurrency) =>
        currency == reportingCurrency ? 1m
        : LastOf(currency, kind, day) ?? LastOf(currency, Booking, day) ?? standing.GetValueOrDefault(currency, 1m);

    private decimal? LastOf(string currency, string kind, DateOnly day) =>
        dated.TryGetValue((currency, kind), out (DateOnly Day, decimal Rate)[]? rates)
        && rates.LastOrDefault(rate => rate.Day <= day) is { Rate: > 0 } found ? found.Rate : null;
}

using System.Text.RegularExpressions;
using Segmentation.Models.Ledger;
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

/// <summary>The last day up to which the ledger has entries: what was sold after it cannot be there yet.</summary>
internal sealed class PostedUntil(IReadOnlyDictionary<string, DateOnly> byEntity)
{
    public static PostedUntil Read(DuckDbEngine engine) => new(engine.Query(
        "select legal_entity, max(posting_date) from finance.ledger_entries where account_class in ('revenue', 'returns') group by legal_entity",
        "newest entries", row => (Entity: row.GetString(0), Day: row.GetFieldValue<DateOnly>(1)))
        .ToDictionary(entity => entity.Entity, entity => entity.Day));

    /// <summary>The last day of an entity; of all of them where it is not known.</summary>
    public DateOnly For(string legalEntity) =>
        byEntity.TryGetValue(legalEntity, out DateOnly day) ? day : byEntity.Values.DefaultIfEmpty(DateOnly.MaxValue).Max();
}

/// <summary>How the numbers of the warehouse's documents are built: digits and letters, in which order.</summary>
internal sealed partial class NumberShapes(IReadOnlySet<string> known)
{
    /// <summary>Reads the shapes, if the ledger has a number that the warehouse has not.</summary>
    public static NumberShapes Read(DuckDbEngine engine)
    {
        long strange = engine.Scalar<long>("select count(*) from finance.documents_compared where amounts = 'ledger_only'", "numbers of the ledger alone");
        return new NumberShapes(strange == 0 ? new HashSet<string>() : engine.Query(
            "select distinct regexp_replace(regexp_replace(document_id, '[0-9]+', '9', 'g'), '[A-Za-z]+', 'A', 'g') from finance.documents",
            "shapes of document numbers", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether the warehouse has documents with numbers of this kind.</summary>
    public bool IsLikeADocument(string number) => known.Contains(Letters().Replace(Digits().Replace(number, "9"), "A"));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Letters();
}

/// <summary>What breaks and lines are called in tables, and how a break is told to people.</summary>
internal static partial class Words
{
    public static string Of(BreakClass kind) => Snake(kind.ToString());

    public static string Of(TieLine line) => Snake(line.ToString());

    /// <summary>One sentence: what is on either side.</summary>
    public static string Explain(BreakFinding finding, BreakEvidence evidence)
    {
        int count = finding.Entries.Count;
        string entries = count == 1 ? "one entry" : $"{count} entries";
        LedgerCell? posted = count > 0 ? finding.Entries[0].Cell : null;
        LedgerCell own = evidence.Cell;
        return finding.Class switch
        {
            BreakClass.AmountDiffers => $"The document and its {entries} in the ledger differ in amount.",
            BreakClass.MissingInLedger when count > 0 => "Every entry of the document was reversed: nothing of it is left in the ledger.",
            BreakClass.MissingInLedger => "The ledger has no entry for the document, and has entries of later days.",
            BreakClass.MissingInWarehouse => $"The ledger has {entries} for a document that no source brought.",
            BreakClass.PostedTwice => $"{Capital(entries)} of the document repeat what another already posted.",
            BreakClass.WrongPeriod => $"The document belongs to {own.Period} and was posted in {posted!.Value.Period}.",
            BreakClass.WrongCustomer => "The document was posted to another customer.",
            BreakClass.WrongBusinessUnit => $"The document belongs to {own.BusinessUnit} and was posted in {Named(posted!.Value.BusinessUnit)}.",
            BreakClass.WrongLegalEntity => $"The document belongs to {own.LegalEntity} and was posted in {Named(posted!.Value.LegalEntity)}.",
            BreakClass.WrongAccount => $"The document was posted to an account of class {posted!.Value.AccountClass}.",
            BreakClass.UnknownAccount => "It was posted to an account that finance.accounts gives no class.",
            BreakClass.SignFlipped => $"{Capital(entries)} of the document have the opposite sign.",
            _ => $"{Capital(entries)} of the ledger stand for no document of any source.",
        };
    }

    private static string Named(string place) => place.Length == 0 ? "no unit" : place;

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string Snake(string name) => Humps().Replace(name, "$1_$2").ToLowerInvariant();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex Humps();
}

namespace Segmentation.Jobs.Demo;

/// <summary>A town people live in.</summary>
public sealed record DemoTown(string Name, string Region, string Postcode);

/// <summary>A country, its share of people of a thousand, and what it pays in.</summary>
public sealed record DemoCountry(string Code, int Share, string Currency, string Dial, IReadOnlyList<DemoTown> Towns);

/// <summary>Where people live.</summary>
public static class DemoPlaces
{
    /// <summary>Euros one Swiss franc is worth, in ten-thousandths. One euro is 10,000.</summary>
    public const long FrancRate = 10_500;

    public static IReadOnlyList<DemoCountry> Countries { get; } =
    [
        new("DE", 700, "EUR", "+49",
        [
            new("München", "Bayern", "80331"), new("Nürnberg", "Bayern", "90402"), new("Köln", "Nordrhein-Westfalen", "50667"),
            new("Düsseldorf", "Nordrhein-Westfalen", "40213"), new("Erfurt", "Thüringen", "99084"),
            new("Stuttgart", "Baden-Württemberg", "70173"), new("Hamburg", "Hamburg", "20095"), new("Berlin", "Berlin", "10115"),
        ]),
        new("AT", 140, "EUR", "+43",
        [
            new("Wien", "Wien", "1010"), new("Graz", "Steiermark", "8010"), new("Linz", "Oberösterreich", "4020"),
            new("St. Pölten", "Niederösterreich", "3100"),
        ]),
        new("CH", 20, "CHF", "+41", [new("Zürich", "Zürich", "8001"), new("Bern", "Bern", "3011"), new("Genève", "Genève", "1201")]),
        new("NL", 70, "EUR", "+31", [new("Utrecht", "Utrecht", "3511"), new("Rotterdam", "Zuid-Holland", "3011")]),
        new("FR", 70, "EUR", "+33", [new("Lyon", "Auvergne-Rhône-Alpes", "69001"), new("Orléans", "Centre-Val de Loire", "45000")]),
    ];

    /// <summary>Euros of an amount, in ten-thousandths, so that conversion is exact.</summary>
    /// <param name="cents">Amount in hundredths of the currency.</param>
    /// <param name="currency">EUR or CHF.</param>
    public static long ToEuro(long cents, string currency) => currency == "CHF" ? cents * FrancRate / 100 : cents * 100;
}

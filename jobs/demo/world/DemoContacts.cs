using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>How one person can be reached, as the person would write it.</summary>
public sealed record DemoContact(
    string GivenName, string FamilyName, string CompanyName, string Email, string OtherEmail, string Phone,
    string Street, DemoTown Town, string Country, DateOnly BirthDate, string LoyaltyNumber);

/// <summary>Makes names, addresses and ids. E-mail addresses and ids are each person's alone.</summary>
public sealed class DemoContacts
{
    /// <summary>Largest prime below a hundred million: multiplying modulo it shuffles numbers and repeats none.</summary>
    private const long Prime = 99_999_989;

    private static readonly string[] GivenNames =
    [
        "Anna", "Jürgen", "Sophie", "Lukas", "Käthe", "Björn", "Marie", "Paul", "Zoë", "Günther", "Lena", "Jörg", "Emma", "Felix",
        "Renée", "Max", "Ursula", "Tobias", "Clara", "André", "Ines", "Matthias", "Hélène", "Jan", "Nora", "Götz", "Eva", "Thomas",
    ];

    private static readonly string[] FamilyNames =
    [
        "Müller", "Schmidt", "Weiß", "Schäfer", "Köhler", "Bauer", "Krüger", "Jäger", "Vogel", "Böhm", "Lefèvre", "de Vries", "Maier",
        "Grün", "Hoffmann", "König", "Peters", "Groß", "Winter", "Lang", "Förster", "Huber", "Dubois", "Bakker", "Kühn", "Roth",
    ];

    private static readonly string[] Trades = ["Handel", "Technik", "Garten", "Bürobedarf", "Werkstätten", "Bäckerei", "Gastronomie"];
    private static readonly string[] Streets = ["Hauptstraße", "Lindenweg", "Am Markt", "Schloßallee", "Mühlgasse", "Bahnhofstraße"];
    private static readonly string[] Domains = ["example.com", "example.org", "example.net"];

    private readonly DemoStream _contacts;
    private readonly long _crmFactor;
    private readonly long _shopFactor;
    private readonly long _loyaltyFactor;

    internal DemoContacts(long seed)
    {
        _contacts = new DemoStream(seed, "people", "contact");
        DemoRandom factors = new DemoStream(seed, "people", "ids").For(0);
        _crmFactor = factors.Between(10_000_000, 90_000_000);
        _shopFactor = factors.Between(10_000_000, 90_000_000);
        _loyaltyFactor = factors.Between(10_000_000, 90_000_000);
    }

    /// <summary>A record's id in its system: nothing in it tells which records are one person.</summary>
    /// <param name="system">The system.</param>
    /// <param name="person">Number of the person.</param>
    /// <param name="record">0, or 1 for the duplicate.</param>
    public string RecordId(DemoSystem system, int person, int record) => system == DemoSystem.Crm
        ? "K" + Shuffle((2L * person) + record, _crmFactor)
        : "S" + Shuffle((2L * person) + record, _shopFactor);

    /// <summary>The person's name, addresses and numbers.</summary>
    public DemoContact this[in DemoPerson person]
    {
        get
        {
            DemoRandom random = _contacts.For(person.Index);
            string given = random.Pick(GivenNames);
            string family = random.Pick(FamilyNames);
            DemoCountry country = DemoPlaces.Countries[person.Country];
            string domain = random.Pick(Domains);
            string mailGiven = ToAscii(given).ToLowerInvariant();
            string mailFamily = ToAscii(family).ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
            string number = person.Index.ToString(CultureInfo.InvariantCulture);

            return new DemoContact(
                given,
                family,
                person.IsCompany ? $"{family} {random.Pick(Trades)} GmbH" : "",
                $"{mailGiven}.{mailFamily}.{number}@{domain}",
                $"{mailGiven[0]}{mailFamily}{number}.privat@{domain}",
                $"{country.Dial} {random.Between(100, 999)} {random.Between(1000000, 9999999)}",
                $"{random.Pick(Streets)} {random.Between(1, 120)}",
                random.Pick(country.Towns),
                country.Code,
                new DateOnly(random.Between(1945, 2005), 1, 1).AddDays(random.Below(365)),
                "L" + Shuffle(person.Index, _loyaltyFactor));
        }
    }

    /// <summary>The usual spelling without umlauts and accents, as e-mail addresses and careless forms have it.</summary>
    public static string ToAscii(string text) => text
        .Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
        .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal)
        .Replace("é", "e", StringComparison.Ordinal).Replace("è", "e", StringComparison.Ordinal)
        .Replace("ë", "e", StringComparison.Ordinal);

    private static string Shuffle(long number, long factor) =>
        ((number + 1) * factor % Prime).ToString("D8", CultureInfo.InvariantCulture);
}

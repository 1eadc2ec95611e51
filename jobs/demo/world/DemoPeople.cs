namespace Segmentation.Jobs.Demo;

/// <summary>The two systems that keep customer records.</summary>
public enum DemoSystem
{
    Crm,
    Shop,
}

/// <summary>By what exact agreement a person's records in both systems are one.</summary>
public enum DemoLink
{
    /// <summary>The person is in one system only.</summary>
    OneSystem,
    Email,
    LoyaltyNumber,
    Both,

    /// <summary>Nothing agrees exactly: exact rules must see two customers.</summary>
    None,
}

/// <summary>One person, made anew from the seed and the number whenever asked for.</summary>
/// <param name="Index">Number of the person, from 0.</param>
/// <param name="Group">Place in <see cref="DemoGroups.All"/>.</param>
/// <param name="Link">How the records agree.</param>
/// <param name="InCrm">Has a record in the CRM.</param>
/// <param name="InShop">Has an account in the web shop.</param>
/// <param name="Duplicated">System in which the person has a second record with the same e-mail, if any.</param>
/// <param name="IsCompany">A company; companies are in the CRM and buy wholesale.</param>
/// <param name="Country">Place in <see cref="DemoPlaces.Countries"/>.</param>
public readonly record struct DemoPerson(
    int Index, int Group, DemoLink Link, bool InCrm, bool InShop, DemoSystem? Duplicated, bool IsCompany, int Country)
{
    public bool IsInBoth => InCrm && InShop;

    /// <summary>Whether exact rules on e-mail and loyalty number can join all the person's records.</summary>
    public bool IsLinkable => Link != DemoLink.None;

    /// <summary>The shop knows another e-mail address than the CRM.</summary>
    public bool HasOtherShopEmail { get; init; }

    public bool HasCrmEmail { get; init; }

    public bool HasShopEmail { get; init; }

    public bool HasCrmLoyalty { get; init; }

    public bool HasShopLoyalty { get; init; }

    public string Currency => DemoPlaces.Countries[Country].Currency;

    public string BusinessUnit => IsCompany ? "wholesale" : "retail";

    /// <summary>Records the person has in a system: 0, 1 or 2.</summary>
    public int RecordCount(DemoSystem system) =>
        (system == DemoSystem.Crm ? InCrm : InShop) ? (Duplicated == system ? 2 : 1) : 0;
}

/// <summary>Makes people. Nothing is kept, so a million of them need no memory.</summary>
public sealed class DemoPeople
{
    private static readonly int[] CountryShares = [.. DemoPlaces.Countries.Select(country => country.Share)];
    private readonly DemoStream _people;

    internal DemoPeople(long seed) => _people = new DemoStream(seed, "people", "person");

    /// <summary>The person of a number.</summary>
    public DemoPerson this[int index]
    {
        get
        {
            DemoRandom random = _people.For(index);
            int group = random.Weighted(DemoGroups.Shares);
            int country = random.Weighted(CountryShares);
            int systems = random.Weighted([400, 350, 250]);
            bool inCrm = systems != 1;
            bool inShop = systems != 2;
            DemoPerson person = new(
                index, group, DemoLink.OneSystem, inCrm, inShop, null, inCrm && random.Chance(300), country);
            person = inCrm && inShop ? WithLink(person, ref random) : WithOneSystem(person, ref random);

            return random.Chance(25) ? WithDuplicate(person) : person;
        }
    }

    /// <summary>Per thousand: 40 cannot be linked, 210 by loyalty number only, 350 by both, 400 by e-mail only.</summary>
    private static DemoPerson WithLink(DemoPerson person, ref DemoRandom random)
    {
        int way = random.Weighted([40, 80, 80, 50, 350, 400]);
        bool linksByLoyalty = way is >= 1 and <= 4;
        return person with
        {
            Link = way switch { 0 => DemoLink.None, <= 3 => DemoLink.LoyaltyNumber, 4 => DemoLink.Both, _ => DemoLink.Email },
            HasCrmEmail = way != 3,
            HasShopEmail = way != 1,
            HasOtherShopEmail = way is 0 or 2,
            HasCrmLoyalty = linksByLoyalty || random.Chance(700),
            HasShopLoyalty = linksByLoyalty,
        };
    }

    private static DemoPerson WithOneSystem(DemoPerson person, ref DemoRandom random) => person with
    {
        HasCrmEmail = random.Chance(950),
        HasShopEmail = random.Chance(970),
        HasCrmLoyalty = random.Chance(700),
        HasShopLoyalty = random.Chance(200),
    };

    /// <summary>A second record with the same e-mail, in the shop if it knows one, else in the CRM.</summary>
    private static DemoPerson WithDuplicate(DemoPerson person) => person with
    {
        Duplicated = person is { InShop: true, HasShopEmail: true } ? DemoSystem.Shop
            : person is { InCrm: true, HasCrmEmail: true } ? DemoSystem.Crm : null,
    };
}

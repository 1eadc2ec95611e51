namespace Segmentation.Jobs.Demo;

/// <summary>One product. Prices in cents, before tax; tier 0 is cheap, 1 middle, 2 dear.</summary>
public sealed record DemoProduct(
    string Sku, string Name, string Line, int Category, string Brand, int Tier, int PriceCents, int CostCents);

/// <summary>What the company sells: six categories, three price tiers, ten products in each.</summary>
public sealed class DemoCatalogue
{
    private const int PerTier = 10;
    private const int TierCount = 3;

    private static readonly DemoRange[] TierPrices = [new(199, 899), new(1200, 4500), new(6000, 18000)];
    private static readonly string[] TierNames = ["Basic", "Plus", "Pro"];
    private static readonly string[] Brands = ["Altmark", "Brunn", "Carlow", "Deltec"];
    private static readonly string[] Nouns = ["set", "case", "kit", "tool", "pack", "unit", "roll", "stand", "board", "light"];

    internal DemoCatalogue(long seed)
    {
        DemoStream stream = new(seed, "products", "product");
        List<DemoProduct> products = [];
        for (int place = 0; place < Categories.Count * TierCount * PerTier; place++)
        {
            int category = place / (TierCount * PerTier);
            int tier = place / PerTier % TierCount;
            DemoRandom random = stream.For(place);
            int price = TierPrices[tier].Draw(ref random);
            int cost = price * random.Between(45, 70) / 100;
            string name = $"{Categories[category]} {Nouns[place % PerTier]} {TierNames[tier]}";
            products.Add(new DemoProduct(
                $"P-{place + 1001}", name, TierNames[tier], category, random.Pick(Brands), tier, price, cost));
        }

        Products = products;
    }

    public static IReadOnlyList<string> Categories { get; } =
        ["Machines", "Supplies", "Garden", "Clearance", "Gifts", "Workshop"];

    /// <summary>All products, by category, then tier.</summary>
    public IReadOnlyList<DemoProduct> Products { get; }

    /// <summary>Draws a product of a category and tier; gives its place in <see cref="Products"/>.</summary>
    internal static int Draw(ref DemoRandom random, int category, int tier) =>
        (((category * TierCount) + tier) * PerTier) + random.Below(PerTier);
}

namespace Segmentation.Jobs.Demo;

/// <summary>Makes the lines of an order: the same for the same person and order, however often asked.</summary>
internal sealed class DemoOrderLines(DemoWorld world)
{
    private const int TaxPercent = 19;
    private static readonly DemoGroup Guests = new("guest", 0, "")
    {
        BasketCents = new(2000, 9000),
        MaxLines = 2,
        Tier = 1,
        FavouriteCategory = 4,
    };

    private readonly DemoStream _lines = world.Stream("orders", "lines");
    private readonly DemoStream _guests = world.Stream("orders", "guest_lines");
    private readonly DemoStream _credits = world.Stream("orders", "credit_lines");
    private readonly IReadOnlyList<DemoProduct> _products = world.Catalogue.Products;

    /// <summary>Lines of a person's order.</summary>
    public DemoOrderLine[] OfOrder(in DemoPerson person, int order) =>
        Make(DemoGroups.All[person.Group], _lines.For(person.Index, order));

    /// <summary>Lines of the guest order that came with a person's order.</summary>
    public DemoOrderLine[] OfGuest(int person, int order) => Make(Guests, _guests.For(person, order));

    /// <summary>Lines of a credit note: every line of the order, or only its first, in each case whole.</summary>
    public DemoOrderLine[] OfCredit(in DemoPerson person, int order)
    {
        DemoOrderLine[] lines = OfOrder(person, order);
        DemoRandom random = _credits.For(person.Index, order);
        return [.. (random.Chance(500) ? lines : lines[..1]).Select(line => line with
        {
            Quantity = -line.Quantity,
            DiscountCents = -line.DiscountCents,
            NetCents = -line.NetCents,
            TaxCents = -line.TaxCents,
            CostCents = -line.CostCents,
        })];
    }

    private DemoOrderLine[] Make(DemoGroup group, DemoRandom random)
    {
        int basket = group.BasketCents.Draw(ref random);
        DemoOrderLine[] lines = new DemoOrderLine[random.Between(1, group.MaxLines)];
        int discountPercent = random.Chance(group.DiscountShare) ? group.DiscountPercent.Draw(ref random) : 0;

        for (int place = 0; place < lines.Length; place++)
        {
            int category = random.Chance(600) ? group.FavouriteCategory : random.Below(DemoCatalogue.Categories.Count);
            int product = DemoCatalogue.Draw(ref random, category, group.Tier);
            int price = _products[product].PriceCents;
            int quantity = Math.Max(1, basket / lines.Length / price);

            long gross = (long)quantity * price;
            long discount = ((gross * discountPercent) + 50) / 100;
            long net = gross - discount;
            long tax = ((net * TaxPercent) + 50) / 100;
            lines[place] = new DemoOrderLine(
                place + 1, product, quantity, price, discount, net, tax, (long)quantity * _products[product].CostCents);
        }

        return lines;
    }
}

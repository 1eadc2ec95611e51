namespace Segmentation.Jobs.Demo;

/// <summary>A range of whole numbers, both ends included.</summary>
public readonly record struct DemoRange(int Low, int High)
{
    internal int Draw(ref DemoRandom random) => random.Between(Low, High);
}

/// <summary>One planted group: how its people buy.</summary>
/// <param name="Name">Name in the truth.</param>
/// <param name="Share">People of a thousand.</param>
/// <param name="Description">What tells it from the others.</param>
public sealed record DemoGroup(string Name, int Share, string Description)
{
    /// <summary>Orders a person may place; 0 is none at all.</summary>
    public int MaxOrders { get; init; } = int.MaxValue;

    /// <summary>First order: days after the first day. Used unless <see cref="FirstDaysAgo"/> is given.</summary>
    public DemoRange FirstDaysIn { get; init; }

    /// <summary>First order: days before the last snapshot date.</summary>
    public DemoRange? FirstDaysAgo { get; init; }

    /// <summary>Days from one order to the next.</summary>
    public DemoRange GapDays { get; init; } = new(1, 1);

    /// <summary>Days before the last snapshot date at which the person stops buying. Null: never.</summary>
    public DemoRange? StopDaysAgo { get; init; }

    /// <summary>Buys in spring and autumn only, once or twice each.</summary>
    public bool IsSeasonal { get; init; }

    /// <summary>What one order is meant to cost before discount, in cents.</summary>
    public DemoRange BasketCents { get; init; }

    /// <summary>Most lines in one order.</summary>
    public int MaxLines { get; init; } = 3;

    /// <summary>Price tier bought: 0 cheap, 1 middle, 2 dear.</summary>
    public int Tier { get; init; }

    /// <summary>Category that six of ten lines come from.</summary>
    public int FavouriteCategory { get; init; }

    /// <summary>Orders of a thousand that carry a discount.</summary>
    public int DiscountShare { get; init; } = 40;

    /// <summary>Discount, when there is one, in percent.</summary>
    public DemoRange DiscountPercent { get; init; } = new(5, 10);
}

/// <summary>The planted groups. Shares add up to 1,000.</summary>
public static class DemoGroups
{
    /// <summary>All groups; a person's group is a place in this list. Prospects, who never order, come last.</summary>
    public static IReadOnlyList<DemoGroup> All { get; } =
    [
        new("loyal_heavy", 120, "Orders every one or two weeks since the beginning, several hundred euros each time.")
        {
            FirstDaysIn = new(0, 40), GapDays = new(8, 16), BasketCents = new(20000, 38000), MaxLines = 4, Tier = 2,
            FavouriteCategory = 0,
        },
        new("frequent_small", 190, "Orders every one or two weeks since the beginning, about twenty euros each time.")
        {
            FirstDaysIn = new(0, 40), GapDays = new(8, 16), BasketCents = new(1200, 2600), MaxLines = 2, Tier = 0,
            FavouriteCategory = 1,
        },
        new("seasonal_big", 120, "Orders in spring and autumn only, about a thousand euros each time.")
        {
            FirstDaysIn = new(0, 60), IsSeasonal = true, BasketCents = new(70000, 140000), MaxLines = 4, Tier = 2,
            FavouriteCategory = 2,
        },
        new("bargain_hunter", 140, "Orders every five to seven weeks, nearly always at 20 to 40 percent off.")
        {
            FirstDaysIn = new(0, 40), GapDays = new(32, 52), BasketCents = new(5000, 11000), Tier = 1,
            FavouriteCategory = 3, DiscountShare = 960, DiscountPercent = new(20, 40),
        },
        new("one_time", 180, "Ordered once, four months to a year and more ago, and never again.")
        {
            FirstDaysAgo = new(120, 340), MaxOrders = 1, BasketCents = new(3000, 8000), Tier = 1, FavouriteCategory = 4,
        },
        new("new_customer", 100, "First order in the last five weeks, at most one more since.")
        {
            FirstDaysAgo = new(3, 35), MaxOrders = 2, GapDays = new(6, 24), BasketCents = new(3000, 8000), Tier = 1,
            FavouriteCategory = 4,
        },
        new("lapsed_good", 110, "Ordered every two or three weeks at first, then stopped eight to ten months ago.")
        {
            FirstDaysIn = new(0, 40), GapDays = new(12, 24), StopDaysAgo = new(240, 300), BasketCents = new(9000, 18000),
            Tier = 1, FavouriteCategory = 5,
        },
        new("prospect", 40, "Has an account and never ordered.") { MaxOrders = 0 },
    ];

    /// <summary>Groups that buy: what a clustering of behaviour has to find.</summary>
    public static int BuyingCount { get; } = All.Count(group => group.MaxOrders > 0);

    internal static int[] Shares { get; } = [.. All.Select(group => group.Share)];
}

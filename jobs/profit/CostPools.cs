using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Profit;

/// <summary>One cost pool, with its name.</summary>
public sealed record CostPool(string Name, CostPoolConfig Rules);

/// <summary>The cost pools of a configuration, in order.</summary>
public static class CostPools
{
    /// <summary>The pool of service costs that no pool of the company's own takes.</summary>
    public const string Rest = "other_service_costs";

    /// <summary>All pools; none where profit is not configured.</summary>
    public static IReadOnlyList<CostPool> Of(ProfitConfig? profit)
    {
        if (profit is null)
        {
            return [];
        }

        List<CostPool> pools = [.. profit.PoolsInUse.Select(pool => new CostPool(pool.Key, pool.Value))];
        CostPool[] booked = [.. pools.Where(pool => pool.Rules.Booked == CostSource.ServiceCosts)];
        if (booked.Length > 0 && booked.All(pool => pool.Rules.When is not null))
        {
            // What no condition takes would vanish: it is shown, and shared out to nobody.
            pools.Add(new CostPool(Rest, new CostPoolConfig { Line = CostLine.CostToServe, Booked = CostSource.ServiceCosts }));
        }

        return pools;
    }
}

/// <summary>The lines of a segment's result, in order.</summary>
public static class ProfitLines
{
    /// <summary>The owner of lines for which nobody is named.</summary>
    public const string DefaultOwner = "finance";

    /// <summary>Name and meaning of each line; its number is its place, from 1.</summary>
    public static IReadOnlyList<(string Line, string Description)> All { get; } =
    [
        ("gross_revenue", "Sales before discounts, without tax."),
        ("discounts", "Discounts given."),
        ("returns", "Credit notes."),
        ("net_revenue", "Gross revenue less discounts and returns: what the tie-out to the ledger starts from."),
        ("cost_of_goods", "Cost of what was sold, less that of what came back."),
        ("marketing", "Cost of winning and keeping customers."),
        ("cost_to_serve", "Cost of delivering, supporting and serving."),
        ("contribution_margin", "Net revenue less all these costs."),
    ];

    /// <summary>The line's number.</summary>
    public static int NumberOf(string line) => All.Select(known => known.Line).ToList().IndexOf(line) + 1;
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>What segments earn: which costs there are, to whom they are booked, and how the rest is shared out.</summary>
public sealed record ProfitConfig
{
    [Description("The costs, in pools. An entry or a cost belongs to the first pool whose condition holds. Without any: cost_amount of the order lines, all of service_costs, and the ledger's accounts of the classes cogs, marketing and service.")]
    public IReadOnlyDictionary<string, CostPoolConfig> Pools { get; init; } = new Dictionary<string, CostPoolConfig>();

    [Description("Who answers for a line of the segment result: gross_revenue, discounts, returns, net_revenue, cost_of_goods, marketing, cost_to_serve, contribution_margin. Default: finance.")]
    public IReadOnlyDictionary<string, string> Owners { get; init; } = new Dictionary<string, string>();

    /// <summary>The pools in use: those of the file, or the usual ones.</summary>
    public IReadOnlyDictionary<string, CostPoolConfig> PoolsInUse => Pools.Count > 0 ? Pools : UsualPools;

    private static Dictionary<string, CostPoolConfig> UsualPools { get; } = new()
    {
        ["cost_of_goods"] = new() { Line = CostLine.CostOfGoods, Booked = CostSource.OrderLines, Ledger = "account_class = 'cogs'", Driver = CostDriver.Revenue },
        ["marketing"] = new() { Line = CostLine.Marketing, Ledger = "account_class = 'marketing'", Driver = CostDriver.Revenue },
        ["service"] = new() { Line = CostLine.CostToServe, Booked = CostSource.ServiceCosts, Ledger = "account_class = 'service'", Driver = CostDriver.Orders },
    };
}

/// <summary>Costs that are shared out alike.</summary>
public sealed record CostPoolConfig
{
    [Description("The line of the segment result: cost_of_goods, marketing or cost_to_serve.")]
    [Required]
    public CostLine Line { get; init; }

    [Description("Where a part of it is known by customer: order_lines (cost_amount), service_costs, or gl_entries (entries with a customer number). Default: nowhere; all of it is shared out.")]
    public CostSource Booked { get; init; }

    [Description("SQL condition over the service costs that belong here, for booked: service_costs. Default: all that no earlier pool took.")]
    public string? When { get; init; }

    [Description("SQL condition over finance.ledger_entries: the entries that are the whole of the cost. What is not booked to customers is shared out. In a period for which the ledger has none, the cost is what is booked. Default: what is booked is the whole.")]
    public string? Ledger { get; init; }

    [Description("By what the rest is shared out: orders, lines, revenue, tickets or customers. Default: not at all; it stays UNASSIGNED.")]
    public CostDriver Driver { get; init; }

    [Description("Who answers for it. Default: the owner of its line.")]
    public string? Owner { get; init; }
}

/// <summary>Lines of the segment result that are costs.</summary>
public enum CostLine
{
    CostToServe,
    CostOfGoods,
    Marketing,
}

/// <summary>Where costs are known by customer.</summary>
public enum CostSource
{
    None,
    OrderLines,
    ServiceCosts,
    GlEntries,
}

/// <summary>By what costs are shared out.</summary>
public enum CostDriver
{
    None,
    Orders,
    Lines,
    Revenue,
    Tickets,
    Customers,
}

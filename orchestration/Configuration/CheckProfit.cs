using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Profit;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that every cost pool has a cost, and that none is counted twice.</summary>
internal static class CheckProfit
{
    public static void Run(CheckContext context)
    {
        if (context.Config.Profit is not { } profit)
        {
            return;
        }

        foreach ((string name, CostPoolConfig pool) in profit.Pools)
        {
            CheckPool(context, $"profit.pools.{name}", name, pool);
        }

        string[] goods = [.. profit.Pools.Where(pool => pool.Value.Booked == CostSource.OrderLines).Select(pool => pool.Key)];
        if (goods.Length > 1)
        {
            context.Refuse($"profit.pools.{goods[1]}.booked", $"profit.pools.{goods[0]} and profit.pools.{goods[1]} both take cost_amount of the order lines, which would count it twice. Leave it in one.");
        }

        foreach (string line in profit.Owners.Keys.Where(line => ProfitLines.NumberOf(line) == 0))
        {
            string[] lines = [.. ProfitLines.All.Select(known => known.Line)];
            context.RefuseName($"profit.owners.{line}", $"'{YamlScalar.Shorten(line)}' in profit.owners is no line of the segment result. {NearestWord.Hint(line, lines)}");
        }
    }

    private static void CheckPool(CheckContext context, string path, string name, CostPoolConfig pool)
    {
        if (name == CostPools.Rest || name.Length == 0)
        {
            context.RefuseName(path, $"'{YamlScalar.Shorten(name)}' cannot be the name of a cost pool: service costs that no pool takes stand there. Give it another name.");
        }

        if (pool is { Booked: CostSource.None, Ledger: null })
        {
            context.Refuse(path, $"{path} has no cost. Say where it is booked (booked: order_lines, service_costs), or which entries of the ledger it is (ledger: \"account_class = 'marketing'\").");
        }

        if (pool is { Booked: CostSource.GlEntries, Ledger: null })
        {
            context.Refuse($"{path}.booked", $"{path} is booked in the ledger, but does not say by which entries. Add ledger:, such as \"account_class = 'service'\".");
        }

        if (pool.When is not null && pool.Booked != CostSource.ServiceCosts)
        {
            context.Refuse($"{path}.when", $"{path}.when chooses among service costs, but the pool is not booked there. Remove it, or set booked: service_costs.");
        }
    }
}

using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Ledger;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Profit;

/// <summary>Shares out what is booked to no customer, by each pool's driver, so that the parts add up to the cent.</summary>
/// <remarks>Reads finance.pool_totals, finance.segment_results and finance.segment_periods: few rows, whatever the number of customers.
/// Writes finance.costs_allocated. A cost of a legal entity is shared out among its own segments; where the driver has nothing there,
/// among those of the whole period; where it has nothing at all, the cost stays UNASSIGNED.</remarks>
public sealed class AllocateCostsJob : IBatchJob
{
    public string Name => "allocate_costs";

    public IReadOnlyList<string> Reads => ["finance.pool_totals", "finance.segment_results", "finance.segment_periods"];

    public IReadOnlyList<string> Writes => ["finance.costs_allocated"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        engine.Execute(
            """
            create or replace table finance.costs_allocated (
                scheme string, basis string, segment_code string, period string, legal_entity string, pool string,
                driver string, driver_amount decimal(28,4), amount decimal(28,4)
            )
            """,
            Name, null, cancellationToken);
        SharedCost[] costs =
        [
            .. engine.Query(
                """
                select period, legal_entity, pool, shared_amount
                from finance.pool_totals
                where shared_amount <> 0
                order by period, legal_entity, pool
                """,
                Name, row => new SharedCost(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDecimal(3)), null, cancellationToken),
        ];
        if (costs.Length == 0)
        {
            return new JobResult(0, "nothing to share out");
        }

        Dictionary<string, CostDriver> drivers = CostPools.Of(context.Run.Config.Profit).ToDictionary(pool => pool.Name, pool => pool.Rules.Driver);
        ILookup<(string Scheme, string Basis, string Period), SegmentDrivers> segments = Segments(engine, cancellationToken);
        ILookup<string, (string Scheme, string Basis)> views = engine.Query(
            "select period, scheme, basis from finance.segment_periods order by all", Name,
            row => (Period: row.GetString(0), View: (row.GetString(1), row.GetString(2))), null, cancellationToken)
            .ToLookup(found => found.Period, found => found.View);
        long count = engine.Append(
            "finance.costs_allocated",
            from cost in costs
            from view in views[cost.Period]
            from part in Parts(cost, drivers[cost.Pool], [.. segments[(view.Scheme, view.Basis, cost.Period)]])
            select (cost, view, part),
            (row, item) => row
                .AppendValue(item.view.Scheme).AppendValue(item.view.Basis).AppendValue(item.part.SegmentCode).AppendValue(item.cost.Period)
                .AppendValue(item.cost.LegalEntity).AppendValue(item.cost.Pool).AppendValue(item.part.Driver.Word()).AppendValue(item.part.DriverAmount)
                .AppendValue(item.part.Amount));
        return new JobResult(count, $"{costs.Length:N0} costs shared out");
    }

    /// <summary>A cost of one pool, by segment.</summary>
    private static IEnumerable<Part> Parts(SharedCost cost, CostDriver driver, SegmentDrivers[] segments)
    {
        foreach (SegmentDrivers[] reach in (SegmentDrivers[][])[[.. segments.Where(segment => segment.LegalEntity == cost.LegalEntity)], segments])
        {
            (string SegmentCode, decimal Weight)[] weights =
            [
                .. reach.GroupBy(segment => segment.SegmentCode)
                    .Select(segment => (segment.Key, Weight: Math.Max(0, segment.Sum(found => found.Of(driver)))))
                    .Where(segment => segment.Weight > 0).OrderBy(segment => segment.Key, StringComparer.Ordinal),
            ];
            if (weights.Length > 0)
            {
                decimal[] amounts = LargestRemainder.Allocate(cost.Amount, [.. weights.Select(weight => weight.Weight)]);
                return weights.Zip(amounts, (weight, amount) => new Part(weight.SegmentCode, driver, weight.Weight, amount)).Where(part => part.Amount != 0);
            }
        }

        return [new Part("UNASSIGNED", CostDriver.None, 0, cost.Amount)];
    }

    private static ILookup<(string Scheme, string Basis, string Period), SegmentDrivers> Segments(DuckDbEngine engine, CancellationToken cancellationToken) =>
        engine.Query(
            """
            select scheme, basis, period, legal_entity, segment_code, order_count, line_count, ticket_count, customer_count, gross_amount + discount_amount
            from finance.segment_results
            where pool = ''
            """,
            "segments' drivers",
            row => (Key: (row.GetString(0), row.GetString(1), row.GetString(2)), Drivers: new SegmentDrivers(
                row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetDecimal(9))),
            null, cancellationToken).ToLookup(found => found.Key, found => found.Drivers);

    private sealed record SharedCost(string Period, string LegalEntity, string Pool, decimal Amount);

    private sealed record Part(string SegmentCode, CostDriver Driver, decimal DriverAmount, decimal Amount);

    /// <summary>What a segment has of each driver in one legal entity.</summary>
    private sealed record SegmentDrivers(
        string LegalEntity, string SegmentCode, long Orders, long Lines, long Tickets, long Customers, decimal Revenue)
    {
        public decimal Of(CostDriver driver) => driver switch
        {
            CostDriver.Orders => Orders,
            CostDriver.Lines => Lines,
            CostDriver.Tickets => Tickets,
            CostDriver.Customers => Customers,
            CostDriver.Revenue => Revenue,
            _ => 0,
        };
    }
}

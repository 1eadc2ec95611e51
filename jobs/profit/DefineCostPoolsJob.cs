using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Profit;

/// <summary>Puts every cost into its pool, as the configuration says: what is booked to customers, what is not, what the ledger has.</summary>
/// <remarks>Reads finance.ruled_entries, finance.service_costs, finance.customer_revenue. Writes config.profit_lines and
/// finance.pool_costs, a view of no rows where profit is not configured.</remarks>
public sealed class DefineCostPoolsJob : IBatchJob
{
    private const string Table = """
        create or replace table config.profit_lines (
            line_number bigint, line string, pool string, description string, booked_from string, driver string, owner string
        )
        """;

    public string Name => "define_cost_pools";

    public IReadOnlyList<string> Reads =>
    [
        "finance.ruled_entries", "finance.service_costs", "finance.customer_revenue", "intermediate.int_customers__numbered", "config.exchange_rates",
    ];

    public IReadOnlyList<string> Writes => ["config.profit_lines", "finance.pool_costs"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        ProfitConfig? profit = context.Run.Config.Profit;
        IReadOnlyList<CostPool> pools = CostPools.Of(profit);
        context.Engine.Execute(Table, Name, null, cancellationToken);
        WriteLines(context.Engine, profit, pools);
        context.Engine.Execute($"create or replace view finance.pool_costs as\n{PoolSql.Costs(pools)}", Name, null, cancellationToken);
        return new JobResult(pools.Count, profit is null ? "profit is not configured" : $"{pools.Count} cost pools");
    }

    private static void WriteLines(DuckDbEngine engine, ProfitConfig? profit, IReadOnlyList<CostPool> pools)
    {
        if (profit is null)
        {
            return;
        }

        engine.Append("config.profit_lines", ProfitLines.All, (row, line) => row
            .AppendValue((long)ProfitLines.NumberOf(line.Line)).AppendValue(line.Line).AppendValue("").AppendValue(line.Description)
            .AppendNullValue().AppendNullValue().AppendValue(OwnerOf(line.Line)));
        engine.Append("config.profit_lines", pools, (row, pool) => row
            .AppendValue((long)ProfitLines.NumberOf(pool.Rules.Line.Word())).AppendValue(pool.Rules.Line.Word()).AppendValue(pool.Name)
            .AppendValue(Meaning(pool)).AppendValue(pool.Rules.Booked.Word()).AppendValue(pool.Rules.Driver.Word())
            .AppendValue(pool.Rules.Owner ?? OwnerOf(pool.Rules.Line.Word())));

        string OwnerOf(string line) => profit.Owners.GetValueOrDefault(line, ProfitLines.DefaultOwner);
    }

    private static string Meaning(CostPool pool) => (pool.Rules.When, pool.Rules.Ledger) switch
    {
        (_, { } ledger) => $"Entries of the ledger: {ledger}",
        ({ } when, _) => $"Service costs: {when}",
        _ when pool.Name == CostPools.Rest => "Service costs that no other pool takes.",
        _ => $"All of {pool.Rules.Booked.Word()}.",
    };
}

/// <summary>SQL that puts costs into pools.</summary>
internal static class PoolSql
{
    private const string Nothing = """
        select
            cast(null as string) as pool,
            cast(null as string) as side,
            cast(null as string) as customer_id,
            cast(null as string) as period,
            cast(null as string) as legal_entity,
            cast(null as decimal(28,4)) as amount,
            cast(null as bigint) as item_count
        where false
        """;

    /// <summary>One row per cost. side is <c>booked</c> (to a customer, or to sales without one), <c>shared</c> (known, but to no customer),
    /// or <c>ledger</c> (the whole of the pool, beside what is known of it).</summary>
    public static string Costs(IReadOnlyList<CostPool> pools) => string.Join("\nunion all\n",
    [
        Nothing,
        .. pools.Any(pool => pool.Rules.Ledger is not null) ? [LedgerCosts(pools)] : Array.Empty<string>(),
        .. pools.Any(pool => pool.Rules.Booked == CostSource.ServiceCosts) ? [ServiceCosts(pools)] : Array.Empty<string>(),
        .. pools.Where(pool => pool.Rules.Booked == CostSource.OrderLines).Select(GoodsCosts),
    ]);

    /// <summary>Entries whose class is tied are revenue, not cost, whatever a condition says; those that a rule takes out are taken out here too.</summary>
    private static string LedgerCosts(IReadOnlyList<CostPool> pools)
    {
        CostPool[] posted = [.. pools.Where(pool => pool.Rules.Ledger is not null)];
        string byCustomer = string.Join(", ", posted.Where(pool => pool.Rules.Booked == CostSource.GlEntries).Select(pool => SqlText.Literal(pool.Name)).DefaultIfEmpty("''"));
        return $"""
            select
                entries.pool,
                case
                    when entries.pool not in ({byCustomer}) then 'ledger'
                    when customers.customer_id is null then 'shared'
                    else 'booked'
                end as side,
                customers.customer_id,
                entries.period,
                entries.legal_entity,
                cast(case when exchange_rates.rate = 1 then entries.amount else cast(entries.amount as decimal(18,4)) * exchange_rates.rate end as decimal(28,4)) as amount,
                cast(1 as bigint) as item_count
            from (
                select *, {First(posted, pool => pool.Rules.Ledger!)} as pool
                from finance.ruled_entries
                where rule is null
                    and not is_tied
            ) as entries
            left join intermediate.int_customers__numbered as customers
                on customers.customer_number = entries.customer_number
            left join config.exchange_rates
                on exchange_rates.currency = entries.currency
            where entries.pool is not null
            """;
    }

    private static string ServiceCosts(IReadOnlyList<CostPool> pools) => $"""
        select
            costs.pool,
            case when costs.customer_id is null then 'shared' else 'booked' end as side,
            costs.customer_id,
            costs.period,
            costs.legal_entity,
            costs.reporting_amount as amount,
            cast(1 as bigint) as item_count
        from (
            select *, {First([.. pools.Where(pool => pool.Rules.Booked == CostSource.ServiceCosts)], pool => pool.Rules.When ?? "true")} as pool
            from finance.service_costs
        ) as costs
        """;

    /// <summary>What guests bought has its cost too: it stands with their revenue, under no customer.</summary>
    private static string GoodsCosts(CostPool pool) => $"""
        select
            {SqlText.Literal(pool.Name)} as pool,
            'booked' as side,
            customer_id,
            period,
            legal_entity,
            cast(-reporting_cost_amount as decimal(28,4)) as amount,
            costed_line_count as item_count
        from finance.customer_revenue
        where costed_line_count > 0
        """;

    private static string First(IReadOnlyList<CostPool> pools, Func<CostPool, string> condition) =>
        $"case{string.Concat(pools.Select(pool => $"\nwhen ({condition(pool)}\n) then {SqlText.Literal(pool.Name)}"))} end";
}

using Segmentation.Sql.Engine;
using Segmentation.Sql.Tests.Transforms;

namespace Segmentation.Sql.Tests;

/// <summary>The goal: features depend on the rows and on nothing else. Method: the same 40,000 made-up lines, full of ties,
/// in two orders and on different numbers of threads; every row of every mart must be the same text.</summary>
public sealed class RepeatabilityTests
{
    private static readonly string[] Marts =
        ["mart.customer_features", "mart.customer_category_shares", "mart.customer_channel_shares"];

    [Theory]
    [InlineData(1, "hash(order_id, 1)")]
    [InlineData(2, "line_amount")]
    [InlineData(7, "hash(order_id, line_number, 2)")]
    public void Features_do_not_depend_on_threads_or_on_the_order_of_rows(int threads, string order) =>
        Fingerprint(threads, order).ShouldBe(Fingerprint(2, "order_id"));

    private static string Fingerprint(int threads, string order)
    {
        TransformCatalog catalog = TransformCatalog.Load();
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = threads, MemoryLimit = "1GB" });
        EmptyTables.Make(engine, catalog, Marts[0]);
        engine.Execute(
            $"""
            create macro draw(purpose, number, sides) as cast(hash(hash(purpose, number)) % sides as bigint);
            insert into config.exchange_rates values ('EUR', 1), ('USD', 0.921737);
            insert into identity.customer_xref select 'shop', 'r' || range, 'c' || (range // 2) from range(400);
            insert into mart.customers select 'c' || range, null, null from range(200);
            insert into raw.products (source_system, product_id, category, loaded_at)
                select 'shop', 'p' || range, 'category ' || draw('category', range, 7), timestamp '2026-01-01' from range(60);
            insert into raw.order_lines (
                source_system, order_id, line_number, source_record_id, ordered_at, document_type, product_id, line_amount,
                discount_amount, cost_amount, currency, channel, business_unit)
            select * from (
                select
                    'shop', 'o' || (range // 3) as order_id, range % 3 as line_number,
                    case when draw('guest', range // 3, 50) > 0 then 'r' || draw('customer', range // 3, 400) end,
                    timestamp '2025-01-01' + to_hours(draw('hour', range // 3, 13200)),
                    case when draw('credit', range // 3, 20) = 0 then 'credit' else 'sale' end,
                    'p' || draw('product', range, 70),
                    draw('amount', range, 4) * 1.25 * case when draw('credit', range // 3, 20) = 0 then -1 else 1 end as line_amount,
                    draw('discount', range, 3) * 0.25, draw('cost', range, 3) * 0.5,
                    case when draw('currency', range // 3, 4) = 0 then 'USD' else 'EUR' end,
                    'channel ' || draw('channel', range // 3, 3), 'unit ' || draw('unit', range // 3, 3)
                from range(40000)
            ) as lines
            order by {order};
            """,
            "rows");
        var parameters = new Dictionary<string, object?> { ["snapshot_date"] = new DateOnly(2026, 7, 1) };
        HashSet<string> needed = [];
        Need(catalog, needed, Marts);
        foreach (Transform transform in catalog.InOrder.Where(transform => needed.Contains(transform.Name)))
        {
            engine.RunTransform(transform, parameters);
        }

        engine.Scalar<long>("select cast(sum(line_count) as bigint) from mart.customer_features", "rows")
            .ShouldBeInRange(36000, 40000);
        return string.Join('\n', Marts.Select(mart => engine.Scalar<string>(
            $"""
            select count(*) || ' ' || md5(string_agg(line, '|' order by line))
            from (select cast(mart as string) as line from {mart} as mart) as lines
            """,
            mart)));
    }

    private static void Need(TransformCatalog catalog, HashSet<string> needed, IEnumerable<string> tables)
    {
        foreach (Transform transform in tables.Select(catalog.Find).OfType<Transform>()
            .Where(transform => transform.Name != "mart.customers" && transform.Schema != "identity" && needed.Add(transform.Name)))
        {
            Need(catalog, needed, transform.Reads);
        }
    }
}

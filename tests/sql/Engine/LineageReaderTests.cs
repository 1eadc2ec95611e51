using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Sql.Tests.Engine;

/// <summary>Where columns come from, read from SQL in which renames were planted.</summary>
public sealed class LineageReaderTests : IDisposable
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Tables = new()
    {
        ["shop.orders"] = ["order_id", "buyer", "amount", "day", "status"],
        ["shop.people"] = ["person", "name", "city"],
        ["shop.more_orders"] = ["order_id", "buyer", "amount", "day", "status"],
    };

    private readonly DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });

    /// <summary>Each row is a query and what its first column must come from: kind and column, and its literals in brackets.</summary>
    [Theory]
    [InlineData("select amount as price from shop.orders", "Identity shop.orders.amount")]
    [InlineData("select o.amount as a from shop.orders as o", "Identity shop.orders.amount")]
    [InlineData("select orders.amount from shop.orders", "Identity shop.orders.amount")]
    [InlineData("select shop.orders.amount from shop.orders", "Identity shop.orders.amount")]
    [InlineData("select AMOUNT from shop.orders", "Identity shop.orders.amount")]
    [InlineData("with a as (select buyer as x from shop.orders), b as (select x as y from a) select y as z from b", "Identity shop.orders.buyer")]
    [InlineData("with a (p, q) as (select order_id, buyer from shop.orders) select q from a", "Identity shop.orders.buyer")]
    [InlineData("with a as (select * from shop.orders) select buyer from a", "Identity shop.orders.buyer")]
    [InlineData("select * from (select day as d, * from shop.orders) as inner_query", "Identity shop.orders.day")]
    [InlineData("select * exclude (order_id) from shop.orders", "Identity shop.orders.buyer")]
    [InlineData("select * replace (amount * 2 as order_id) from shop.orders", "Transformation shop.orders.amount [constant]")]
    [InlineData("select * rename (order_id as id) from shop.orders", "Identity shop.orders.order_id")]
    [InlineData("select amount * 2 as doubled from shop.orders", "Transformation shop.orders.amount [constant]")]
    [InlineData("select cast(amount as int) as whole from shop.orders", "Transformation shop.orders.amount")]
    [InlineData("select x.doubled from (select amount + order_id as doubled from shop.orders) as x", "Transformation shop.orders.amount, Transformation shop.orders.order_id")]
    [InlineData("select sum(amount) as total from shop.orders", "Aggregation shop.orders.amount")]
    [InlineData("select total + 1 as t from (select sum(amount) as total from shop.orders) as s", "Aggregation shop.orders.amount [constant]")]
    [InlineData("select count(*) as n from shop.orders", "Aggregation shop.orders.*")]
    [InlineData("with a as (select 1 as one from shop.orders) select count(*) as n from a", "Aggregation shop.orders.*")]
    [InlineData("select sum(amount) filter (where status = 'paid') as paid from shop.orders", "Aggregation shop.orders.amount, Conditional shop.orders.status")]
    [InlineData("select max_by(status, day) as last_status from shop.orders group by buyer", "Sort shop.orders.day, Aggregation shop.orders.status")]
    [InlineData("select case when status = 'paid' then amount else 0 end as paid from shop.orders", "Transformation shop.orders.amount, Conditional shop.orders.status [constant]")]
    [InlineData("select row_number() over (partition by buyer order by day) as place from shop.orders", "Window shop.orders.buyer, Window shop.orders.day [row_number()]")]
    [InlineData("select sum(amount) over (partition by buyer order by day) as running from shop.orders", "Aggregation shop.orders.amount, Window shop.orders.buyer, Window shop.orders.day")]
    [InlineData("select lag(amount) over (order by day) as before from shop.orders", "Transformation shop.orders.amount, Window shop.orders.day")]
    [InlineData("select city from shop.orders as o left join shop.people as p on p.person = o.buyer", "Identity shop.people.city")]
    [InlineData("select buyer from shop.orders union all select name from shop.people", "Identity shop.orders.buyer, Identity shop.people.name")]
    [InlineData("select city as place, name as who from shop.people union all by name select buyer as who, status as place from shop.orders", "Identity shop.orders.status, Identity shop.people.city")]
    [InlineData("select buyer from shop.orders except select person from shop.people", "Identity shop.orders.buyer")]
    [InlineData("select (select max(name) from shop.people where person = o.buyer) as buyer_name from shop.orders as o", "Conditional shop.orders.buyer, Aggregation shop.people.name, Conditional shop.people.person")]
    [InlineData("select order_id from shop.orders join shop.more_orders using (order_id)", "Identity shop.more_orders.order_id, Identity shop.orders.order_id")]
    [InlineData("select amount as a, a + 1 as b from shop.orders", "Identity shop.orders.amount")]
    [InlineData("select list_transform([amount], lambda v: v + order_id) as changed from shop.orders", "Transformation shop.orders.amount, Transformation shop.orders.order_id")]
    [InlineData("select :snapshot_date as day from shop.orders", "[:snapshot_date]")]
    [InlineData("select 'a :day' as text, day from shop.orders", "[constant]")]
    [InlineData("select n from (values (1), (2)) as numbers(n)", "[constant]")]
    [InlineData("select i from range(0, 5) as numbers(i)", "[constant, range()]")]
    [InlineData("with recursive chain (x, n) as (select buyer, 1 from shop.orders union all select p.name, n + 1 from chain join shop.people as p on p.person = x) select x from chain",
        "Identity shop.orders.buyer, Identity shop.people.name")]
    [InlineData("select day from shop.orders where exists (select 1 from shop.people where person = buyer)", "Identity shop.orders.day")]
    [InlineData("select o.status from shop.orders as o, lateral (select o.amount as inside) as l", "Identity shop.orders.status")]
    [InlineData("select inside from shop.orders as o, lateral (select o.amount as inside) as l", "Identity shop.orders.amount")]
    public void A_column_comes_from_what_was_planted(string sql, string expected)
    {
        ColumnLineage first = Read(sql).Columns[0];

        string constants = first.Constants.Count == 0 ? "" : $" [{string.Join(", ", first.Constants)}]";
        $"{string.Join(", ", first.Inputs.Select(input => $"{input.Kind} {input.Source}"))}{constants}".Trim().ShouldBe(expected);
    }

    /// <summary>What decides about rows is told once, for all columns.</summary>
    [Theory]
    [InlineData("select order_id from shop.orders where status = 'paid'", "Filter shop.orders.status")]
    [InlineData("select buyer from shop.orders group by buyer having sum(amount) > 5", "Filter shop.orders.amount, GroupBy shop.orders.buyer")]
    [InlineData("select o.day from shop.orders as o join shop.people as p on p.person = o.buyer", "Join shop.orders.buyer, Join shop.people.person")]
    [InlineData("select o.day from shop.orders as o join shop.more_orders as m using (order_id)", "Join shop.more_orders.order_id, Join shop.orders.order_id")]
    [InlineData("with paid as (select * from shop.orders where status = 'paid') select day from paid", "Filter shop.orders.status")]
    [InlineData("select day from shop.orders order by amount", "")]
    [InlineData("select day from shop.orders order by amount limit 3", "Sort shop.orders.amount")]
    [InlineData("select day, buyer from shop.orders group by 1, 2", "GroupBy shop.orders.buyer, GroupBy shop.orders.day")]
    [InlineData("select day, sum(amount) as total from shop.orders group by all", "GroupBy shop.orders.day")]
    [InlineData("select day from shop.orders where exists (select 1 from shop.people where person = buyer)", "Filter shop.orders.buyer, Filter shop.people.person")]
    [InlineData("select buyer from shop.orders except select person from shop.people", "Filter shop.people.person")]
    [InlineData("select day from shop.orders qualify row_number() over (partition by buyer order by day) = 1", "Filter shop.orders.buyer, Filter shop.orders.day")]
    public void What_decides_about_rows_is_told(string sql, string expected) =>
        string.Join(", ", Read(sql).Rows.Select(input => $"{input.Kind} {input.Source}")).ShouldBe(expected);

    [Theory]
    [InlineData("select nothing from shop.orders", "nothing names no column of what it reads")]
    [InlineData("select p.amount from shop.orders as o", "p.amount names no column of what it reads")]
    [InlineData("select * from shop.unknown", "it reads shop.unknown, of which no columns are known")]
    [InlineData("select x.* from shop.orders", "x.* names nothing that it reads")]
    [InlineData("select from from", "DuckDB does not parse it")]
    [InlineData("select columns('a.*') from shop.orders", "COLUMNS(...)")]
    public void What_cannot_be_explained_is_an_error_and_no_guess(string sql, string words) =>
        Should.Throw<LineageException>(() => Read(sql)).Message.ShouldContain(words);

    /// <summary>A planted rename in each of three tables, seen through from the last to the first.</summary>
    [Fact]
    public void A_rename_is_followed_through_tables()
    {
        var graph = new ColumnGraph(
        [
            Table("raw.orders", null, ["order_id", "buyer", "amount"]),
            Table("staging.sales", "select buyer as customer, amount as paid, order_id from raw.orders where amount > 0"),
            Table("mart.totals", "select customer as who, sum(paid) as spend, count(*) as order_count from staging.sales group by customer"),
            Table("publish.best", "select who as id, case when spend > 9 then 'A' else 'B' end as class, spend, order_count from mart.totals"),
        ]);
        ColumnWalk back = graph.Back();

        Told(back.Of(new ColumnName("publish.best", "id"))).ShouldBe(["Identity raw.orders.buyer"]);
        Told(back.Of(new ColumnName("publish.best", "spend"))).ShouldBe(["Aggregation raw.orders.amount"]);
        Told(back.Of(new ColumnName("publish.best", "class"))).ShouldBe(["Conditional raw.orders.amount"]);
        Told(back.Of(new ColumnName("publish.best", "order_count"))).ShouldBe(["Aggregation raw.orders.*"]);
        Told(back.OfRows("publish.best")).ShouldBe(["Filter raw.orders.amount", "GroupBy raw.orders.buyer"]);
        Told(graph.Back(table => table.StartsWith("staging.", StringComparison.Ordinal)).Of(new ColumnName("publish.best", "id"))).ShouldBe(["Identity staging.sales.customer"]);
        graph.ReadersOf(new ColumnName("staging.sales", "paid")).ShouldBe([(new ColumnName("mart.totals", "spend"), InfluenceKind.Aggregation)]);
        graph.RowReadersOf(new ColumnName("raw.orders", "amount")).ShouldBe([("staging.sales", InfluenceKind.Filter)]);

        LineageTable Table(string name, string? sql, string[]? columns = null)
        {
            QueryLineage query = sql is null
                ? new QueryLineage([.. columns!.Select(column => new ColumnLineage(column, [], []))], [], [])
                : new LineageReader(engine).Read(name, sql, table => known.GetValueOrDefault(table));
            known[name] = [.. query.Columns.Select(column => column.Name)];
            return new LineageTable(name, "a test", query);
        }
    }

    private readonly Dictionary<string, IReadOnlyList<string>> known = [];

    public void Dispose() => engine.Dispose();

    private QueryLineage Read(string sql) => new LineageReader(engine).Read("a query", sql, table => Tables.GetValueOrDefault(table));

    private static IEnumerable<string> Told(IEnumerable<Influence> inputs) => inputs.Select(input => $"{input.Kind} {input.Source}");
}

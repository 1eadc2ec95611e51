using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Engine;

public sealed class SqlTextTests
{
    private static readonly Dictionary<string, object?> Values = new() { ["day"] = new DateOnly(2026, 7, 1), ["name"] = "it's :day" };

    [Theory]
    [InlineData("select :day", "select date '2026-07-01'")]
    [InlineData("select ':day', \":day\", :day", "select ':day', \":day\", date '2026-07-01'")]
    [InlineData("select 1 -- :day\n, :day", "select 1 -- :day\n, date '2026-07-01'")]
    [InlineData("select 1 /* :day\n:day */ + :day", "select 1 /* :day\n:day */ + date '2026-07-01'")]
    [InlineData("select 'a''b:day', :day", "select 'a''b:day', date '2026-07-01'")]
    [InlineData("select x::date, y:day", "select x::date, y:day")]
    [InlineData("select :name", "select 'it''s :day'")]
    public void A_parameter_is_bound_outside_quotes_and_comments_only(string sql, string bound) =>
        SqlText.Bind(sql, Values).ShouldBe(bound);

    [Fact]
    public void A_parameter_without_a_value_is_named() =>
        Should.Throw<ArgumentException>(() => SqlText.Bind("select :dya", Values)).Message
            .ShouldBe("The SQL uses :dya, which has no value here. Known: day, name.");

    [Fact]
    public void Parameters_are_listed_once_in_order_of_use() =>
        SqlText.ParametersIn("select :b, ':c', :a, :b -- :d").ShouldBe(["b", "a"]);

    [Fact]
    public void Tables_are_found_in_from_and_join_and_not_in_comments() =>
        SqlText.TablesIn("-- from x.y\nselect * from mart.A inner join raw.b on a.x = b.x left join mart.a on true -- join c.d")
            .ShouldBe(["mart.a", "raw.b"]);

    [Fact]
    public void A_double_keeps_every_digit() =>
        SqlText.Literal(0.1 + 0.2).ShouldBe("cast('0.30000000000000004' as double)");

    [Fact]
    public void A_value_that_is_no_number_has_no_literal() =>
        Should.Throw<ArgumentException>(() => SqlText.Literal(double.NaN));

    [Fact]
    public void A_quote_in_a_name_is_doubled() => SqlText.Identifier("a\"b").ShouldBe("\"a\"\"b\"");
}

using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>A comparison that cannot fail proves nothing: these are the differences that it must see, and those that are none.</summary>
public sealed class ComparedTableTests
{
    private static readonly Dictionary<string, object?> None = [];

    [Theory]
    [InlineData("select cast(1.23 as decimal(18,2)) as a", "select cast(1.2300 as decimal(18,4)) as a")]
    [InlineData("select cast(7 as hugeint) as a", "select cast(7 as bigint) as a")]
    [InlineData("select 0.1e0 as a", "select 0.1e0 * (1 + 1e-13) as a")]
    [InlineData("select * from (values (1, null), (2, 'x')) as t(a, b)", "select * from (values (2, 'x'), (1, null)) as t(a, b)")]
    public void What_is_the_same_is_taken_for_the_same(string one, string two) => Difference(one, two).ShouldBeNull();

    [Theory]
    [InlineData("select cast(1.23 as decimal(18,2)) as a", "select cast(1.2301 as decimal(18,4)) as a")]
    [InlineData("select cast(1.5 as decimal(18,2)) as a", "select 1.5e0 as a")]
    [InlineData("select 0.1e0 as a", "select 0.1e0 * (1 + 1e-11) as a")]
    [InlineData("select cast(null as string) as a", "select '-' as a")]
    [InlineData("select cast(null as string) as a", "select '' as a")]
    [InlineData("select date '2026-01-01' as a", "select timestamp '2026-01-01 00:00:00' as a")]
    [InlineData("select 1 as a", "select 1 as b")]
    [InlineData("select * from (values (1), (1), (2)) as t(a)", "select * from (values (1), (2), (2)) as t(a)")]
    [InlineData("select 1 as a", "select 1 as a where false")]
    public void What_differs_is_seen(string one, string two) => Difference(one, two).ShouldNotBeNull();

    private static string? Difference(string one, string two)
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        return ComparedTable.Read(engine, one, None, "one").DifferenceFrom(ComparedTable.Read(engine, two, None, "two"));
    }
}

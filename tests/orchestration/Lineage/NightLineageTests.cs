using Segmentation.Batch.Configuration;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Tests.Lineage;

/// <summary>The lineage of a whole night, from the columns of files to those that readers see.</summary>
public sealed class NightLineageTests
{
    private static readonly Lazy<ColumnGraph> Whole = new(ReadShop);

    private static ColumnGraph Graph => Whole.Value;

    /// <summary>No column is unknown: each has a column it comes from, or is made of a literal, a parameter or a numbering.</summary>
    [Fact]
    public void Every_column_of_every_table_has_an_origin()
    {
        string[] unknown =
        [
            .. from table in Graph.Tables
               where !IsBeginning(table)
               from column in table.Query.Columns
               where column.Inputs.Count == 0 && column.Constants.Count == 0
               select $"{table.Name}.{column.Name}",
        ];

        unknown.ShouldBeEmpty();
        TransformCatalog.Load().InOrder.Select(transform => transform.Name).ShouldAllBe(name => Graph.Find(name) != null);
        Graph.Tables.SelectMany(table => table.Query.Columns).Count().ShouldBeGreaterThan(1000);
    }

    /// <summary>The transforms' headers name the tables they read, and a test holds them to it: the parser must find the same.</summary>
    [Fact]
    public void The_tables_that_are_found_are_those_that_the_headers_name()
    {
        foreach (Transform transform in TransformCatalog.Load().InOrder)
        {
            QueryLineage query = Graph.Find(transform.Name)!.Query;
            string[] found = [.. query.Columns.SelectMany(column => column.Inputs).Concat(query.Rows).Select(input => input.Source.Table).Concat(query.Tables).Distinct().Order(StringComparer.Ordinal)];

            string.Join(", ", found).ShouldBe(string.Join(", ", transform.Reads.Order(StringComparer.Ordinal)), transform.Name);
        }
    }

    [Theory]
    [InlineData("publish.customer_segments", "customer_id", "source crm.id")]
    [InlineData("publish.customer_features", "country", "source crm.country")]
    [InlineData("publish.customer_features", "recency_days", "source shop.ordered_at")]
    [InlineData("publish.customer_features", "net_spend_amount", "source shop.price")]
    [InlineData("publish.customer_segments", "segment_code", "source shop.ordered_at")]
    [InlineData("views.bi_segment_overview_v1", "customer_count", "rows")]
    public void A_published_column_begins_in_a_file(string table, string column, string beginning)
    {
        IReadOnlyList<Influence> inputs = Graph.Back().Of(new ColumnName(table, column));

        inputs.Select(input => input.Source.ToString()).ShouldContain(source => beginning == "rows" ? source.EndsWith(".*", StringComparison.Ordinal) : source == beginning);
    }

    /// <summary>A metric of the company's own is a column like any other.</summary>
    [Fact]
    public void A_metric_comes_from_the_features_that_its_sql_names() =>
        Graph.Find(new ColumnName("mart.customer_measures", "active"))!.Inputs
            .ShouldBe([new Influence(new ColumnName("mart.customer_features", "recency_days"), InfluenceKind.Transformation)]);

    private static bool IsBeginning(LineageTable table) =>
        table.Name.StartsWith("source ", StringComparison.Ordinal) || table.Name.StartsWith("previous.", StringComparison.Ordinal);

    private static ColumnGraph ReadShop()
    {
        using Shop shop = Shop.Unpublished();
        LoadedConfig loaded = ConfigLoader.Load(shop.At("segmentation.yml"));
        return LineageDesk.Read(loaded, TransformCatalog.Load(), CancellationToken.None).Graph;
    }
}

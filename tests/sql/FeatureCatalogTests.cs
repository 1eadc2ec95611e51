using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests;

public sealed class FeatureCatalogTests
{
    [Fact]
    public void The_catalog_and_the_table_agree_in_name_order_and_type()
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1, MemoryLimit = "500MB" });
        Transforms.EmptyTables.Make(engine, TransformCatalog.Load(), FeatureCatalog.Table);

        IReadOnlyList<string> columns = engine.Query(
            $"select column_name, column_type from (describe {FeatureCatalog.Table})",
            "columns",
            row => $"{row.GetString(0)} {row.GetString(1).ToLowerInvariant()}".Replace("varchar", "string", StringComparison.Ordinal));

        FeatureCatalog.Features.Select(feature => $"{feature.Name} {feature.SqlType}").ShouldBe(columns);
    }

    [Fact]
    public void A_declaration_says_unit_null_rule_and_meaning()
    {
        FeatureDeclaration recency = FeatureCatalog.Find("recency_days")!;

        recency.ShouldBe(new FeatureDeclaration(
            "recency_days", "bigint", "days", "null when never ordered", "Days from the last order to the snapshot date."));
        recency.IsNeverNull.ShouldBeFalse();
        FeatureCatalog.Find("order_count")!.IsNeverNull.ShouldBeTrue();
    }

    [Fact]
    public void A_declaration_over_several_lines_is_one_sentence() =>
        FeatureCatalog.Find("top_category_share")!.Description
            .ShouldBe(
                "Share of the top category in the net spend of all categories that have more than zero, "
                + "the unknown one included.");

    [Fact]
    public void Units_are_few_and_known() =>
        FeatureCatalog.Features.Select(feature => feature.Unit).Distinct().Order().ShouldBe(
        [
            "categories", "credit notes", "currencies", "currency", "date", "days", "id", "lines", "name", "orders",
            "products", "ratio", "share",
        ]);

    [Fact]
    public void A_declaration_that_is_not_complete_is_refused()
    {
        const string Text = """
            -- customer_features: a test.
            -- grain: one row per customer_id
            -- owner: test
            -- reads: mart.customers

            select
                -- bigint | days | sometimes | Days.
                recency_days
            from mart.customers
            """;
        TransformCatalog catalog = TransformCatalog.FromFiles([new("mart/customer_features.sql", Text)]);

        Should.Throw<TransformException>(() => FeatureCatalog.Read(catalog)).Message.ShouldBe(
            "mart/customer_features.sql: feature recency_days is declared as 'bigint | days | sometimes | Days.'. "
            + "Write '-- type | unit | null when ... | description', or 'never null'.");
    }
}

using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Transforms;

/// <summary>Makes a transform over no rows: enough to see its columns.</summary>
internal static class EmptyTables
{
    public static void Make(DuckDbEngine engine, TransformCatalog catalog, string name)
    {
        engine.CreateFunctions(catalog);
        engine.Execute(
            """
            create schema raw;
            create schema config;
            create schema identity;
            create schema mart;
            create table config.exchange_rates (currency string, rate decimal(18,6));
            create table identity.customer_xref (source_system string, source_record_id string, customer_id string);
            create table mart.customers (customer_id string, country string, created_date date);
            """,
            "empty tables");
        foreach (ContractTable table in SourceContract.Tables)
        {
            FixtureTable.CreateEmpty(engine, table);
        }

        HashSet<string> made = ["config.exchange_rates", "identity.customer_xref", "mart.customers"];
        var parameters = new Dictionary<string, object?> { ["snapshot_date"] = new DateOnly(2026, 7, 1) };
        Make(catalog.Find(name)!);

        void Make(Transform transform)
        {
            foreach (string read in transform.Reads.Where(read => !read.StartsWith("raw.", StringComparison.Ordinal) && made.Add(read)))
            {
                Make(catalog.Find(read)!);
            }

            engine.RunTransform(transform, parameters);
        }
    }
}

namespace Segmentation.Jobs.Demo;

/// <summary>The product list: <c>products/products.csv.gz</c>, one row per product, prices in euros.</summary>
public sealed class ProductsPart : IDemoPart
{
    public const string FilePath = "products/products.csv.gz";

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter csv = folder.OpenCsv(
            FilePath, ["sku", "name", "line", "category", "brand", "list_price", "unit_cost"]);
        foreach (DemoProduct product in world.Catalogue.Products)
        {
            csv.Text(product.Sku).Text(product.Name).Text(product.Line).Text(DemoCatalogue.Categories[product.Category])
                .Text(product.Brand).Scaled(product.PriceCents).Scaled(product.CostCents).EndRow();
        }

        folder.Deliver(new DemoFile(FilePath, "products", "full", world.SnapshotDates[0], csv.RowCount, 0));
    }
}

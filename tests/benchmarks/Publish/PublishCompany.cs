using System.Globalization;
using Segmentation.Benchmarks.Night;

namespace Segmentation.Benchmarks.Publish;

/// <summary>A company of ten customers, published to PostgreSQL by the program itself.</summary>
internal static class PublishCompany
{
    private const string Config = """
        company: Ten Customers
        currency: EUR
        engine: { threads: 2, memory_limit: 1GB }
        publish:
          postgres: { connection: "${file:warehouse.txt}" }
        sources:
          crm:
            system: shop
            files: customers.csv
            tables:
              customers:
                columns: { source_record_id: id, email: email, country: country }
          shop:
            files: orders.csv
            tables:
              order_lines:
                columns:
                  order_id: order
                  line_number: line
                  source_record_id: customer
                  ordered_at: ordered_at
                  product_id: sku
                  quantity: quantity
                  unit_price: price
                  currency: currency
        identity: { rules: [email] }
        schemes:
          value: { kind: rfm }

        """;

    /// <summary>Runs a night.</summary>
    /// <returns>The publication file.</returns>
    public static string Publish(string folder, string connection)
    {
        File.WriteAllText(Path.Combine(folder, "segmentation.yml"), Config);
        File.WriteAllText(Path.Combine(folder, "warehouse.txt"), connection);
        File.WriteAllText(Path.Combine(folder, "customers.csv"), "id,email,country\n" + string.Concat(
            Enumerable.Range(0, 10).Select(number => $"C{number},c{number}@example.com,DE\n")));
        File.WriteAllText(Path.Combine(folder, "orders.csv"), "order,line,customer,ordered_at,sku,quantity,price,currency\n" + string.Concat(
            Enumerable.Range(0, 100).Select(number => string.Create(
                CultureInfo.InvariantCulture, $"O{number},1,C{number * 7 % 10},2025-{1 + (number % 12):00}-{1 + (number % 28):00},P1,{1 + (number % 4)},9.50,EUR\n"))));
        MeasuredProcess.Run("segbatch.dll", "nightly", "--quiet", "--snapshot-date", "2026-01-01", "--config", folder);
        return Directory.GetFiles(Path.Combine(folder, "warehouse", "publications"), "*.duckdb").Single();
    }
}

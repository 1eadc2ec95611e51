using System.IO.Compression;
using System.Text;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>A delivery that cannot be read as a whole stops the night, and every such file is named at once.</summary>
public sealed class RefusedDeliveryTests(RefusedDeliveryTests.Delivery delivery) : IClassFixture<RefusedDeliveryTests.Delivery>
{
    /// <summary>Nights that meet every kind of unreadable file. What a first look at every file shows stops the night before
    /// any is read to its end.</summary>
    public sealed class Delivery : IDisposable
    {
        private const string Line = "O9,1,C01,2025-12-01,P1,1,2.50,EUR\n";
        private readonly Shop shop = Shop.Published();

        public Delivery()
        {
            byte[] packed = Packed();
            shop.Write("orders/empty.csv", "")
                .Write("orders/binary.csv", [.. Enumerable.Range(0, 4096).Select(number => (byte)number)])
                .Write("orders/cut_in_header.csv.gz", packed[..6])
                .Write("orders/semicolons.csv", (Shop.OrderHeader + Line).Replace(',', ';'))
                .Write("orders/renamed.csv", (Shop.OrderHeader + Line).Replace("customer", "customer_no", StringComparison.Ordinal))
                .Write("orders/without_header.csv", Line + Line)
                .Write("orders/utf16.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Shop.OrderHeader)).ToArray());
            string atFirstLook = shop.RefusesNight("7 source files cannot be read: ").Errors;

            foreach (string file in Directory.GetFiles(shop.At("orders")).Where(file => !file.EndsWith("orders.csv", StringComparison.Ordinal)))
            {
                File.Delete(file);
            }

            shop.Write("orders/cut_in_content.csv.gz", packed[..(packed.Length / 2)])
                .Write("orders/cut_before_end.csv.gz", packed[..^8]);
            Said = atFirstLook + shop.RefusesNight("2 source files cannot be read: ").Errors;
        }

        internal string Said { get; }

        public void Dispose() => shop.Dispose();

        private static byte[] Packed()
        {
            using var target = new MemoryStream();
            using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            {
                gzip.Write(Encoding.UTF8.GetBytes(Shop.OrderHeader));
                for (int number = 0; number < 2000; number++)
                {
                    gzip.Write(Encoding.UTF8.GetBytes($"G{number},1,C{number * 7 % 30:00},2025-12-01,P{number * 7919 % 1000},1,2.50,EUR\n"));
                }
            }

            return target.ToArray();
        }
    }

    [Theory]
    [InlineData("empty.csv", "it is empty")]
    [InlineData("binary.csv", "it holds binary data where text is expected")]
    [InlineData("cut_in_header.csv.gz", "it is packed with gzip and is cut short or damaged")]
    [InlineData("cut_in_content.csv.gz", "it is packed with gzip and is cut short or damaged")]
    [InlineData("cut_before_end.csv.gz", "it is packed with gzip and is cut short or damaged")]
    [InlineData("semicolons.csv", "its fields are set apart by ';', not by ','")]
    [InlineData("renamed.csv", "it has no column customer")]
    [InlineData("without_header.csv", "it has no column order, line, customer, ordered_at, sku, quantity, price, currency")]
    [InlineData("utf16.csv", "it is UTF-16; deliver it as UTF-8 or Latin-1")]
    public void An_unreadable_file_is_named_with_its_reason(string file, string reason) =>
        delivery.Said.ShouldContain($"orders/{file} (source shop): {reason}");

    [Fact]
    public void What_the_files_hold_is_not_told() => delivery.Said.ShouldNotContain("C01");

    [Fact]
    public void What_to_do_is_told() => delivery.Said.ShouldContain("Nothing was loaded. Have them delivered anew or correct the mapping");

    [Fact]
    public void A_source_without_a_file_stops_the_night()
    {
        using Shop shop = Shop.Published();
        File.Delete(shop.At("orders/orders.csv"));

        shop.RefusesNight("Source files are missing: shop brings no file for orders/*. Nothing was loaded.");
    }
}

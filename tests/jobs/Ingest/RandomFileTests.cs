using System.Text;
using CsCheck;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>Goal: whatever the files hold, every record is accounted for and nothing else than a refusal is thrown.
/// Method: random rows, of which some are ordinary and some are not, with random damage to the bytes.</summary>
public sealed class RandomFileTests
{
    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.Int[0, 20].Select(number => $"{number}"),
        Gen.Int[-99999, 99999].Select(cents => $"{cents / 100m}"),
        Gen.Int[0, 400].Select(day => new DateOnly(2026, 1, 1).AddDays(day).ToString("yyyy-MM-dd")),
        OneOf("", " ", "EUR", "USD", "sale", "1e308", "NaN", "1,5", "\"\"", "\"a\nb\"", "\"", "a\"b", "\"a\"b", "é", "\0", "2201-01-01", "{}", "1.23456", "'"));

    private static readonly Gen<string> GoodRow =
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int[-9999, 9999], OneOf("EUR", "GBP"), (id, line, day, cents, currency) =>
            $"{id},{line},{new DateOnly(2026, 1, 1).AddDays(day):yyyy-MM-dd},{cents / 100m},{currency}\n");

    private static readonly Gen<string> Row = Gen.Frequency(
        (6, GoodRow),
        (2, Gen.Select(Field.Array[5], OneOf("\n", "\r\n", "\r", ""), (fields, end) => string.Join(',', fields) + end)),
        (1, Gen.Select(Field.Array[0, 8], fields => string.Join(',', fields) + "\n")));

    private static readonly Gen<byte[]> File =
        Gen.Select(Row.Array[0, 40], Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 1_000_000], (rows, kind, count, seed) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes("id,line,at,amount,currency\n" + string.Concat(rows));
            return kind switch
            {
                < 5 => bytes,
                5 => bytes[..(seed % (bytes.Length + 1))],
                6 => IngestBench.Gzip(Encoding.UTF8.GetString(bytes)),
                7 => IngestBench.Gzip(Encoding.UTF8.GetString(bytes)) is var packed ? packed[..(seed % (packed.Length + 1))] : [],
                _ => Damaged(bytes, count, seed),
            };
        });

    [Fact]
    public void Every_record_of_a_random_file_is_accounted_for()
    {
        Gen.Select(File.Array[1, 3], Gen.Bool, Gen.Int[50, 2000]).Sample((files, isOptional, batchBytes) =>
        {
            using var bench = new IngestBench();
            bench.Config = Configuration(isOptional);
            bench.Limits = new IngestLimits(batchBytes, FlushRows: 10);
            for (int night = 0; night < files.Length; night++)
            {
                bench.Write($"in/{night}.csv", files[night]);
                Check(bench);
            }
        }, iter: 40, threads: 1);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static void Check(IngestBench bench)
    {
        (long raw, long quarantine) = (bench.Count("raw.order_lines"), bench.Count("quarantine.order_lines"));
        IngestResult result;
        try
        {
            result = bench.Run();
        }
        catch (RunRefusedException)
        {
            bench.Count("raw.order_lines").ShouldBe(raw);
            bench.Count("quarantine.order_lines").ShouldBe(quarantine);
            return;
        }

        bench.Count("raw.order_lines").ShouldBe(raw + result.Rows(LoadFate.Accepted, "order_lines"));
        bench.Count("quarantine.order_lines").ShouldBe(quarantine + result.Rows(LoadFate.Quarantined, "order_lines"));
        foreach (var group in result.Totals.GroupBy(total => (total.SourceFile, total.Table, total.Currency)))
        {
            decimal Sum(Func<LoadTotal, decimal> value, bool isRead) => group.Where(total => (total.Fate == LoadFate.Read) == isRead).Sum(value);
            Sum(total => total.RowCount, isRead: true).ShouldBe(Sum(total => total.RowCount, isRead: false));
            Sum(total => total.Amount, isRead: true).ShouldBe(Sum(total => total.Amount, isRead: false));
        }
    }

    private static SegmentationConfig Configuration(bool isOptional)
    {
        Dictionary<string, string> columns = IngestBench.OrderColumns();
        columns["currency"] = "currency";
        columns["quantity"] = "number(amount) / 2";
        return IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Optional = isOptional,
            Tables = new Dictionary<string, TableMapping>
            {
                ["order_lines"] = new() { Columns = columns, Where = "line <> '3'" },
                ["customers"] = new()
                {
                    Columns = new Dictionary<string, string> { ["source_record_id"] = "id", ["updated_at"] = "instant(\"at\")" },
                    Distinct = true,
                },
            },
        }) with
        { ExchangeRates = new Dictionary<string, decimal> { ["GBP"] = 1.2m } };
    }

    private static byte[] Damaged(byte[] bytes, int count, int seed)
    {
        for (int change = 0; change < count && bytes.Length > 0; change++)
        {
            seed = (int)((seed * 1_103_515_245L + 12_345) & 0x7FFFFFFF);
            bytes[seed % bytes.Length] = (byte)(seed >> 8);
        }

        return bytes;
    }
}

using System.Globalization;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Erp;

/// <summary>The small shop with an ERP: one scheme as a SAP customer group, one under every source's own ids.</summary>
internal sealed class ErpShop : IDisposable
{
    public const string Group = "ZPOL";
    public const string Tiers = "ZRFM";

    public const string Config = """
        erp:
          categories:
            policy: { category: ZPOL, system: sap_customer_group, customer_source: shop, alphabet: upper, codes: { KEY: KA } }
            value: { category: ZRFM, code_length: 4 }

        """;

    private ErpShop(Shop shop) => Shop = shop;

    public Shop Shop { get; }

    public SqlLedger Ledger => Session().Ledger;

    public static ErpShop New(string config = Config) => new(Shop.Unpublished().Configure(config));

    /// <summary>Runs a night in the test's own process.</summary>
    public NightResult Night(string date) => Session().PublishNight(date);

    public ProjectSession Session() => ProjectSession.Open(Shop.Folder, TimeProvider.System, Terminal.Standard());

    public IReadOnlyList<ErpOutcome> Rollback(string? to = null)
    {
        var desk = new PublishDesk(Session());
        desk.Rollback(to, null, CancellationToken.None);
        return desk.Erp;
    }

    public IReadOnlyList<ErpOutcome> Export() => new ExportDesk(Session()).Settle(null, CancellationToken.None);

    public AcknowledgementOutcome Acknowledge(string name, string text)
    {
        Shop.Write(name, text);
        return new ExportDesk(Session()).Acknowledge(Shop.At(name));
    }

    /// <summary>The customers and orders of the shop without some customers.</summary>
    public void Without(params string[] customers)
    {
        Shop.Write("crm/customers.csv", Shop.CustomerHeader + string.Concat(Cli.Shop.CustomerLines().Where(line => !customers.Contains(line.Split(',')[0]))));
        Shop.Write("orders/orders.csv", Cli.Shop.OrderHeader + string.Concat(Cli.Shop.OrderLines().Where(line => !customers.Contains(line.Split(',')[2]))));
    }

    public string FileOf(string category, long sequence, string extension) => Shop.At($"warehouse/erp/{category}/{sequence:D6}.{extension}");

    /// <summary>The numbers of the deltas whose CSV is there.</summary>
    public long[] Sequences(string category) => Directory.Exists(Shop.At($"warehouse/erp/{category}"))
        ? [.. Directory.GetFiles(Shop.At($"warehouse/erp/{category}"), "*.csv").Select(file => long.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture)).Order()]
        : [];

    /// <summary>A delta's CSV as another program reads it.</summary>
    public IReadOnlyList<string[]> Records(string category, long sequence)
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        return engine.Query(
            $"select * from read_csv({SqlText.Literal(FileOf(category, sequence, "csv"))}, header = false, all_varchar = true, delim = ',', quote = '\"', escape = '\"', columns = {{'a': 'varchar', 'b': 'varchar', 'c': 'varchar', 'd': 'varchar', 'e': 'varchar', 'f': 'varchar', 'g': 'varchar'}}, parallel = false)",
            "test", row => Enumerable.Range(0, 7).Select(column => row.IsDBNull(column) ? "" : row.GetString(column)).ToArray());
    }

    /// <summary>What an ERP knows that took every delta in order: code by source system and number.</summary>
    public SortedDictionary<string, string> Known(string category, params (long Sequence, string Number)[] rejected)
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (long sequence in Sequences(category))
        {
            foreach (string[] row in Records(category, sequence).Where(row => row[0] == "D" && !rejected.Contains((sequence, row[3]))))
            {
                string key = $"{row[2]}/{row[3]}";
                known.GetValueOrDefault(key, "").ShouldBe(row[4], "The ERP has the code that the delta says is its old one.");
                (row[1] switch { "add" => row[4].Length == 0, "change" => row[4].Length > 0 && row[5].Length > 0, "end" => row[5].Length == 0, _ => false }).ShouldBeTrue();
                if (row[5].Length == 0)
                {
                    known.Remove(key);
                }
                else
                {
                    known[key] = row[5];
                }
            }
        }

        return known;
    }

    /// <summary>What readers see.</summary>
    public SortedDictionary<string, string> Live(string category)
    {
        var live = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] row in Shop.Read($"select source_system || '/' || source_record_id || '|' || code from erp_customer_classification_v2 where category = '{category}' and valid_to_date is null").Select(line => line.Split('|')))
        {
            live.Add(row[0], row[1]);
        }

        return live;
    }

    /// <summary>The ERP knows what readers see, and numbers have no gaps.</summary>
    public void IsInStep()
    {
        foreach (string category in (string[])[Group, Tiers])
        {
            Known(category).ShouldBe(Live(category), category);
            Sequences(category).ShouldBe(Enumerable.Range(1, Sequences(category).Length).Select(number => (long)number));
            Ledger.ErpDeliveries().Where(delivery => delivery.Category == category).Select(delivery => delivery.SequenceNumber).ShouldBe(Sequences(category));
        }

        Ledger.ErpDeliveries().ShouldAllBe(delivery => delivery.WrittenAt != null);
        ChangeChain.FirstBroken(Ledger.Changes()).ShouldBeNull();
    }

    /// <summary>An acknowledgement as the ERP writes it.</summary>
    public string AcknowledgementOf(string category, long sequence, params string[] rejected)
    {
        string[][] rows = [.. Records(category, sequence).Where(row => row[0] == "D")];
        long hashTotal = AcknowledgementFile.HashTotalOf(rows.Select(row => row[3]));
        int refused = rows.Count(row => rejected.Contains(row[3]));
        return $"H,{category},{sequence},,\r\n"
            + string.Concat(rows.Select(row => $"D,{row[2]},{row[3]},{(rejected.Contains(row[3]) ? "rejected,blocked" : "accepted,")}\r\n"))
            + $"T,{rows.Length - refused},{refused},{hashTotal},\r\n";
    }

    public void Dispose() => Shop.Dispose();
}

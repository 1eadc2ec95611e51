using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Segmentation.Jobs.Publish;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>A small shop in a folder of its own: 30 customers, 200 order lines of 2025, three schemes.</summary>
internal sealed class Shop : IDisposable
{
    /// <summary>The night that is published before a test begins, and the night after it.</summary>
    public const string FirstNight = "2026-01-01";
    public const string NextNight = "2026-02-01";

    public const string OrderHeader = ShopFiles.OrderHeader;
    public const string CustomerHeader = ShopFiles.CustomerHeader;

    private const string Config = """
        company: Small Shop
        currency: EUR
        exchange_rates: { USD: 0.9 }
        engine: { threads: 1, memory_limit: 1GB }

        """ + ShopFiles.Sources + """
        identity:
          rules: [email]
        metrics:
          active: { sql: recency_days < 90, description: Bought in the last 90 days. }
        schemes:
          value: { kind: rfm }
          policy:
            kind: rules
            segments:
              - { code: KEY, label: Key accounts, when: net_spend_amount >= 500 and active }
              - { code: REST, label: Everybody else }
          groups:
            kind: kmeans
            kmeans:
              k: 3
              restarts: 2
              features:
                - { name: recency_days, transform: log1p }
                - { name: net_spend_amount, transform: log1p }

        """;

    private static readonly Lazy<Shop> Template = new(PublishTemplate);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-shop-");
    private string published = "";

    private Shop()
    {
    }

    public string Folder => folder.FullName;

    public string Warehouse => At("warehouse");

    public string ServingFile => At("warehouse/segments.duckdb");

    /// <summary>The shop before its first night.</summary>
    public static Shop Unpublished()
    {
        var shop = new Shop();
        shop.Write("segmentation.yml", Config);
        shop.Write("crm/customers.csv", CustomerHeader + string.Concat(CustomerLines()));
        shop.Write("orders/orders.csv", OrderHeader + string.Concat(OrderLines()));
        return shop;
    }

    /// <summary>The shop with its first night published.</summary>
    public static Shop Published() => Template.Value.Copy();

    /// <summary>The same shop in another folder.</summary>
    public Shop Copy()
    {
        var shop = new Shop();
        Copy(Folder, shop.Folder);
        shop.published = Hash(shop.ServingFile);
        return shop;
    }

    public static IEnumerable<string> CustomerLines() =>
        Enumerable.Range(0, 30).Select(number => $"C{number:00},c{number}@example.com,{(number % 3 == 0 ? "FR" : "DE")}\n");

    public static IEnumerable<string> OrderLines() => Enumerable.Range(0, 200).Select(number =>
    {
        int order = number / 2;
        int customer = order % 4 == 0 ? order % 11 : order * 7 % 30;
        DateOnly day = new DateOnly(2025, 1, 1).AddDays(order * 37 % 360);
        return $"O{order:0000},{(number % 2) + 1},C{customer:00},{day:yyyy-MM-dd},P{number % 9},{(number % 5) + 1},{(number * 13 % 97) + 1}.50,EUR\n";
    });

    public string At(string path) => Path.Combine(Folder, path);

    public Shop Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public Shop Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), bytes);
        return this;
    }

    /// <summary>Writes a part of the configuration differently.</summary>
    public Shop Configure(string old, string changed)
    {
        string text = File.ReadAllText(At("segmentation.yml"));
        text.ShouldContain(old, Case.Sensitive);
        return Write("segmentation.yml", text.Replace(old, changed, StringComparison.Ordinal));
    }

    public Shop Configure(string added) => Write("segmentation.yml", File.ReadAllText(At("segmentation.yml")) + added);

    /// <summary>Runs a command on this shop.</summary>
    public Said Run(string command, params string[] options) => Segbatch.Run([command, "--config", Folder, .. options]);

    /// <summary>Runs a night quietly.</summary>
    public Said Night(string date, params string[] options) => Run("nightly", ["--quiet", "--snapshot-date", date, .. options]);

    /// <summary>Runs a night that must be published, and gives its JSON document.</summary>
    public JsonElement PublishedNight(string date, params string[] options)
    {
        Said said = Night(date, ["--json", .. options]);
        said.ExitCode.ShouldBe(0, said.ToString());
        JsonElement document = JsonDocument.Parse(said.Output).RootElement;
        document.GetProperty("published").GetBoolean().ShouldBeTrue();
        LeftNothingBehind();
        return document;
    }

    /// <summary>Runs the next night, which must be refused with these words; readers see what they saw.</summary>
    public Said RefusesNight(string words, params string[] options)
    {
        Said said = Night(NextNight, options);
        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain(words, Case.Sensitive);
        said.Output.ShouldBeEmpty();
        IsUntouched();
        return said;
    }

    /// <summary>The published file is, byte for byte, what it was, and nothing lies about.</summary>
    public void IsUntouched()
    {
        (File.Exists(ServingFile) ? Hash(ServingFile) : "").ShouldBe(published);
        LeftNothingBehind();
    }

    public void LeftNothingBehind()
    {
        if (Directory.Exists(Warehouse))
        {
            Directory.EnumerateFileSystemEntries(Warehouse, "*", SearchOption.AllDirectories)
                .Where(path => path.Contains(".tmp", StringComparison.Ordinal) || path.EndsWith(".wal", StringComparison.Ordinal)
                    || Path.GetDirectoryName(path) == At("warehouse/scratch"))
                .ShouldBeEmpty();
        }
    }

    /// <summary>Takes what is in the serving file now as what must stay.</summary>
    public Shop Remember()
    {
        published = Hash(ServingFile);
        return this;
    }

    /// <summary>Reads the published tables without the program's help.</summary>
    public IReadOnlyList<string> Read(string sql)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = ServingFile, IsReadOnly = true, Threads = 1 });
        return engine.Query(sql, "test", row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(column => $"{row.GetValue(column)}")));
    }

    /// <summary>What the tags say, whatever run wrote them.</summary>
    public string HashOfTags()
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = ServingFile, IsReadOnly = true, Threads = 1 });
        return ContentHash.Of(engine, ["publish.customer_segments"], CancellationToken.None);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static Shop PublishTemplate()
    {
        Shop shop = Unpublished();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => shop.Dispose();
        shop.PublishedNight(FirstNight);
        return shop;
    }

    private static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

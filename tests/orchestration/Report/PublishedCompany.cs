using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Report;

/// <summary>A shop of 240 customers of three kinds, published twice, with a scheme of each kind of fit, and its report.</summary>
/// <remarks>One label and one description try to be HTML, so that a page which forgets to escape is seen.</remarks>
public sealed class PublishedCompany : IAsyncLifetime
{
    public const string HostileLabel = "<b>Best</b> & <script>alert(1)</script>";

    private const string Schemes = """
          count:
            kind: kmeans
            description: How customers buy, the number found by votes.
            owner: analytics
            kmeans:
              choose_k: { from: 2, to: 5 }
              restarts: 2
              features:
                - { name: recency_days, transform: log1p }
                - { name: order_count, transform: log1p }
                - { name: net_spend_amount, transform: log1p }
          tree:
            kind: hierarchical
            description: The same as a <i>tree</i>.
            owner: analytics
            segments:
              - { code: TOP, label: "<b>Best</b> & <script>alert(1)</script>" }
            hierarchical:
              k: 3
              features:
                - { name: recency_days, transform: log1p }
                - { name: net_spend_amount, transform: log1p }
          soft:
            kind: mixture
            owner: analytics
            mixture:
              k: 2
              evidence: basic
              features:
                - { name: recency_days, transform: log1p }
                - { name: net_spend_amount, transform: log1p }

        """;

    private readonly Shop shop = Shop.Unpublished();
    private Chromium? chromium;

    public PublishedCompany()
    {
        shop.Write("crm/customers.csv", Shop.CustomerHeader + string.Concat(Enumerable.Range(0, 240).Select(number => $"C{number:000},c{number}@example.com,DE\n")));
        shop.Write("orders/orders.csv", Shop.OrderHeader + string.Concat(Enumerable.Range(0, 240).SelectMany(Orders)));
        shop.Configure(Schemes);
        shop.PublishedNight(Shop.FirstNight);
        // Two months later models are due for a new fit, so that there is one before to compare with.
        shop.PublishedNight("2026-03-01");
        Report = shop.Run("report");
    }

    /// <summary>What the command said.</summary>
    internal Said Report { get; }

    internal Shop Shop => shop;

    public string Page(string name) => shop.At($"warehouse/report/{name}.html");

    /// <summary>Opens a page in a browser that all tests share.</summary>
    internal Task<OpenPage> OpenAsync(string name, int width, bool isDark = false) => OpenFileAsync(Page(name), width, isDark);

    /// <summary>Opens any file, which may be followed by a query or an anchor.</summary>
    internal async Task<OpenPage> OpenFileAsync(string file, int width, bool isDark = false)
    {
        chromium ??= await Chromium.StartAsync();
        return await chromium.OpenAsync(file, width, isDark);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }

        shop.Dispose();
    }

    /// <summary>Every third customer buys often and lately, every third seldom and for much, the others once, long ago.</summary>
    private static IEnumerable<string> Orders(int customer)
    {
        (int count, int step, int price) = (customer % 3) switch { 0 => (10, 30, 20), 1 => (3, 100, 900), _ => (1, 1, 15) };
        for (int order = 0; order < count; order++)
        {
            int daysAgo = (customer % 3 == 2 ? 250 : 4) + (order * step) + (customer % 25);
            DateOnly day = new DateOnly(2025, 12, 31).AddDays(-daysAgo);
            yield return $"O{customer:000}{order:00},1,C{customer:000},{day:yyyy-MM-dd},P{customer % 7},1,{price + (customer % 13)}.00,EUR\n";
        }
    }
}

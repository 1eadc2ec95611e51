using System.Globalization;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>The small shop with its general ledger, and people who close its books: ann prepares, bob reviews.</summary>
internal sealed class BookShop : IDisposable
{
    /// <summary>The period that tests close; one order of it is off by ten in the ledger.</summary>
    public const string Period = "2025-05";

    private const string Books = """
          books:
            files: gl/*
            tables:
              gl_entries:
                columns: { entry_id: entry, posting_date: day, account: account, amount: amount, currency: currency, document_id: document }

        """;

    private const string Finance = """
        finance:
          accounts: { 4000-4099: revenue }

        """;

    private const string EntryHeader = "entry,day,account,amount,currency,document\n";
    private static readonly Lazy<BookShop> Template = new(() =>
    {
        BookShop books = Unpublished();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => books.Dispose();
        books.Shop.PublishedNight(Shop.FirstNight);
        books.Does("share-account", Environment.UserName, "--reason", "the test knows who asks");
        return books;
    });

    private BookShop(Shop shop) => Shop = shop;

    public Shop Shop { get; }

    /// <summary>The orders of the period, with customer, day and amount.</summary>
    public static IReadOnlyList<(string Order, string Customer, DateOnly Day, decimal Amount)> Orders { get; } =
    [
        .. Shop.OrderLines().Select(line => line.TrimEnd('\n').Split(','))
            .GroupBy(line => line[0])
            .Select(lines => (lines.Key, lines.First()[2], DateOnly.ParseExact(lines.First()[3], "yyyy-MM-dd", CultureInfo.InvariantCulture), lines.Sum(Amount))),
    ];

    public static IReadOnlyList<(string Order, string Customer, DateOnly Day, decimal Amount)> OrdersOfPeriod { get; } =
        [.. Orders.Where(order => order.Day.ToString("yyyy-MM", CultureInfo.InvariantCulture) == Period)];

    public static BookShop Published() => new(Template.Value.Shop.Copy());

    /// <summary>The same in another folder.</summary>
    public static BookShop CopyOf(BookShop books) => new(books.Shop.Copy());

    public static BookShop Unpublished()
    {
        Shop shop = Shop.Unpublished().Configure("identity:\n", Books + "identity:\n").Configure(Finance);
        string off = OrdersOfPeriod[0].Order;
        shop.Write("gl/entries.csv", EntryHeader + string.Concat(Orders.Select(order =>
            Entry(order.Order, order.Day, order.Amount + (order.Order == off ? 10 : 0)))));
        return new BookShop(shop);
    }

    /// <summary>The shop with its period signed by both.</summary>
    public static BookShop Signed()
    {
        BookShop books = Published();
        books.SettleTheBreak();
        books.Signs();
        return books;
    }

    public static string Entry(string order, DateOnly day, decimal amount) =>
        string.Create(CultureInfo.InvariantCulture, $"E{order},{day:yyyy-MM-dd},4000,{amount:0.00},EUR,{order}\n");

    /// <summary>An order that comes late, with its entry in the ledger.</summary>
    public void ComesLate(string file, params (string Order, string Customer, decimal Amount)[] orders)
    {
        var day = new DateOnly(2025, 5, 20);
        Shop.Write($"orders/{file}.csv", Shop.OrderHeader + string.Concat(orders.Select(order => string.Create(
            CultureInfo.InvariantCulture, $"{order.Order},1,{order.Customer},{day:yyyy-MM-dd},P1,1,{order.Amount:0.00},EUR\n"))));
        Shop.Write($"gl/{file}.csv", EntryHeader + string.Concat(orders.Select(order => Entry(order.Order, day, order.Amount))));
    }

    public string BreakId() => Shop.Read($"select break_id from finance_breaks where is_open and warehouse_period = '{Period}'").ShouldHaveSingleItem();

    public void SettleTheBreak()
    {
        string id = BreakId();
        Does("assign", id, "--owner", "ann", "--due", "2026-01-15", "--actor", "ann");
        Does("submit", id, "--reason", "posted with the freight", "--actor", "ann");
        Does("close", id, "--reason", "seen on the invoice", "--actor", "bob");
    }

    public void Signs()
    {
        Does("sign", Period, "--as", "preparer", "--actor", "ann");
        Does("sign", Period, "--as", "reviewer", "--actor", "bob");
    }

    /// <summary>A command of <c>segbatch reconcile</c> that must be done.</summary>
    public string Does(params string[] arguments)
    {
        Said said = Shop.Run("reconcile", arguments);
        said.ExitCode.ShouldBe(0, said.ToString());
        return OneLine(said.Output);
    }

    /// <summary>One that must be refused with these words, leaving no trace in the ledger.</summary>
    public void Refuses(string words, params string[] arguments)
    {
        string before = Does("signoffs", "--json");
        Said said = Shop.Run("reconcile", arguments);
        said.ExitCode.ShouldBe(1, said.ToString());
        OneLine(said.Errors).ShouldContain(words, Case.Sensitive);
        Does("signoffs", "--json").ShouldBe(before);
    }

    /// <summary>Runs a night, which must be published.</summary>
    /// <returns>What it said.</returns>
    public string Night(string date)
    {
        Said said = Shop.Run("nightly", "--snapshot-date", date);
        said.ExitCode.ShouldBe(0, said.ToString());
        return OneLine(said.Errors + " " + said.Output);
    }

    /// <summary>Rule and subject of the incidents that last.</summary>
    public IReadOnlyList<string> OpenIncidents() =>
    [
        .. ProjectSession.Open(Shop.Folder, TimeProvider.System, Terminal.Standard()).Ledger.LatestIncidents()
            .Where(incident => incident.Status != IncidentStatus.Closed).Select(incident => $"{incident.Rule} {incident.Subject}"),
    ];

    /// <summary>The bridge of a scheme: segment, posted, reclassification, value, population, model, restated. Segments where nothing is are left out.</summary>
    public IReadOnlyList<string> Bridge(string scheme) => Shop.Read(
        $"""
        select segment_code, sum(posted_amount)::decimal(18,2), sum(reclassification_amount)::decimal(18,2), sum(value_amount)::decimal(18,2),
            sum(population_amount)::decimal(18,2), sum(model_amount)::decimal(18,2), sum(restated_amount)::decimal(18,2)
        from finance_restatements where scheme = '{scheme}' and period = '{Period}' group by all order by segment_code
        """);

    /// <summary>The bridge of all segments together.</summary>
    public string Total(string scheme) => Shop.Read(
        $"""
        select sum(posted_amount)::decimal(18,2), sum(reclassification_amount)::decimal(18,2), sum(value_amount)::decimal(18,2),
            sum(population_amount)::decimal(18,2), sum(model_amount)::decimal(18,2), sum(restated_amount)::decimal(18,2)
        from finance_restatements where scheme = '{scheme}' and period = '{Period}'
        """)[0];

    public void Dispose() => Shop.Dispose();

    internal static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static decimal Amount(string[] line) =>
        int.Parse(line[5], CultureInfo.InvariantCulture) * decimal.Parse(line[6], CultureInfo.InvariantCulture);
}

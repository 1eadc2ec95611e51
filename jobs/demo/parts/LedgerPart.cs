using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>The general ledger: <c>gl/MONTH.csv.gz</c>, its totals: <c>truth/ledger.csv</c>, and what is wrong in it:
/// <c>truth/breaks.csv</c>.</summary>
/// <remarks>An entry is the sum of its document's lines before tax, in the document's currency and on its day;
/// returns are negative. But for the planted breaks it ties to the order lines exactly, once defects are left out.</remarks>
public sealed class LedgerPart : IDemoPart
{
    private const string RevenueAccount = "8400";
    private const string ReturnsAccount = "8700";
    private const string CollectiveDebtor = "WEB";

    /// <summary>Of a thousand documents this many are posted wrong.</summary>
    private const int BreakPerMille = 2;

    /// <summary>Of a thousand months this many have a journal that stands for no document.</summary>
    private const int JournalPerMille = 300;

    private static readonly string[] Kinds =
        ["amount_differs", "missing_in_ledger", "posted_twice", "wrong_period", "wrong_business_unit", "sign_flipped"];

    /// <summary>Columns of the ledger's files.</summary>
    internal static readonly string[] Header =
    [
        "entry_id", "posting_date", "period", "account", "account_class", "amount", "currency", "debtor", "document", "unit",
    ];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter truth = folder.OpenCsv(
            "truth/ledger.csv", ["period", "account_class", "currency", "entry_count", "amount"]);
        using DemoCsvWriter breaks = folder.OpenCsv("truth/breaks.csv", ["document", "break_class", "currency", "amount"]);
        DemoStream draws = world.Stream("ledger", "breaks");
        using IEnumerator<DemoOrder> orders = world.AllOrders(cancellationToken).GetEnumerator();
        bool hasOrder = orders.MoveNext();
        List<Entry> postponed = [];
        DateOnly month = new(world.FirstDay.Year, world.FirstDay.Month, 1);
        for (; month <= world.LastDay; month = month.AddMonths(1))
        {
            var file = new MonthFile(folder, month);
            List<Entry> fromBefore = postponed;
            postponed = [];
            fromBefore.ForEach(file.Add);
            for (; hasOrder && orders.Current.Day < month.AddMonths(1); hasOrder = orders.MoveNext())
            {
                foreach (Entry entry in Post(orders.Current, draws, world.LastDay, breaks))
                {
                    (entry.Day < month.AddMonths(1) ? file.Add : (Action<Entry>)postponed.Add)(entry);
                }
            }

            AddJournal(file, month, draws, breaks);
            file.WriteTotals(truth);
            DateOnly delivered = CrmPart.Earlier(month.AddMonths(1), world.Options.LastSnapshot);
            file.Deliver(delivered);
        }
    }

    /// <summary>The entries of a document: one that is right, or what its break makes of it.</summary>
    private static Entry[] Post(DemoOrder order, DemoStream draws, DateOnly lastDay, DemoCsvWriter breaks)
    {
        string accountClass = order.IsCredit ? "returns" : "revenue";
        var right = new Entry(
            order.Day, accountClass, order.NetCents, order.Currency, order.System == DemoSystem.Crm ? order.RecordId : CollectiveDebtor,
            order.OrderId, order.BusinessUnit);
        DemoRandom random = draws.For(order.Day.DayNumber, (order.Number * 2L) + (order.System == DemoSystem.Crm ? 0 : 1));
        DateOnly later = new DateOnly(order.Day.Year, order.Day.Month, 3).AddMonths(1);
        if (!random.Chance(BreakPerMille) || order.NetCents == 0)
        {
            return [right];
        }

        string kind = random.Pick(Kinds);
        if (kind == "wrong_period" && later > lastDay)
        {
            return [right];
        }

        long off = Math.Max(1, Math.Abs(order.NetCents) * random.Between(1, 30) / 100) * Math.Sign(order.NetCents);
        (long planted, Entry[] entries) = kind switch
        {
            "amount_differs" => (off, [right with { Cents = right.Cents - off }]),
            "missing_in_ledger" => (right.Cents, Array.Empty<Entry>()),
            "posted_twice" => (-right.Cents, [right, right]),
            "wrong_period" => (right.Cents, [right with { Day = later }]),
            "wrong_business_unit" => (right.Cents, [right with { BusinessUnit = right.BusinessUnit == "retail" ? "wholesale" : "retail" }]),
            _ => (2 * right.Cents, [right with { Cents = -right.Cents, AccountClass = order.IsCredit ? "revenue" : "returns" }]),
        };
        breaks.Text(order.OrderId).Text(kind).Text(order.Currency).Scaled(planted).EndRow();
        return entries;
    }

    private static void AddJournal(MonthFile file, DateOnly month, DemoStream draws, DemoCsvWriter breaks)
    {
        DemoRandom random = draws.For(month.DayNumber, -1);
        if (random.Chance(JournalPerMille))
        {
            string number = $"MJ-{Period(month)}";
            long cents = random.Between(10_000, 900_000);
            file.Add(new Entry(month.AddDays(27), "revenue", cents, "EUR", "", number, "retail"));
            breaks.Text(number).Text("manual_journal").Text("EUR").Scaled(-cents).EndRow();
        }
    }

    /// <summary>A month as the ledger writes it.</summary>
    internal static string Period(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private sealed record Entry(
        DateOnly Day, string AccountClass, long Cents, string Currency, string Debtor, string Document, string BusinessUnit);

    /// <summary>One month of the ledger.</summary>
    private sealed class MonthFile(DemoFolder folder, DateOnly month)
    {
        private readonly string path = $"gl/{Period(month)}.csv.gz";
        private readonly DemoCsvWriter csv = folder.OpenCsv($"gl/{Period(month)}.csv.gz", Header);
        private readonly SortedDictionary<string, (long Count, long Cents)> totals = new(StringComparer.Ordinal);

        public void Add(Entry entry)
        {
            string number = (csv.RowCount + 1).ToString("D7", CultureInfo.InvariantCulture);
            csv.Text($"GL-{Period(month)}-{number}").Day(entry.Day).Text(Period(month))
                .Text(entry.AccountClass == "returns" ? ReturnsAccount : RevenueAccount).Text(entry.AccountClass).Scaled(entry.Cents)
                .Text(entry.Currency).Text(entry.Debtor).Text(entry.Document).Text(entry.BusinessUnit).EndRow();
            string key = $"{entry.AccountClass},{entry.Currency}";
            (long count, long cents) = totals.GetValueOrDefault(key);
            totals[key] = (count + 1, cents + entry.Cents);
        }

        public void WriteTotals(DemoCsvWriter truth)
        {
            foreach ((string key, (long count, long cents)) in totals)
            {
                string[] parts = key.Split(',');
                truth.Text(Period(month)).Text(parts[0]).Text(parts[1]).Whole(count).Scaled(cents).EndRow();
            }
        }

        public void Deliver(DateOnly delivered)
        {
            long rows = csv.RowCount;
            csv.Dispose();
            folder.Deliver(new DemoFile(path, "gl_entries", "month", delivered, rows, 0));
        }
    }
}

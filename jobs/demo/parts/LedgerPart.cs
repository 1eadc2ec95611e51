using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>The general ledger: <c>gl/MONTH.csv.gz</c>, one entry per document, and its totals: <c>truth/ledger.csv</c>.</summary>
/// <remarks>An entry is the sum of its document's lines before tax, in the document's currency and on its day;
/// returns are negative. It ties to the order lines exactly, once defects are left out.</remarks>
public sealed class LedgerPart : IDemoPart
{
    private const string RevenueAccount = "8400";
    private const string ReturnsAccount = "8700";
    private const string CollectiveDebtor = "WEB";

    private static readonly string[] Header =
    [
        "entry_id", "posting_date", "period", "account", "account_class", "amount", "currency", "debtor", "document", "unit",
    ];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter truth = folder.OpenCsv(
            "truth/ledger.csv", ["period", "account_class", "currency", "entry_count", "amount"]);
        using IEnumerator<DemoOrder> orders = world.AllOrders(cancellationToken).GetEnumerator();
        bool hasOrder = orders.MoveNext();
        DateOnly month = new(world.FirstDay.Year, world.FirstDay.Month, 1);
        for (; month <= world.LastDay; month = month.AddMonths(1))
        {
            string path = $"gl/{Period(month)}.csv.gz";
            SortedDictionary<string, (long Count, long Cents)> totals = new(StringComparer.Ordinal);
            using DemoCsvWriter csv = folder.OpenCsv(path, Header);
            for (; hasOrder && orders.Current.Day < month.AddMonths(1); hasOrder = orders.MoveNext())
            {
                WriteEntry(csv, orders.Current, month, totals);
            }

            WriteTotals(truth, month, totals);
            DateOnly delivered = CrmPart.Earlier(month.AddMonths(1), world.Options.LastSnapshot);
            folder.Deliver(new DemoFile(path, "gl_entries", "month", delivered, csv.RowCount, 0));
        }
    }

    private static void WriteEntry(
        DemoCsvWriter csv, DemoOrder order, DateOnly month, SortedDictionary<string, (long Count, long Cents)> totals)
    {
        string accountClass = order.IsCredit ? "returns" : "revenue";
        string number = (csv.RowCount + 1).ToString("D7", CultureInfo.InvariantCulture);
        csv.Text($"GL-{Period(month)}-{number}").Day(order.Day).Text(Period(month))
            .Text(order.IsCredit ? ReturnsAccount : RevenueAccount).Text(accountClass).Scaled(order.NetCents).Text(order.Currency)
            .Text(order.System == DemoSystem.Crm ? order.RecordId : CollectiveDebtor).Text(order.OrderId)
            .Text(order.BusinessUnit).EndRow();

        string key = $"{accountClass},{order.Currency}";
        (long count, long cents) = totals.GetValueOrDefault(key);
        totals[key] = (count + 1, cents + order.NetCents);
    }

    private static void WriteTotals(
        DemoCsvWriter truth, DateOnly month, SortedDictionary<string, (long Count, long Cents)> totals)
    {
        foreach ((string key, (long count, long cents)) in totals)
        {
            string[] parts = key.Split(',');
            truth.Text(Period(month)).Text(parts[0]).Text(parts[1]).Whole(count).Scaled(cents).EndRow();
        }
    }

    private static string Period(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

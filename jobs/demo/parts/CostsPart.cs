using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>What it costs to serve the customers: <c>costs/freight.csv.gz</c> and <c>tickets/tickets.csv.gz</c> by order, the same months in
/// the ledger: <c>gl/costs-MONTH.csv.gz</c>, a plan: <c>plan/segments.csv.gz</c>, and what every cost pool comes to: <c>truth/costs.csv</c>.</summary>
/// <remarks>Freight and the cost of goods are booked by order, but for a part: the carrier's contract, and goods that were lost.
/// Support and campaigns are in the ledger alone. The plan is what the whole company sold in the month before, by fixed shares.</remarks>
public sealed class CostsPart : IDemoPart
{
    /// <summary>Cost pools as the company's configuration calls them.</summary>
    public const string Goods = "goods", Freight = "freight", Support = "support", Campaigns = "campaigns";

    public const string FreightPath = "costs/freight.csv.gz", TicketPath = "tickets/tickets.csv.gz", PlanPath = "plan/segments.csv.gz";

    private const int TicketPerMille = 60;
    private const long ContractCents = 150_000;
    private const long TicketCents = 1_150;

    /// <summary>Share of the whole company's net revenue that each segment of the value scheme is planned to bring, in thousandths.</summary>
    private static readonly (string Segment, int Share)[] PlannedShares =
        [("CHAMPIONS", 730), ("LOYAL", 120), ("BIG_SPENDERS", 12), ("RECENT", 40), ("AT_RISK", 2), ("LOW_VALUE", 40)];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter truth = folder.OpenCsv("truth/costs.csv", ["period", "pool", "booked_amount", "total_amount"]);
        using DemoCsvWriter freight = folder.OpenCsv(FreightPath, ["cost_id", "record_id", "type", "amount", "incurred_at"]);
        using DemoCsvWriter tickets = folder.OpenCsv(TicketPath, ["ticket", "record_id", "opened_at", "resolved_at", "priority", "channel", "score"]);
        using DemoCsvWriter plan = folder.OpenCsv(PlanPath, ["scheme", "segment", "period", "line", "amount"]);
        DemoStream draws = world.Stream("costs", "orders");
        using IEnumerator<DemoOrder> orders = world.AllOrders(cancellationToken).GetEnumerator();
        bool hasOrder = orders.MoveNext();
        long netBefore = 0;
        for (var month = new DateOnly(world.FirstDay.Year, world.FirstDay.Month, 1); month <= world.LastDay; month = month.AddMonths(1))
        {
            var costs = new MonthCosts();
            for (; hasOrder && orders.Current.Day < month.AddMonths(1); hasOrder = orders.MoveNext())
            {
                WriteOrder(orders.Current, draws, costs, freight, tickets);
            }

            WriteLedger(world, folder, month, costs, truth);
            WritePlan(plan, month, netBefore);
            netBefore = costs.NetEuro;
        }

        folder.Deliver(new DemoFile(FreightPath, "service_costs", "full", world.SnapshotDates[0], freight.RowCount, 0));
        folder.Deliver(new DemoFile(TicketPath, "support_tickets", "full", world.SnapshotDates[0], tickets.RowCount, 0));
        folder.Deliver(new DemoFile(PlanPath, "segment_plans", "full", world.SnapshotDates[0], plan.RowCount, 0));
    }

    private static void WriteOrder(DemoOrder order, DemoStream draws, MonthCosts costs, DemoCsvWriter freight, DemoCsvWriter tickets)
    {
        foreach (DemoOrderLine line in order.Lines)
        {
            costs.GoodsCents[order.Currency] = costs.GoodsCents.GetValueOrDefault(order.Currency) + line.CostCents;
        }

        costs.NetEuro += DemoPlaces.ToEuro(order.NetCents, order.Currency);
        if (order.IsCredit)
        {
            return;
        }

        string at = order.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        long cents = 390 + (80L * order.Lines.Count);
        costs.FreightCents += cents;
        costs.FreightBookedCents += order.IsGuest ? 0 : cents;
        freight.Text($"F-{order.OrderId}").Text(order.RecordId).Text("freight").Scaled(cents).Text(at).EndRow();

        DemoRandom random = draws.For(order.Day.DayNumber, (order.Number * 2L) + (order.System == DemoSystem.Crm ? 0 : 1));
        if (!order.IsGuest && random.Chance(TicketPerMille))
        {
            costs.Tickets++;
            tickets.Text($"T-{order.OrderId}").Text(order.RecordId).Text(at)
                .Text(order.Day.AddDays(random.Between(0, 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                .Text(random.Pick(["low", "normal", "high"])).Text(random.Pick(["mail", "phone", "chat"])).Whole(random.Between(1, 5)).EndRow();
        }
    }

    private static void WriteLedger(DemoWorld world, DemoFolder folder, DateOnly month, MonthCosts costs, DemoCsvWriter truth)
    {
        string period = LedgerPart.Period(month);
        string path = $"gl/costs-{period}.csv.gz";
        DateOnly day = month.AddMonths(1).AddDays(-1);
        using (DemoCsvWriter csv = folder.OpenCsv(path, LedgerPart.Header))
        {
            long goods = 0, goodsBooked = 0;
            foreach ((string currency, long booked) in costs.GoodsCents)
            {
                // One in a hundred is lost, and booked to nobody.
                long total = booked + (Math.Abs(booked) / 100);
                Post("5400", "cogs", -total, currency);
                goods += DemoPlaces.ToEuro(total, currency);
                goodsBooked += DemoPlaces.ToEuro(booked, currency);
            }

            long freight = costs.FreightCents + ContractCents;
            long support = (costs.Tickets * TicketCents) + 80_000;
            long campaigns = costs.NetEuro / 100 * 3 / 100;
            Post("6740", "service", -freight, "EUR");
            Post("6020", "service", -support, "EUR");
            Post("6600", "marketing", -campaigns, "EUR");
            Tell(Goods, goodsBooked, goods);
            Tell(Freight, costs.FreightBookedCents * 100, freight * 100);
            Tell(Support, 0, support * 100);
            Tell(Campaigns, 0, campaigns * 100);
            folder.Deliver(new DemoFile(path, "gl_entries", "month", CrmPart.Earlier(month.AddMonths(1), world.Options.LastSnapshot), csv.RowCount, 0));

            void Post(string account, string accountClass, long cents, string currency) =>
                csv.Text($"GC-{period}-{(csv.RowCount + 1).ToString("D3", CultureInfo.InvariantCulture)}").Day(day).Text(period).Text(account).Text(accountClass)
                    .Scaled(cents).Text(currency).Text("").Text("").Text("retail").EndRow();
        }

        void Tell(string pool, long booked, long total) => truth.Text(period).Text(pool).Scaled(-booked, 4).Scaled(-total, 4).EndRow();
    }

    private static void WritePlan(DemoCsvWriter plan, DateOnly month, long netBefore)
    {
        foreach ((string segment, int share) in PlannedShares.Where(_ => netBefore > 0))
        {
            // Whole hundreds of euros, as people plan.
            long hundreds = netBefore * share / 1000 / 1_000_000;
            string period = LedgerPart.Period(month);
            plan.Text("value").Text(segment).Text(period).Text("net_revenue").Whole(hundreds * 100).EndRow();
            plan.Text("value").Text(segment).Text(period).Text("contribution_margin").Whole(hundreds * 35).EndRow();
        }
    }

    /// <summary>What one month's orders cost. Cents are of the currency itself; NetEuro is in ten-thousandths of a euro.</summary>
    private sealed class MonthCosts
    {
        public SortedDictionary<string, long> GoodsCents { get; } = new(StringComparer.Ordinal);

        public long FreightCents { get; set; }

        public long FreightBookedCents { get; set; }

        public long Tickets { get; set; }

        public long NetEuro { get; set; }
    }
}

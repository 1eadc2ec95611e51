namespace Segmentation.Jobs.Demo;

/// <summary>What a correct program must count: <c>truth/totals.csv</c> per night, <c>truth/behaviour.csv</c> per person.</summary>
public sealed class TotalsTruthPart : IDemoPart
{
    private static readonly string[] TotalsHeader =
    [
        "snapshot_date", "line_count", "document_count", "amount", "amount_eur", "amount_chf", "guest_line_count",
        "guest_document_count", "guest_amount", "credit_line_count", "credit_document_count", "credit_amount",
        "people_with_orders", "customers_with_orders", "late_line_count", "late_amount",
    ];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        BehaviourTotals people = new(world);
        Totals sum = new();
        using DemoCsvWriter csv = folder.OpenCsv("truth/totals.csv", TotalsHeader);
        int night = 0;
        foreach (DemoOrder order in world.AllOrders(cancellationToken))
        {
            while (night < world.SnapshotDates.Count && order.Day >= world.SnapshotDates[night])
            {
                WriteNight(csv, world.SnapshotDates[night++], sum, people);
            }

            sum.Add(order, world.IsLate(order));
            people.Add(order);
        }

        while (night < world.SnapshotDates.Count)
        {
            WriteNight(csv, world.SnapshotDates[night++], sum, people);
        }

        people.Write(folder);
    }

    private static void WriteNight(DemoCsvWriter csv, DateOnly snapshotDate, Totals sum, BehaviourTotals people)
    {
        csv.Day(snapshotDate).Whole(sum.Lines).Whole(sum.Documents).Scaled(sum.Euro, 4)
            .Scaled(sum.EurCents).Scaled(sum.ChfCents)
            .Whole(sum.GuestLines).Whole(sum.GuestDocuments).Scaled(sum.GuestEuro, 4)
            .Whole(sum.CreditLines).Whole(sum.CreditDocuments).Scaled(sum.CreditEuro, 4)
            .Whole(people.PeopleWithOrders).Whole(people.CustomersWithOrders)
            .Whole(sum.LateLines).Scaled(sum.LateEuro, 4).EndRow();
    }

    /// <summary>Sums so far. Euro fields are in ten-thousandths of a euro, converted; cents are of the currency itself.</summary>
    private sealed class Totals
    {
        public long Lines, Documents, Euro, EurCents, ChfCents;
        public long GuestLines, GuestDocuments, GuestEuro;
        public long CreditLines, CreditDocuments, CreditEuro;
        public long LateLines, LateEuro;

        public void Add(DemoOrder order, bool isLate)
        {
            long cents = order.NetCents;
            long euro = DemoPlaces.ToEuro(cents, order.Currency);
            Documents++;
            Lines += order.Lines.Count;
            Euro += euro;
            EurCents += order.Currency == "EUR" ? cents : 0;
            ChfCents += order.Currency == "CHF" ? cents : 0;
            if (order.IsGuest)
            {
                GuestDocuments++;
                GuestLines += order.Lines.Count;
                GuestEuro += euro;
            }

            if (order.IsCredit)
            {
                CreditDocuments++;
                CreditLines += order.Lines.Count;
                CreditEuro += euro;
            }

            if (isLate)
            {
                LateLines += order.Lines.Count;
                LateEuro += euro;
            }
        }
    }
}

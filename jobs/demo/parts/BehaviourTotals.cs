namespace Segmentation.Jobs.Demo;

/// <summary>What each person did so far, in arrays by number of the person: 41 bytes each.</summary>
internal sealed class BehaviourTotals(DemoWorld world)
{
    private readonly int[] _orders = new int[world.Options.Customers];
    private readonly int[] _lines = new int[world.Options.Customers];
    private readonly long[] _euro = new long[world.Options.Customers];
    private readonly long[] _saleEuro = new long[world.Options.Customers];
    private readonly long[] _discountEuro = new long[world.Options.Customers];
    private readonly ushort[] _firstDay = new ushort[world.Options.Customers];
    private readonly ushort[] _lastDay = new ushort[world.Options.Customers];
    private readonly byte[] _systems = new byte[world.Options.Customers];

    /// <summary>People with at least one order.</summary>
    public long PeopleWithOrders { get; private set; }

    /// <summary>Customers with at least one order: two where exact rules cannot link a person's records.</summary>
    public long CustomersWithOrders { get; private set; }

    /// <summary>Counts one document; guests are nobody's.</summary>
    public void Add(DemoOrder order)
    {
        if (order.IsGuest)
        {
            return;
        }

        int person = order.Person;
        CountCustomer(person, order.System);
        _lines[person] += order.Lines.Count;
        foreach (DemoOrderLine line in order.Lines)
        {
            long euro = DemoPlaces.ToEuro(line.NetCents, order.Currency);
            _euro[person] += euro;
            _saleEuro[person] += order.IsCredit ? 0 : euro;
            _discountEuro[person] += order.IsCredit ? 0 : DemoPlaces.ToEuro(line.DiscountCents, order.Currency);
        }

        if (!order.IsCredit)
        {
            ushort day = (ushort)(order.Day.DayNumber - world.FirstDay.DayNumber);
            _firstDay[person] = _orders[person] == 0 ? day : _firstDay[person];
            _lastDay[person] = day;
            _orders[person]++;
        }
    }

    /// <summary>Writes <c>truth/behaviour.csv</c>, one row per person who ordered, as of the last snapshot date.</summary>
    public void Write(DemoFolder folder)
    {
        using DemoCsvWriter csv = folder.OpenCsv(
            "truth/behaviour.csv",
            [
                "person_id", "order_count", "line_count", "net_spend_amount", "sale_amount", "discount_amount",
                "first_order_date", "last_order_date",
            ]);
        for (int person = 0; person < _orders.Length; person++)
        {
            if (_orders[person] > 0)
            {
                csv.Text(PeopleTruthPart.PersonId(person)).Whole(_orders[person]).Whole(_lines[person])
                    .Scaled(_euro[person], 4).Scaled(_saleEuro[person], 4).Scaled(_discountEuro[person], 4)
                    .Day(world.FirstDay.AddDays(_firstDay[person])).Day(world.FirstDay.AddDays(_lastDay[person])).EndRow();
            }
        }
    }

    private void CountCustomer(int index, DemoSystem system)
    {
        byte seen = _systems[index];
        byte bit = (byte)(1 << (int)system);
        if ((seen & bit) != 0)
        {
            return;
        }

        _systems[index] |= bit;
        PeopleWithOrders += seen == 0 ? 1 : 0;
        CustomersWithOrders += seen == 0 || !world.People[index].IsLinkable ? 1 : 0;
    }
}

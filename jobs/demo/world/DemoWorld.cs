namespace Segmentation.Jobs.Demo;

/// <summary>What the company is, before any of it is written: dates, people, products and orders.</summary>
/// <remarks>Holds no people and no orders. Both are made from the seed on each walk, alike every time.</remarks>
public sealed class DemoWorld
{
    internal DemoWorld(DemoOptions options)
    {
        Options = options;
        FirstDay = options.LastSnapshot.AddMonths(-options.Months);
        LastDay = options.LastSnapshot.AddDays(-1);
        DayCount = options.LastSnapshot.DayNumber - FirstDay.DayNumber;
        DateOnly firstSnapshot = options.LastSnapshot.AddMonths(1 - options.Nights);
        SnapshotDates = [.. Enumerable.Range(0, options.Nights).Select(firstSnapshot.AddMonths)];

        People = new DemoPeople(options.Seed);
        Contacts = new DemoContacts(options.Seed);
        Catalogue = new DemoCatalogue(options.Seed);
        ClosedDay = FirstDay.AddDays(Stream("calendar", "closed").For(0).Between(60, 200));
    }

    public DemoOptions Options { get; }

    /// <summary>Earliest day an order can be placed on.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>Latest day an order can be placed on: the day before the last snapshot date.</summary>
    public DateOnly LastDay { get; }

    /// <summary>Days from the first to the last, both counted.</summary>
    public int DayCount { get; }

    /// <summary>Snapshot dates of the nights, a month apart, earliest first.</summary>
    public IReadOnlyList<DateOnly> SnapshotDates { get; }

    /// <summary>The day on which the shop was closed; its file has a header and nothing else.</summary>
    public DateOnly ClosedDay { get; }

    /// <summary>The day of which half the shop's orders come late, two days before the last night but one.</summary>
    /// <remarks>They arrive on the last day, so with two nights or more an earlier one was run without them.</remarks>
    public DateOnly LateDay => SnapshotDates[Math.Max(0, SnapshotDates.Count - 2)].AddDays(-2);

    public DemoPeople People { get; }

    public DemoContacts Contacts { get; }

    public DemoCatalogue Catalogue { get; }

    /// <summary>A family of draws for one part and purpose.</summary>
    public DemoStream Stream(string part, string purpose) => new(Options.Seed, part, purpose);

    /// <summary>Every person, by number.</summary>
    public IEnumerable<DemoPerson> AllPeople()
    {
        for (int index = 0; index < Options.Customers; index++)
        {
            yield return People[index];
        }
    }

    /// <summary>Every order and credit note, by day, then time.</summary>
    public IEnumerable<DemoOrder> AllOrders(CancellationToken cancellationToken) =>
        new DemoOrders(this).Walk(cancellationToken);

    /// <summary>Whether an order arrives in the late file instead of its day's.</summary>
    public bool IsLate(DemoOrder order) =>
        order.System == DemoSystem.Shop && order.Day == LateDay && order.Number % 2 == 0;

    /// <summary>When a person's records were made: one to sixty days before the first order can have been placed.</summary>
    public DateOnly RecordDate(in DemoPerson person, DemoSystem system, int record)
    {
        DemoRandom random = Stream("people", "records").For(person.Index, ((int)system * 2) + record);
        DateOnly first = FirstDay.AddDays(Math.Max(0, new DemoSchedule(this).First(person)));
        return first.AddDays(-random.Between(1, 60));
    }
}

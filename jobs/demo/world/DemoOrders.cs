using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>Walks every order in date order, holding eight bytes per person, never the orders.</summary>
/// <remarks>Each person waits in the list of the day of their next order; a day moves its people to later lists.</remarks>
internal sealed class DemoOrders(DemoWorld world)
{
    private const int None = -1;
    private const int GuestsPerMille = 10;
    private const int CreditsPerMille = 20;

    private static readonly string[] ShopChannels = ["web", "app", "marketplace"];
    private static readonly string[] CrmChannels = ["store", "phone", "field_sales"];

    private readonly DemoSchedule _schedule = new(world);
    private readonly DemoOrderLines _lines = new(world);
    private readonly DemoStream _facts = world.Stream("orders", "facts");
    private readonly DemoStream _channels = world.Stream("orders", "channels");
    private readonly DemoStream _guests = world.Stream("orders", "guests");
    private readonly DemoStream _credits = world.Stream("orders", "credits");

    private readonly int[] _firstOfDay = new int[world.DayCount];
    private readonly int[] _nextOfPerson = new int[world.Options.Customers];
    private readonly int[] _orderCount = new int[world.Options.Customers];
    private readonly List<Pending>?[] _extra = new List<Pending>?[world.DayCount];

    private enum PendingKind
    {
        Sale,
        Guest,
        Credit,
    }

    /// <summary>A document that will be made on a day.</summary>
    private readonly record struct Pending(
        PendingKind Kind, DemoSystem System, int Record, int Second, int Person, int Order, string RefersTo);

    public IEnumerable<DemoOrder> Walk(CancellationToken cancellationToken)
    {
        Array.Fill(_firstOfDay, None);
        foreach (DemoPerson person in world.AllPeople())
        {
            Enqueue(person.Index, _schedule.First(person));
        }

        for (int day = 0; day < world.DayCount; day++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<Pending> documents = TakeDay(day);
            documents.Sort(Compare);

            DateOnly date = world.FirstDay.AddDays(day);
            string dateText = date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
            int crmNumber = 0;
            int shopNumber = 0;
            foreach (Pending document in documents)
            {
                int number = document.System == DemoSystem.Crm ? ++crmNumber : ++shopNumber;
                string letter = document.System == DemoSystem.Crm ? "R" : "W";
                string id = $"{letter}-{dateText}-{number.ToString("D5", CultureInfo.InvariantCulture)}";
                ScheduleCredit(document, day, id);
                yield return Make(document, date, number, id);
            }
        }
    }

    /// <summary>Everything of one day, the shop's moved to the next day where it was closed.</summary>
    private List<Pending> TakeDay(int day)
    {
        List<Pending> documents = _extra[day] ?? [];
        _extra[day] = null;
        for (int index = _firstOfDay[day]; index != None;)
        {
            int following = _nextOfPerson[index];
            AddSale(documents, index, day);
            index = following;
        }

        if (world.FirstDay.AddDays(day) == world.ClosedDay)
        {
            Extra(day + 1).AddRange(documents.Where(document => document.System == DemoSystem.Shop));
            documents.RemoveAll(document => document.System == DemoSystem.Shop);
        }

        return documents;
    }

    private void AddSale(List<Pending> documents, int index, int day)
    {
        DemoPerson person = world.People[index];
        int order = _orderCount[index]++;
        Enqueue(index, _schedule.Next(person, order + 1, day));

        DemoRandom random = _facts.For(index, order);
        bool inShop = person.InShop && (!person.InCrm || random.Chance(500));
        DemoSystem system = inShop ? DemoSystem.Shop : DemoSystem.Crm;
        int record = random.Below(person.RecordCount(system));
        documents.Add(new Pending(PendingKind.Sale, system, record, random.Between(25_200, 79_199), index, order, ""));

        DemoRandom guest = _guests.For(index, order);
        if (guest.Chance(GuestsPerMille))
        {
            documents.Add(new Pending(
                PendingKind.Guest, DemoSystem.Shop, 0, guest.Between(25_200, 79_199), index, order, ""));
        }
    }

    private void ScheduleCredit(in Pending document, int day, string id)
    {
        // Who orders once or twice keeps what they bought: a customer with nothing left would belong to no planted group.
        if (document.Kind != PendingKind.Sale || DemoGroups.All[world.People[document.Person].Group].MaxOrders <= 2)
        {
            return;
        }

        DemoRandom random = _credits.For(document.Person, document.Order);
        int due = day + random.Between(3, 30);
        if (random.Chance(CreditsPerMille) && due < world.DayCount)
        {
            Extra(due).Add(document with
            {
                Kind = PendingKind.Credit,
                Second = random.Between(28_800, 64_799),
                RefersTo = id,
            });
        }
    }

    private DemoOrder Make(in Pending document, DateOnly date, int number, string id)
    {
        DemoPerson person = world.People[document.Person];
        bool isGuest = document.Kind == PendingKind.Guest;
        DemoRandom random = _channels.For(document.Person, document.Order);
        return new DemoOrder
        {
            Person = isGuest ? None : document.Person,
            System = document.System,
            RecordId = isGuest ? "" : world.Contacts.RecordId(document.System, document.Person, document.Record),
            Day = date,
            Second = document.Second,
            Number = number,
            OrderId = id,
            RefersTo = document.RefersTo,
            Currency = isGuest ? "EUR" : person.Currency,
            Channel = random.Pick(document.System == DemoSystem.Crm ? CrmChannels : ShopChannels),
            BusinessUnit = isGuest ? "retail" : person.BusinessUnit,
            Region = random.Pick(DemoPlaces.Countries[isGuest ? 0 : person.Country].Towns).Region,
            Lines = document.Kind switch
            {
                PendingKind.Sale => _lines.OfOrder(person, document.Order),
                PendingKind.Guest => _lines.OfGuest(document.Person, document.Order),
                _ => _lines.OfCredit(person, document.Order),
            },
        };
    }

    private void Enqueue(int person, int day)
    {
        if (day >= 0 && day < world.DayCount)
        {
            _nextOfPerson[person] = _firstOfDay[day];
            _firstOfDay[day] = person;
        }
    }

    private List<Pending> Extra(int day) => _extra[day] ??= [];

    private static int Compare(Pending left, Pending right)
    {
        int order = left.Second.CompareTo(right.Second);
        order = order != 0 ? order : left.Person.CompareTo(right.Person);
        order = order != 0 ? order : left.Order.CompareTo(right.Order);
        return order != 0 ? order : left.Kind.CompareTo(right.Kind);
    }
}

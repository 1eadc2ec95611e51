namespace Segmentation.Jobs.Demo;

/// <summary>On which days a person orders. Days count from 0, the world's first day.</summary>
internal sealed class DemoSchedule
{
    /// <summary>Days of the year on which a season begins: 21 March and 16 September of a common year.</summary>
    private static readonly int[] SeasonStarts = [79, 258];

    /// <summary>Days a season lasts.</summary>
    private const int SeasonDays = 40;

    private readonly int _dayCount;
    private readonly int _firstDayNumber;
    private readonly DemoStream _first;
    private readonly DemoStream _next;
    private readonly DemoStream _stop;

    public DemoSchedule(DemoWorld world)
    {
        _dayCount = world.DayCount;
        _firstDayNumber = world.FirstDay.DayNumber;
        _first = world.Stream("orders", "first");
        _next = world.Stream("orders", "next");
        _stop = world.Stream("orders", "stop");
    }

    /// <summary>Day of the person's first order, or -1 when there is none.</summary>
    public int First(in DemoPerson person)
    {
        DemoGroup group = DemoGroups.All[person.Group];
        if (group.MaxOrders == 0)
        {
            return -1;
        }

        DemoRandom random = _first.For(person.Index);
        if (group.FirstDaysAgo is DemoRange daysAgo)
        {
            return Math.Max(0, _dayCount - daysAgo.Draw(ref random));
        }

        int day = group.FirstDaysIn.Draw(ref random);
        return group.IsSeasonal ? SeasonAfter(day, ref random) : day;
    }

    /// <summary>Day of the next order, or -1 when there is none.</summary>
    /// <param name="person">Who orders.</param>
    /// <param name="orders">Orders placed so far, at least 1.</param>
    /// <param name="day">Day of the last of them.</param>
    public int Next(in DemoPerson person, int orders, int day)
    {
        DemoGroup group = DemoGroups.All[person.Group];
        if (orders >= group.MaxOrders)
        {
            return -1;
        }

        DemoRandom random = _next.For(person.Index, orders);
        int next = group.IsSeasonal ? NextInSeason(day, ref random) : day + group.GapDays.Draw(ref random);
        int stop = _dayCount;
        if (group.StopDaysAgo is DemoRange daysAgo)
        {
            DemoRandom stopping = _stop.For(person.Index);
            stop = _dayCount - daysAgo.Draw(ref stopping);
        }

        return next < stop ? next : -1;
    }

    /// <summary>One in four comes back in the same season; the others wait for the next.</summary>
    private int NextInSeason(int day, ref DemoRandom random)
    {
        if (random.Chance(250))
        {
            return day + random.Between(5, 15);
        }

        return SeasonAfter(day + SeasonDays + 20, ref random);
    }

    private int SeasonAfter(int day, ref DemoRandom random)
    {
        DateOnly date = DateOnly.FromDayNumber(_firstDayNumber + day);
        int year = date.Year;
        int place = 0;
        while (new DateOnly(year, 1, 1).AddDays(SeasonStarts[place]) < date)
        {
            place++;
            if (place == SeasonStarts.Length)
            {
                place = 0;
                year++;
            }
        }

        return new DateOnly(year, 1, 1).AddDays(SeasonStarts[place] + random.Below(SeasonDays)).DayNumber - _firstDayNumber;
    }
}

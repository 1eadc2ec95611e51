using System.Globalization;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Reconcile;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that periods do not overlap, that an account has one class, and that what the books name exists.</summary>
internal static class CheckFinance
{
    private const int DaysPerWeek = 7;

    public static void Run(CheckContext context)
    {
        FinanceConfig finance = context.Config.Finance;
        CheckCalendar(context, "finance.calendar", finance.Calendar);
        CheckAccounts(context, finance.Accounts);
        CheckRules(context, finance.Rules);
        foreach (string currency in finance.Tolerance.Keys.Where(currency =>
            currency != context.Config.Currency && !context.Config.ExchangeRates.ContainsKey(currency)))
        {
            context.RefuseName($"finance.tolerance.{currency}",
                $"'{YamlScalar.Shorten(currency)}' in finance.tolerance is neither the reporting currency nor in exchange_rates. Correct it, or give it a rate.");
        }

        string[] systems = [.. context.Config.Sources.Select(source => source.Value.System ?? source.Key)];
        if (finance.CustomerSource is { } system && !systems.Contains(system))
        {
            context.Refuse("finance.customer_source",
                $"'{context.Show("finance.customer_source")}' in finance.customer_source is not a source system. {NearestWord.Hint(system, systems)}");
        }
    }

    private static void CheckCalendar(CheckContext context, string path, CalendarConfig calendar)
    {
        switch (calendar.Kind)
        {
            case CalendarKind.Weeks:
                CheckWeeks(context, path, calendar);
                break;
            case CalendarKind.Listed:
                CheckListed(context, $"{path}.periods", calendar.Periods);
                break;
            case CalendarKind.Months when calendar.Name is { } name && !(HasYear(name) && (Has(name, "{month}") || Has(name, "{period}"))):
                RefuseName(context, path);
                break;
        }

        if (calendar is { Kind: CalendarKind.Weeks, Name: { } pattern } && !(HasYear(pattern) && Has(pattern, "{period}")))
        {
            RefuseName(context, path);
        }
    }

    private static bool HasYear(string name) => Has(name, "{year}") || Has(name, "{fiscal_year}");

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.Ordinal);

    private static void RefuseName(CheckContext context, string path) => context.Refuse($"{path}.name",
        $"{path}.name gives several periods one name. Name the year with {{year}} or {{fiscal_year}}, and the period with {{period}} (or {{month}}, for months).");

    private static void CheckWeeks(CheckContext context, string path, CalendarConfig calendar)
    {
        if (calendar.Weeks.Sum() != 13 || calendar.Weeks.Any(weeks => weeks < 1))
        {
            context.Refuse($"{path}.weeks", $"{path}.weeks come to {calendar.Weeks.Sum()} weeks; a quarter has 13. Write [4, 4, 5], [4, 5, 4] or [5, 4, 4].");
        }

        if (calendar.YearStarts.Count < 2)
        {
            context.Refuse($"{path}.year_starts", $"a calendar of weeks needs the first day of each fiscal year, and of the one after the last, under {path}.year_starts.");
            return;
        }

        DateOnly? before = null;
        for (int index = 0; index < calendar.YearStarts.Count; index++)
        {
            string item = ConfigPath.Item($"{path}.year_starts", index);
            if (!IsDay(context, item, calendar.YearStarts[index], out DateOnly start))
            {
                return;
            }

            if (before is { } last && start.DayNumber - last.DayNumber is not (52 * DaysPerWeek or 53 * DaysPerWeek))
            {
                context.Refuse(item, $"{item} is {start:yyyy-MM-dd}, {start.DayNumber - last.DayNumber} days after the year start before it. A fiscal year of weeks has 52 or 53 of them: 364 or 371 days.");
                return;
            }

            before = start;
        }
    }

    private static void CheckListed(CheckContext context, string path, IReadOnlyList<PeriodConfig> periods)
    {
        if (periods.Count == 0)
        {
            context.Refuse(path, $"the calendar is listed, and {path} lists no period. Give each its name, its first and its last day.");
        }

        var known = new List<(DateOnly From, DateOnly To, string Name)>();
        for (int index = 0; index < periods.Count; index++)
        {
            string item = ConfigPath.Item(path, index);
            PeriodConfig period = periods[index];
            if (!IsDay(context, $"{item}.from", period.From, out DateOnly from) || !IsDay(context, $"{item}.to", period.To, out DateOnly to))
            {
                continue;
            }

            if (to < from)
            {
                context.Refuse($"{item}.to", $"period {period.Period} ends on {to:yyyy-MM-dd}, before it begins on {from:yyyy-MM-dd}.");
            }

            if (known.FirstOrDefault(other => other.From <= to && from <= other.To) is { Name: { } overlapped })
            {
                context.Refuse($"{item}.from", $"period {period.Period} overlaps {overlapped}. A day belongs to one period; correct the days of one of them.");
            }

            if (known.Any(other => other.Name == period.Period))
            {
                context.Refuse($"{item}.period", $"two periods are called {period.Period}. Give one another name.");
            }

            known.Add((from, to, period.Period));
        }
    }

    private static bool IsDay(CheckContext context, string path, string text, out DateOnly day)
    {
        bool isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
        if (!isDay)
        {
            context.Refuse(path, $"'{context.Show(path)}' in {path} is not a day. Write it as 2026-01-31.");
        }

        return isDay;
    }

    private static void CheckAccounts(CheckContext context, IReadOnlyDictionary<string, AccountClass> accounts)
    {
        var known = new List<(string Key, AccountRange Range)>();
        foreach (string key in accounts.Keys)
        {
            string path = $"finance.accounts.{key}";
            if (AccountRange.Parse(key) is not { } range)
            {
                context.RefuseName(path,
                    $"'{YamlScalar.Shorten(key)}' in finance.accounts is no account, range or prefix. Write 4000, 4000-4099 (both ends of one length, the lower first) or 84*.");
                continue;
            }

            if (known.FirstOrDefault(other => other.Range.Overlaps(range)) is { Key: { } overlapped })
            {
                context.RefuseName(path, $"'{YamlScalar.Shorten(key)}' in finance.accounts overlaps '{YamlScalar.Shorten(overlapped)}'. An account has one class; make one of the ranges smaller.");
            }

            known.Add((key, range));
        }
    }

    private static void CheckRules(CheckContext context, IReadOnlyList<FinanceRuleConfig> rules)
    {
        for (int index = 1; index < rules.Count; index++)
        {
            if (rules.Take(index).Any(other => other.Rule == rules[index].Rule))
            {
                string path = $"{ConfigPath.Item("finance.rules", index)}.rule";
                context.Refuse(path, $"two rules are called {rules[index].Rule}. Give one another name.");
            }
        }
    }
}

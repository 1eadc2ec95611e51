using System.Globalization;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>The truth about money against a recount of the files.</summary>
[Collection(DemoCompanyGroup.Name)]
public sealed class DemoTotalsTests(DemoCompanyFixture company)
{
    [Fact]
    public void Totals_are_what_the_files_add_up_to_without_the_defects()
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> totals = company.Files.Truth("totals");
        totals.Select(row => row["snapshot_date"]).ShouldBe(["2026-05-01", "2026-06-01", "2026-07-01"]);

        Dictionary<string, IReadOnlyDictionary<string, string>> people = PeopleByRecord();
        foreach (IReadOnlyDictionary<string, string> truth in totals)
        {
            DateTime snapshot = DateTime.Parse(truth["snapshot_date"], CultureInfo.InvariantCulture);
            List<DemoOrderLineRow> known = [.. company.Lines.Where(line => line.OrderedAt < snapshot)];
            List<DemoOrderLineRow> guests = [.. known.Where(line => line.RecordId.Length == 0)];
            List<DemoOrderLineRow> credits = [.. known.Where(line => line.IsCredit)];
            List<DemoOrderLineRow> late = [.. known.Where(line => line.File.Contains("-late", StringComparison.Ordinal))];
            List<(string Person, string System, bool IsLinkable)> buyers =
            [
                .. known.Except(guests).Select(line => (
                    people[line.RecordId]["person_id"], line.System, people[line.RecordId]["is_linkable"] == "true")).Distinct(),
            ];

            Whole(truth, "line_count").ShouldBe(known.Count);
            Whole(truth, "document_count").ShouldBe(Documents(known));
            Money(truth, "amount").ShouldBe(known.Sum(line => line.Euro));
            Money(truth, "amount_eur").ShouldBe(known.Where(line => line.Currency == "EUR").Sum(line => line.Net));
            Money(truth, "amount_chf").ShouldBe(known.Where(line => line.Currency == "CHF").Sum(line => line.Net));
            Whole(truth, "guest_line_count").ShouldBe(guests.Count);
            Whole(truth, "guest_document_count").ShouldBe(Documents(guests));
            Money(truth, "guest_amount").ShouldBe(guests.Sum(line => line.Euro));
            Whole(truth, "credit_line_count").ShouldBe(credits.Count);
            Whole(truth, "credit_document_count").ShouldBe(Documents(credits));
            Money(truth, "credit_amount").ShouldBe(credits.Sum(line => line.Euro));
            Whole(truth, "people_with_orders").ShouldBe(buyers.Select(buyer => buyer.Person).Distinct().Count());
            Whole(truth, "customers_with_orders").ShouldBe(
                buyers.Select(buyer => buyer.IsLinkable ? buyer.Person : buyer.Person + buyer.System).Distinct().Count());
            Whole(truth, "late_line_count").ShouldBe(late.Count);
            Money(truth, "late_amount").ShouldBe(late.Sum(line => line.Euro));
            (late.Count > 0).ShouldBe(snapshot > new DateTime(2026, 5, 30));
        }
    }

    [Fact]
    public void Each_persons_behaviour_is_what_the_files_add_up_to()
    {
        Dictionary<string, IReadOnlyDictionary<string, string>> people = PeopleByRecord();
        Dictionary<string, List<DemoOrderLineRow>> lines = company.Lines.Where(line => line.RecordId.Length > 0)
            .GroupBy(line => people[line.RecordId]["person_id"]).ToDictionary(person => person.Key, person => person.ToList());

        IReadOnlyList<IReadOnlyDictionary<string, string>> behaviour = company.Files.Truth("behaviour");
        behaviour.Count.ShouldBe(lines.Count);
        foreach (IReadOnlyDictionary<string, string> truth in behaviour)
        {
            List<DemoOrderLineRow> own = lines[truth["person_id"]];
            List<DemoOrderLineRow> sales = [.. own.Where(line => !line.IsCredit)];
            Whole(truth, "order_count").ShouldBe(Documents(sales));
            Whole(truth, "line_count").ShouldBe(own.Count);
            Money(truth, "net_spend_amount").ShouldBe(own.Sum(line => line.Euro));
            Money(truth, "sale_amount").ShouldBe(sales.Sum(line => line.Euro));
            Money(truth, "discount_amount").ShouldBe(sales.Sum(line => line.DiscountEuro));
            truth["first_order_date"].ShouldBe(sales.Min(line => line.OrderedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            truth["last_order_date"].ShouldBe(sales.Max(line => line.OrderedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_ledger_ties_to_the_lines_by_document_and_month()
    {
        Dictionary<(string Period, string Document), decimal> expected = company.Lines
            .GroupBy(line => (line.OrderedAt.ToString("yyyy-MM", CultureInfo.InvariantCulture), line.OrderId))
            .ToDictionary(document => document.Key, document => document.Sum(line => line.Net));
        HashSet<string> credits = [.. company.Lines.Where(line => line.IsCredit).Select(line => line.OrderId)];

        List<string[]> entries =
        [
            .. company.Files.Paths().Where(path => path.StartsWith("gl/2", StringComparison.Ordinal))
                .SelectMany(path => company.Files.Lines(path).Skip(1)).Select(line => DemoFiles.Split(line)),
        ];
        HashSet<string> broken = [.. company.Files.Truth("breaks").Select(row => row["document"])];
        List<string[]> good = [.. entries.Where(entry => !broken.Contains(entry[8]))];
        broken.Count.ShouldBeInRange(expected.Count / 1000, expected.Count / 250);
        good.Count.ShouldBe(expected.Count(document => !broken.Contains(document.Key.Document)));
        good.Select(entry => entry[8]).Distinct().Count().ShouldBe(good.Count);
        good.Where(entry => expected[(entry[2], entry[8])] != decimal.Parse(entry[5], CultureInfo.InvariantCulture))
            .ShouldBeEmpty();
        good.ShouldAllBe(entry => (entry[4] == "returns") == credits.Contains(entry[8]));
        // What is wrong in the ledger is wrong by what truth/breaks.csv says, all in all.
        decimal misplaced = company.Files.Truth("breaks").Where(row => row["break_class"] is "wrong_period" or "wrong_business_unit").Sum(row => Money(row, "amount"));
        (expected.Values.Sum() - entries.Sum(entry => decimal.Parse(entry[5], CultureInfo.InvariantCulture)))
            .ShouldBe(company.Files.Truth("breaks").Sum(row => Money(row, "amount")) - misplaced);
        entries.Select(entry => entry[0]).Distinct().Count().ShouldBe(entries.Count);

        foreach (IReadOnlyDictionary<string, string> truth in company.Files.Truth("ledger"))
        {
            List<string[]> own =
            [
                .. entries.Where(entry =>
                    entry[2] == truth["period"] && entry[4] == truth["account_class"] && entry[6] == truth["currency"]),
            ];
            Whole(truth, "entry_count").ShouldBe(own.Count);
            Money(truth, "amount").ShouldBe(own.Sum(entry => decimal.Parse(entry[5], CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void A_credit_note_takes_back_lines_of_an_earlier_order_of_the_same_record()
    {
        ILookup<string, DemoOrderLineRow> documents = company.Lines.ToLookup(line => line.OrderId);
        List<DemoOrderLineRow> credits = [.. company.Lines.Where(line => line.IsCredit)];
        foreach (DemoOrderLineRow credit in credits)
        {
            DemoOrderLineRow sale = documents[credit.RefersTo].Single(line => line.LineNumber == credit.LineNumber);
            sale.OrderedAt.ShouldBeLessThan(credit.OrderedAt);
            sale.RecordId.ShouldBe(credit.RecordId);
            credit.Net.ShouldBe(-sale.Net);
        }

        int sales = Documents(company.Lines.Where(line => !line.IsCredit));
        ((double)Documents(credits) / sales).ShouldBe(0.02, 0.004);
    }

    [Fact]
    public void A_lines_amount_is_quantity_times_price_less_discount()
    {
        foreach (DemoOrderLineRow line in company.Lines)
        {
            line.Net.ShouldBe((line.Quantity * line.Price) - line.Discount);
            line.Tax.ShouldBe(Math.Round(line.Net * 0.19m, 2, MidpointRounding.AwayFromZero));
        }
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> PeopleByRecord() => company.Files.Truth("customers")
        .SelectMany(row => $"{row["crm_ids"]}|{row["shop_ids"]}".Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(record => (record, row)))
        .ToDictionary(pair => pair.record, pair => pair.row);

    private static int Documents(IEnumerable<DemoOrderLineRow> lines) => lines.Select(line => line.OrderId).Distinct().Count();

    private static long Whole(IReadOnlyDictionary<string, string> row, string column) =>
        long.Parse(row[column], CultureInfo.InvariantCulture);

    private static decimal Money(IReadOnlyDictionary<string, string> row, string column) =>
        decimal.Parse(row[column], NumberStyles.Number, CultureInfo.InvariantCulture);
}

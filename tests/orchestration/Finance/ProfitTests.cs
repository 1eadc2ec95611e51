using System.Globalization;
using System.Text.Json;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>What segments earn, in a company small enough to be reckoned by hand: A is small in January and big from February on, B is
/// small, C comes in February, and somebody without a name buys in January.</summary>
public sealed class ProfitTests : IDisposable
{
    private const string Orders = """
        order,line,customer,day,type,amount,discount,cost
        o1,1,A,2026-01-05,sale,70,10,45
        o1,2,A,2026-01-05,sale,30,,15
        o2,1,B,2026-01-10,sale,50,,
        o3,1,,2026-01-12,sale,20,,8
        o4,1,A,2026-02-03,sale,200,,120
        o5,1,C,2026-02-10,sale,30,,
        o6,1,A,2026-02-15,credit,-10,,-6

        """;

    private const string Costs = """
        id,customer,type,amount,day
        f1,A,freight,5,2026-01-06
        f2,B,freight,3,2026-01-11
        f3,,freight,10.01,2026-01-31
        f4,C,repair,2,2026-02-11

        """;

    private const string Tickets = """
        id,customer,day
        t1,A,2026-01-07
        t2,B,2026-01-08
        t3,B,2026-01-09

        """;

    private const string Sales = """
        id,day,account,amount,document
        e1,2026-01-05,4000,100,o1
        e2,2026-01-10,4000,50,o2
        e3,2026-01-12,4000,20,o3
        e4,2026-02-03,4000,200,o4
        e5,2026-02-10,4000,30,o5
        e6,2026-02-15,4000,-10,o6

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("segbatch-profit-").FullName;

    [Fact]
    public void Without_a_ledger_a_segment_earns_its_revenue_less_what_is_booked_and_its_share_of_the_rest()
    {
        Company("""
            profit:
              pools:
                goods: { line: cost_of_goods, booked: order_lines }
                freight: { line: cost_to_serve, booked: service_costs, when: "cost_type = 'freight'", driver: orders }
            """);
        Nights("2026-01-31", "2026-02-28", "2026-03-05");

        // Of the 10.01 that nobody is booked for, two of three orders take the odd cents. The repair is in no pool, and shown.
        Result("today", "2026-01").ShouldBe(
        [
            "BIG 110.00 -10.00 0.00 100.00 -60.00 0.00 -8.34 31.66 -65.00 -3.34",
            "SMALL 50.00 0.00 0.00 50.00 0.00 0.00 -6.34 43.66 -3.00 -3.34",
            "UNASSIGNED 20.00 0.00 0.00 20.00 -8.00 0.00 -3.33 8.67 -8.00 -3.33",
        ]);
        Result("today", "2026-02").ShouldBe(
        [
            "BIG 200.00 0.00 -10.00 190.00 -114.00 0.00 0.00 76.00 -114.00 0.00",
            "SMALL 30.00 0.00 0.00 30.00 0.00 0.00 -2.00 28.00 -2.00 0.00",
        ]);
        Result("period_end", "2026-01").ShouldBe(
        [
            "SMALL 160.00 -10.00 0.00 150.00 -60.00 0.00 -14.67 75.33 -68.00 -6.67",
            "UNASSIGNED 20.00 0.00 0.00 20.00 -8.00 0.00 -3.34 8.66 -8.00 -3.34",
        ]);
        Rows("select count(*) from finance_tie_out").ShouldBe(["0"]);
    }

    [Fact]
    public void What_the_ledger_has_beyond_what_is_booked_is_shared_out_by_the_driver_and_without_a_driver_it_is_nobodys()
    {
        Books(Sales + """
            e7,2026-01-31,5000,-75,
            e8,2026-01-31,6600,-9,
            e9,2026-02-28,6600,-4,

            """);
        Company("""
            finance: { accounts: { "4000": revenue, "5000": cogs, "6600": marketing } }
            profit:
              pools:
                goods: { line: cost_of_goods, booked: order_lines, ledger: "account_class = 'cogs'", driver: revenue }
                campaigns: { line: marketing, ledger: "account = '6600'", driver: tickets }
            """);
        Nights("2026-03-05");

        // Of 75 goods 68 are booked; 7.00 goes by revenue 100 : 50 : 20. The ledger has no goods of February yet: they are what is booked.
        Result("today", "2026-01").ShouldBe(
        [
            "BIG 110.00 -10.00 0.00 100.00 -64.12 -3.00 0.00 32.88 -60.00 -7.12",
            "SMALL 50.00 0.00 0.00 50.00 -2.06 -6.00 0.00 41.94 0.00 -8.06",
            "UNASSIGNED 20.00 0.00 0.00 20.00 -8.82 0.00 0.00 11.18 -8.00 -0.82",
        ]);
        Result("today", "2026-02").ShouldBe(
        [
            "BIG 200.00 0.00 -10.00 190.00 -114.00 0.00 0.00 76.00 -114.00 0.00",
            "SMALL 30.00 0.00 0.00 30.00 0.00 0.00 0.00 30.00 0.00 0.00",
            "UNASSIGNED 0.00 0.00 0.00 0.00 0.00 -4.00 0.00 -4.00 0.00 -4.00",
        ]);
        Rows("select count(*) from finance_tie_out where line = 'unexplained' and amount <> 0").ShouldBe(["0"]);
        Rows("select pool || ' ' || driver || ' ' || cast(driver_amount as decimal(18,2)) from finance_segment_profit where is_allocated and segment_code = 'SMALL' and scheme = 'size' and basis = 'today' order by 1")
            .ShouldBe(["campaigns tickets 2.00", "goods revenue 50.00"]);
    }

    [Fact]
    public void A_legal_entity_bears_its_own_costs_and_where_it_sold_nothing_everybody_does()
    {
        Books(Sales + """
            e7,2026-01-31,6600,-9,
            e8,2026-01-31,6700,-9,

            """, "e7 ONE", "e8 TWO", "e1 ONE", "e2 ONE", "e3 ONE", "e4 ONE", "e5 ONE", "e6 ONE");
        Company(
            """
            finance: { legal_entities: { SHOP: ONE }, accounts: { "4000": revenue, 66*: marketing, 67*: marketing } }
            profit: { pools: { campaigns: { line: marketing, ledger: "account_class = 'marketing'", driver: revenue, owner: ann } }, owners: { marketing: bob } }
            """, hasUnits: true);
        Nights("2026-03-05");

        Rows("select legal_entity || ' ' || segment_code || ' ' || cast(amount as decimal(18,2)) from finance_segment_profit where line = 'marketing' and basis = 'today' order by 1").ShouldBe(
        [
            "ONE BIG -5.29", "ONE SMALL -2.65", "ONE UNASSIGNED -1.06", "TWO BIG -5.29", "TWO SMALL -2.65", "TWO UNASSIGNED -1.06",
        ]);
        Rows("select line || ' ' || pool || ' ' || owner from dim_profit_line where line = 'marketing' order by 1").ShouldBe(["marketing  bob", "marketing campaigns ann"]);
    }

    [Fact]
    public void A_segments_revenue_moves_from_one_period_to_the_next_by_who_came_and_went_and_by_what_the_others_changed()
    {
        Company("profit: {}");
        Nights("2026-01-31", "2026-02-28", "2026-03-05");

        // A moves at the 100 of January; that it brings 90 more since is performance. C was not known in January.
        Rows("select segment_code || ' ' || line || ' ' || cast(net_revenue_amount as decimal(18,2)) || ' ' || cast(booked_margin_amount as decimal(18,2)) || ' ' || customer_count from finance_segment_movement where period = '2026-02' order by segment_code, line_number").ShouldBe(
        [
            "BIG moved_in 100.00 35.00 1", "BIG movers_change 90.00 41.00 1", "BIG closing 190.00 76.00 1",
            "SMALL opening 150.00 82.00 2", "SMALL joiners 30.00 28.00 1", "SMALL moved_out -100.00 -35.00 1",
            "SMALL like_for_like -50.00 -47.00 1", "SMALL closing 30.00 28.00 2",
            "UNASSIGNED opening 20.00 12.00 2", "UNASSIGNED leavers 0.00 0.00 1", "UNASSIGNED like_for_like -20.00 -12.00 1", "UNASSIGNED closing 0.00 0.00 1",
        ]);
    }

    [Fact]
    public void A_plan_stands_beside_what_came_of_it_and_concentration_is_told_by_year()
    {
        File.WriteAllText(Path.Combine(folder, "plan.csv"), """
            scheme,segment,period,line,amount
            size,BIG,2026-02,net_revenue,200
            size,BIG,2026-02,contribution_margin,50
            size,GIANT,2026-02,net_revenue,1000
            size,BIG,2026-04,net_revenue,100

            """);
        Company("profit: {}");
        Nights("2026-02-28", "2026-03-05");

        Rows("select segment_code || ' ' || period || ' ' || line || ' ' || coalesce(cast(cast(actual_amount as decimal(18,2)) as varchar), 'not yet') || ' ' || coalesce(cast(cast(variance_share as decimal(18,3)) as varchar), '-') || ' ' || is_known_segment from finance_segment_plan order by 1").ShouldBe(
        [
            "BIG 2026-02 contribution_margin 76.00 0.520 true", "BIG 2026-02 net_revenue 190.00 -0.050 true",
            "BIG 2026-04 net_revenue not yet - true", "GIANT 2026-02 net_revenue 0.00 -1.000 false",
        ]);
        // A has 290, B 50 and C 30 of 370.
        Rows("select segment_code || ' ' || customer_count || ' ' || largest_customer_share || ' ' || customer_herfindahl || ' ' || coalesce(largest_segment_code || ' ' || largest_segment_share || ' ' || segment_herfindahl, '') from finance_concentration where fiscal_year = '2026' order by 1").ShouldBe(
        [
            " 3 0.783784 0.639153 BIG 0.783784 0.661066", "BIG 1 1.000000 1.000000 ", "SMALL 2 0.625000 0.531250 ",
        ]);
    }

    [Fact]
    public void The_command_tells_a_period_and_says_which_periods_there_are()
    {
        Company("profit: {}");
        Nights("2026-03-05");

        Said told = Segbatch.Run("reconcile", "profit", "--config", folder, "--period", "2026-02", "--json");
        told.ExitCode.ShouldBe(0, told.ToString());
        using JsonDocument result = JsonDocument.Parse(told.Output);
        JsonElement big = result.RootElement.GetProperty("segments").EnumerateArray().Single(segment => segment.GetProperty("segment_code").GetString() == "BIG");
        (big.GetProperty("net_revenue").GetDecimal(), big.GetProperty("contribution_margin").GetDecimal()).ShouldBe((190m, 76m));

        Segbatch.Run("reconcile", "profit", "--config", folder).Output.ShouldContain("contribution");
        Said refused = Segbatch.Run("reconcile", "profit", "--config", folder, "--period", "2026-09");
        (refused.ExitCode, refused.Errors.TrimEnd()).ShouldBe((1, "Scheme size has no result of 2026-09 by the segments of today. Nothing was changed. There are: 2026-01, 2026-02."));
    }

    [Fact]
    public void Without_the_section_there_is_no_result_and_the_command_says_how_to_get_one()
    {
        Company("");
        Nights("2026-03-05");

        Rows("select count(*) from finance_segment_pnl").ShouldBe(["0"]);
        Said refused = Segbatch.Run("reconcile", "profit", "--config", folder);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("'profit: {}' takes the usual cost pools");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Books(string entries, params string[] entities)
    {
        Dictionary<string, string> entityOf = entities.Select(pair => pair.Split(' ')).ToDictionary(pair => pair[0], pair => pair[1]);
        string[] lines = entries.TrimEnd('\n').Split('\n');
        File.WriteAllText(Path.Combine(folder, "ledger.csv"), string.Join('\n', lines.Select((line, place) => place == 0 ? $"{line},entity" : $"{line},{entityOf.GetValueOrDefault(line.Split(',')[0], "")}")) + "\n");
    }

    private void Company(string finance, bool hasUnits = false)
    {
        File.WriteAllText(Path.Combine(folder, "orders.csv"), Orders);
        File.WriteAllText(Path.Combine(folder, "customers.csv"), "id,name\nA,First\nB,Second\nC,Third\n");
        File.WriteAllText(Path.Combine(folder, "costs.csv"), Costs);
        File.WriteAllText(Path.Combine(folder, "tickets.csv"), Tickets);
        File.WriteAllText(Path.Combine(folder, "segmentation.yml"), $$"""
            company: Small
            currency: EUR
            sources:
              shop:
                files: orders.csv
                tables:
                  order_lines:
                    columns:
                      { order_id: order, line_number: line, source_record_id: customer, ordered_at: day, document_type: type, line_amount: amount,
                        discount_amount: discount, cost_amount: cost{{(hasUnits ? ", business_unit: \"'SHOP'\"" : "")}} }
              people: { system: shop, files: customers.csv, tables: { customers: { columns: { source_record_id: id, company_name: name } } } }
              costs:
                system: shop
                files: costs.csv
                tables: { service_costs: { columns: { cost_id: id, source_record_id: customer, cost_type: type, amount: amount, incurred_at: day } } }
              tickets:
                system: shop
                files: tickets.csv
                tables: { support_tickets: { columns: { ticket_id: id, source_record_id: customer, opened_at: day } } }
              plan:
                files: plan.csv
                optional: true
                tables: { segment_plans: { columns: { scheme: scheme, segment_code: segment, period: period, line: line, amount: amount } } }
              books:
                files: ledger.csv
                optional: true
                tables:
                  gl_entries: { columns: { entry_id: id, posting_date: day, account: account, amount: amount, document_id: document, legal_entity: entity{{(hasUnits ? ", business_unit: \"'SHOP'\"" : "")}} } }
            schemes:
              size: { kind: rules, segments: [ { code: BIG, label: Big, when: net_spend_amount > 120 }, { code: SMALL, label: Small } ] }

            """ + finance + "\n");
    }

    private void Nights(params string[] days)
    {
        foreach (string day in days)
        {
            ProjectSession.Open(folder, TimeProvider.System, Terminal.Standard()).RunNight(
                new NightOptions
                {
                    Command = "nightly",
                    SnapshotDate = DateOnly.Parse(day, CultureInfo.InvariantCulture),
                    Goal = NightGoal.Publish,
                    IsQuiet = true,
                },
                CancellationToken.None).Audits.ShouldAllBe(audit => audit.Status != "fail");
        }
    }

    private string[] Result(string basis, string period) => Rows(
        $"""
        select concat_ws(' ', segment_code, {string.Join(", ", ((string[])["gross_revenue", "discount", "return", "net_revenue", "cost_of_goods", "marketing", "cost_to_serve", "contribution_margin", "booked_cost", "allocated_cost"])
            .Select(column => $"cast(sum({column}_amount) as decimal(18,2))"))})
        from finance_segment_pnl where scheme = 'size' and basis = '{basis}' and period = '{period}' group by segment_code order by 1
        """);

    private string[] Rows(string sql)
    {
        using PublishedTables tables = PublishedTables.Open(ProjectSession.Open(folder, TimeProvider.System, Terminal.Standard()).Folders);
        return [.. tables.Query(sql, CancellationToken.None).Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row[0]}"))];
    }
}

using System.Globalization;
using System.Text.Json;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Batch.Tests.Erp;
using static Segmentation.Batch.Tests.Finance.BookShop;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>A month is closed by the commands, and stays what it was when other data comes.</summary>
public sealed class SignoffTests
{
    private static decimal PostedAmount => OrdersOfPeriod.Sum(order => order.Amount);

    [Fact]
    public void While_a_period_is_being_closed_the_ERP_is_told_nothing()
    {
        using BookShop books = Published();
        books.Shop.Configure(ErpShop.Config);
        books.SettleTheBreak();
        books.Does("sign", Period, "--as", "preparer", "--actor", "ann");

        string closing = books.Night(Shop.NextNight);
        books.Does("sign", Period, "--as", "reviewer", "--actor", "bob");
        string closed = books.Night("2026-02-02");

        closing.ShouldContain($"codes are frozen while period {Period} is being closed");
        closed.ShouldNotContain("codes are frozen");
        books.Shop.Read("select count(*) > 0 from erp_classification_delta").ShouldBe(["True"]);
    }

    [Fact]
    public void A_break_goes_from_pending_to_closed_and_its_closer_is_another()
    {
        using BookShop books = Published();
        string id = books.BreakId();

        books.Refuses($"1 break above tolerance in period {Period} is neither closed nor explained: {id} amount_differs", "sign", Period, "--as", "preparer", "--actor", "ann");
        books.Refuses("speaks for many people already", "share-account", Environment.UserName, "--reason", "x");
        books.Refuses("has no owner", "submit", id, "--reason", "x", "--actor", "ann");
        books.Refuses("nobody has explained it", "close", id, "--reason", "x", "--actor", "bob");
        books.Refuses("There is no break b-unknown", "assign", "b-unknown", "--owner", "ann");
        books.Refuses("--reason is empty", "close", id, "--reason", " ");

        books.Does("assign", id, "--owner", "ann", "--due", "2026-01-15", "--actor", "bob").ShouldContain("Open with preparer, owner ann, due 2026-01-15");
        books.Does("comment", id, "asked the carrier", "--actor", "ann").ShouldContain("Open with preparer");
        books.Does("submit", id, "--reason", "posted with the freight", "--actor", "ann").ShouldContain("Open with reviewer");
        books.Refuses("was submitted by ann, who may not review it too", "close", id, "--reason", "x", "--actor", "ANN");
        books.Does("return", id, "--reason", "which freight?", "--actor", "bob").ShouldContain("Open with preparer");
        books.Does("submit", id, "--reason", "posted with the freight, see invoice", "--actor", "ann");

        books.Refuses("is explained and not yet closed", "sign", Period, "--as", "preparer", "--actor", "ann");
        books.Does("close", id, "--reason", "seen", "--actor", "bob").ShouldContain("Closed");
        books.Refuses("is closed already", "close", id, "--reason", "x", "--actor", "bob");
        books.Does("return", id, "--reason", "not so", "--actor", "bob").ShouldContain("Open with preparer");

        books.Night(Shop.NextNight);
        books.Shop.Read("select break_status, owner, due_date, is_overdue, submitted_by from finance_break_states")
            .ShouldBe(["Open with preparer ann 01/15/2026 True ann"]);
        books.Shop.Read("select deed from finance_break_deeds order by deed_id")
            .ShouldBe(["assigned", "commented", "submitted", "returned", "submitted", "closed", "reopened"]);
        OneLine(Segbatch.Run("audit-log", "export", "--config", books.Shop.Folder).Output).ShouldContain("posted with the freight");
    }

    [Fact]
    public void A_period_is_signed_by_two_and_then_locked()
    {
        using BookShop books = Published();
        books.Refuses("is not signed by a preparer", "sign", Period, "--as", "reviewer", "--actor", "bob");
        books.Refuses("has no entries in period 2031-01", "sign", "2031-01", "--as", "preparer", "--actor", "ann");
        books.SettleTheBreak();

        books.Does("sign", Period, "--as", "preparer", "--actor", "ann").ShouldContain($"Signed {Period}, revision 1, as preparer by ann");
        books.Refuses("may not review it too", "sign", Period, "--as", "reviewer", "--actor", "Ann");
        books.Refuses("may not review it too", "reopen", Period, "--reason", "x", "--actor", "ann");
        books.Refuses("waits for its reviewer", "sign", Period, "--as", "preparer", "--actor", "cid");
        books.Does("sign", Period, "--as", "reviewer", "--actor", "bob").ShouldContain("It is locked");
        books.Refuses("is signed: by ann and bob", "sign", Period, "--as", "preparer", "--actor", "ann");
        books.Refuses("only bob can reopen it, not cid", "reopen", Period, "--reason", "x", "--actor", "cid");

        JsonElement period = JsonDocument.Parse(books.Shop.Run("reconcile", "signoffs", "--json").Output).RootElement.GetProperty("periods")[0];
        period.GetProperty("status").GetString().ShouldBe("signed");
        books.Night(Shop.NextNight).ShouldNotContain("is signed;");
        books.Shop.Read("select role, actor, kind from finance_signoffs order by role").ShouldBe(["preparer ann signed", "reviewer bob signed"]);
        books.Shop.Read("select scheme, sum(amount)::decimal(18,2) from finance_posted where is_in_force group by all order by 1")
            .ShouldBe([.. new[] { "groups", "policy", "value" }.Select(scheme => $"{scheme} {Text(PostedAmount)}")]);
    }

    [Fact]
    public void A_class_or_a_period_that_there_is_not_is_wrong_usage()
    {
        using BookShop books = Published();

        books.Refuses("--class nonsense: there is no such class of break. Nothing was changed. There are: amount_differs,", "breaks", "--class", "nonsense");
        books.Refuses("--period 2031-01: neither the warehouse nor the ledger has anything in that period. Nothing was changed. There are:", "breaks", "--period", "2031-01");
        books.Does("breaks", "--class", "amount_differs", "--period", Period).ShouldContain("1 break");
        books.Does("breaks", "--class", "posted_twice").ShouldBe("No break.");
    }

    /// <summary>An account that has not been declared to speak for many is one person, whatever it calls itself.</summary>
    [Fact]
    public void An_account_of_one_person_neither_acts_for_another_nor_reviews_itself()
    {
        using BookShop books = Unpublished();
        books.Shop.PublishedNight(Shop.FirstNight);
        string id = books.BreakId();
        books.Does("assign", id, "--owner", "ann");
        books.Does("submit", id, "--reason", "freight");

        books.Refuses("speaks for itself only, so it cannot act as bob", "close", id, "--reason", "x", "--actor", "bob");
        books.Refuses("may not review it too", "close", id, "--reason", "x");
        books.Does("sign", Period, "--as", "preparer", "--with-open-breaks").ShouldContain("Signed with an open break");
        books.Refuses("speaks for itself only, so it cannot act as bob", "sign", Period, "--as", "reviewer", "--actor", "bob");
        books.Refuses("may not review it too", "sign", Period, "--as", "reviewer");
    }

    [Fact]
    public void Late_orders_are_a_restatement_and_not_a_change()
    {
        using BookShop books = Signed();
        (string _, string known, DateOnly _, decimal _) = OrdersOfPeriod[1];
        string other = Orders.Select(order => order.Customer).Distinct().First(customer => OrdersOfPeriod.All(order => order.Customer != customer));
        // One of a customer who bought in the period, one of a customer who did not, one of a customer whom nobody knew.
        books.ComesLate("late", ("L1", known, 100.10m), ("L2", other, 50.20m), ("L3", "C99", 7.03m));
        books.Shop.Write("crm/new.csv", Shop.CustomerHeader + "C99,c99@example.com,DE\n");

        books.Night(Shop.NextNight).ShouldContain($"Period {Period} is signed; 3 late documents of 157.33 EUR are a restatement, not a change.");

        books.OpenIncidents().ShouldContain("audit_failed signed_periods_received_nothing");

        foreach (string scheme in new[] { "groups", "policy", "value" })
        {
            string[] total = books.Total(scheme).Split(' ');
            total.ShouldBe([Text(PostedAmount), "0.00", "150.30", "7.03", "0.00", Text(PostedAmount + 157.33m)], scheme);
        }

        books.Shop.Read("select sum(amount)::decimal(18,2) from finance_segment_revenue_as_posted_v1 where scheme = 'policy'").ShouldBe([Text(PostedAmount)]);
        books.Shop.Read($"select sum(amount)::decimal(18,2) from finance_segment_revenue_restated_v1 where scheme = 'policy' and period = '{Period}'")
            .ShouldBe([Text(PostedAmount + 157.33m)]);
        books.Shop.Read($"select segment_code, sum(amount)::decimal(18,2) from finance_segment_revenue_as_is_v1 where scheme = 'policy' and period = '{Period}' group by all")
            .ShouldBe([$"UNASSIGNED {Text(PostedAmount + 157.33m)}"], "in May nobody had a segment yet");

        books.Does("reopen", Period, "--reason", "three late invoices", "--actor", "bob");
        books.Night(Shop.NextNight);
        books.OpenIncidents().ShouldNotContain("audit_failed signed_periods_received_nothing");
    }

    [Fact]
    public void What_was_posted_for_a_customer_who_was_merged_is_population()
    {
        using BookShop books = Signed();
        string[] buyers = [.. OrdersOfPeriod.Select(order => order.Customer).Distinct()];
        Dictionary<string, string> segments = SegmentsBySchemeAndCustomer(books);
        Dictionary<string, decimal> amounts = books.Shop.Read($"select customer_id, sum(amount) from finance_customer_revenue where period = '{Period}' group by all")
            .Select(line => line.Split(' ')).ToDictionary(line => line[0], line => decimal.Parse(line[1], CultureInfo.InvariantCulture));
        books.Shop.Write("crm/later.csv", Shop.CustomerHeader + $"{buyers[0]},c{int.Parse(buyers[1][1..], CultureInfo.InvariantCulture)}@example.com,DE\n");

        books.Night(Shop.NextNight).ShouldNotContain("is signed;");

        string[] merge = books.Shop.Read("select change_type, old_customer_id, new_customer_id from identity.id_changes").ShouldHaveSingleItem().Split(' ');
        merge[0].ShouldBe("merge");
        Dictionary<string, string> today = SegmentsBySchemeAndCustomer(books);
        foreach (string scheme in new[] { "groups", "policy", "value" })
        {
            string[] total = books.Total(scheme).Split(' ');
            (total[0], total[2], total[3], total[5]).ShouldBe((Text(PostedAmount), "0.00", "0.00", Text(PostedAmount)));
            string left = segments[$"{scheme} {merge[1]}"];
            string reached = today[$"{scheme} {merge[2]}"];
            foreach (string[] line in books.Bridge(scheme).Select(line => line.Split(' ')))
            {
                decimal expected = (line[0] == reached ? amounts[merge[1]] : 0) - (line[0] == left ? amounts[merge[1]] : 0);
                line[4].ShouldBe(Text(expected), $"{scheme} {line[0]}");
            }
        }
    }

    [Fact]
    public void Another_definition_moves_amounts_as_model_and_another_segment_as_reclassification()
    {
        using BookShop books = Signed();
        books.Night(Shop.NextNight);
        // In February nobody is active any more: the same definition, another segment.
        string[] reclassified = [.. books.Bridge("policy")];
        books.Shop.Configure("code: KEY, label: Key accounts, when: net_spend_amount >= 500 and active", "code: KEY, label: Key accounts, when: net_spend_amount >= 50");

        books.Night("2026-03-01");

        reclassified.Sum(line => decimal.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).ShouldBe(0);
        string[] model = [.. books.Bridge("policy")];
        model.Select(line => line.Split(' ')[2]).ShouldAllBe(amount => amount == "0.00");
        decimal toKey = decimal.Parse(model.Single(line => line.StartsWith("KEY", StringComparison.Ordinal)).Split(' ')[5], CultureInfo.InvariantCulture);
        toKey.ShouldBeGreaterThan(0);
        model.Sum(line => decimal.Parse(line.Split(' ')[5], CultureInfo.InvariantCulture)).ShouldBe(0);
        books.Total("policy").ShouldStartWith($"{Text(PostedAmount)} 0.00 0.00 0.00 0.00");
    }

    [Fact]
    public void A_reopened_period_is_signed_anew_and_the_first_revision_is_kept()
    {
        using BookShop books = Signed();
        books.ComesLate("late", ("L1", OrdersOfPeriod[1].Customer, 100m));
        books.Night(Shop.NextNight);
        books.Does("reopen", Period, "--reason", "a late invoice", "--actor", "bob").ShouldContain("revision 2 waits for its preparer");

        books.Signs();
        books.Night("2026-03-01").ShouldNotContain("is signed;");

        string[] total = books.Total("value").Split(' ');
        (total[0], total[2], total[3], total[5]).ShouldBe((Text(PostedAmount + 100), "0.00", "0.00", Text(PostedAmount + 100)));
        books.Shop.Read("select revision, is_in_force, sum(amount)::decimal(18,2) from finance_posted where scheme = 'value' group by all order by 1")
            .ShouldBe([$"1 False {Text(PostedAmount)}", $"2 True {Text(PostedAmount + 100)}"]);
        Directory.GetFiles(books.Shop.At("warehouse/posted")).Select(Path.GetFileName).Order()
            .ShouldBe([$"{Period}_r1.parquet", $"{Period}_r2.parquet"]);
    }

    [Fact]
    public void A_reviewer_is_told_what_changed_since_the_preparer_signed()
    {
        using BookShop books = Published();
        books.SettleTheBreak();
        books.Does("sign", Period, "--as", "preparer", "--actor", "ann");
        books.ComesLate("late", ("L1", OrdersOfPeriod[1].Customer, 100m));
        books.Night(Shop.NextNight);

        books.Refuses("finance_tie_out in EUR had", "sign", Period, "--as", "reviewer", "--actor", "bob");
        books.Does("reopen", Period, "--reason", "it changed", "--actor", "bob");
        books.Signs();
    }

    [Fact]
    public void A_night_that_changes_nothing_leaves_the_evidence_as_it_was()
    {
        using BookShop books = Published();
        books.SettleTheBreak();
        books.Does("sign", Period, "--as", "preparer", "--actor", "ann");
        books.Night(Shop.FirstNight);

        books.Does("sign", Period, "--as", "reviewer", "--actor", "bob").ShouldContain("locked");
    }

    [Theory]
    [InlineData("is not the file that was signed", true)]
    [InlineData("is gone", false)]
    public void A_posted_file_that_is_not_what_was_signed_stops_the_night(string words, bool isThere)
    {
        using BookShop books = Signed();
        string file = books.Shop.At($"warehouse/posted/{Period}_r1.parquet");
        byte[] whole = File.ReadAllBytes(file);
        if (isThere)
        {
            File.WriteAllBytes(file, [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
        }
        else
        {
            File.Delete(file);
        }

        Said said = books.Shop.Night(Shop.NextNight);

        said.ExitCode.ShouldBe(1);
        OneLine(said.Errors).ShouldContain(words);
        File.WriteAllBytes(file, whole);
        books.Night(Shop.NextNight);
    }

    private static Dictionary<string, string> SegmentsBySchemeAndCustomer(BookShop books) =>
        books.Shop.Read("select scheme, customer_id, segment_code from customer_segments").Select(line => line.Split(' '))
            .ToDictionary(line => $"{line[0]} {line[1]}", line => line[2]);

    private static string Text(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}

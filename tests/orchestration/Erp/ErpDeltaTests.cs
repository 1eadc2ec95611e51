using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Erp;

/// <summary>What the ERP is sent adds up, night by night, to what readers see.</summary>
public sealed class ErpDeltaTests
{
    [Fact]
    public void The_first_delta_has_everybody_and_its_three_files_say_the_same()
    {
        using ErpShop shop = ErpShop.New();

        NightResult night = shop.Night(Shop.FirstNight);

        night.Erp.Select(outcome => (outcome.Category, outcome.Fate, outcome.SequenceNumber)).ShouldBe(
            [(ErpShop.Group, ErpFate.Sent, 1L), (ErpShop.Tiers, ErpFate.Sent, 1L)]);
        shop.IsInStep();
        shop.Live(ErpShop.Group).Count.ShouldBe(30);
        shop.Live(ErpShop.Group).Values.ShouldAllBe(code => code.Length <= 2);
        shop.Live(ErpShop.Group).Values.ShouldContain("KA");
        shop.Ledger.ErpCodes().Where(code => code.Category == ErpShop.Group).Select(code => code.Code).ShouldBeUnique();

        IReadOnlyList<string[]> records = shop.Records(ErpShop.Group, 1);
        records[0].ShouldBe(["H", "ZPOL", "1", "0", night.RunId!, Shop.FirstNight, "Small Shop"]);
        string[] trailer = records[^1];
        long hashTotal = shop.Live(ErpShop.Group).Keys.Sum(key => long.Parse(key.Split("/C")[1], CultureInfo.InvariantCulture));
        trailer[..6].ShouldBe(["T", "30", "0", "0", "30", hashTotal.ToString(CultureInfo.InvariantCulture)]);
        trailer[6].ShouldBe(Hash(BodyOfLines(shop.FileOf(ErpShop.Group, 1, "csv"))));

        string fixedFile = shop.FileOf(ErpShop.Group, 1, "txt");
        string[] lines = File.ReadAllText(fixedFile).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => line.Length).Distinct().ShouldHaveSingleItem();
        lines[^1].Trim()[^64..].ShouldBe(Hash(BodyOfLines(fixedFile)));
        lines[1..^1].Select(line => (line[1..7].Trim(), line[7..27].Trim(), line[27..37].Trim(), line[37..39].Trim(), line[39..41].Trim(), line[41..49])).ShouldBe(
            records.Skip(1).SkipLast(1).Select(row => (row[1], row[2], row[3], row[4], row[5], row[6].Replace("-", "", StringComparison.Ordinal))));

        string text = File.ReadAllText(shop.FileOf(ErpShop.Group, 1, "json"));
        JsonElement json = JsonDocument.Parse(text).RootElement;
        json.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("change_type")} {row.GetProperty("number")} {row.GetProperty("new_code")}").ShouldBe(
            records.Skip(1).SkipLast(1).Select(row => $"{row[1]} {row[3]} {row[5]}"));
        json.GetProperty("trailer").GetProperty("sha256").GetString().ShouldBe(
            Hash(Encoding.UTF8.GetBytes(text[text.IndexOf('[', StringComparison.Ordinal)..(text.LastIndexOf(']') + 1)])));
        shop.Shop.Read("select count(*) from erp_classification_delta where category = 'ZPOL' and change_type = 'add' and sequence_number = 1").ShouldBe(["30"]);
        shop.Shop.LeftNothingBehind();
    }

    [Fact]
    public void Changes_are_sent_customers_who_left_or_merged_are_ended_and_without_a_change_there_is_no_file()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);

        NightResult again = shop.Night(Shop.FirstNight);
        again.Erp.ShouldAllBe(outcome => outcome.Fate == ErpFate.Unchanged);
        again.Erp[0].Message.ShouldBe("ZPOL: nothing changed since delta 1; no file is written.");
        shop.Sequences(ErpShop.Group).ShouldBe([1]);

        shop.Without("C29");
        shop.Shop.Write("crm/customers.csv", File.ReadAllText(shop.Shop.At("crm/customers.csv")).Replace("c28@", "c27@", StringComparison.Ordinal));
        shop.Night(Shop.NextNight).Erp.ShouldContain(outcome => outcome.Category == ErpShop.Tiers && outcome.Fate == ErpFate.Sent);
        shop.IsInStep();

        shop.Records(ErpShop.Tiers, 2).Single(row => row[3] == "C29")[1].ShouldBe("end");
        shop.Records(ErpShop.Tiers, 2)[0][3].ShouldBe("1");
        shop.Live(ErpShop.Tiers).Keys.ShouldNotContain("shop/C29");
        shop.Shop.Read("select valid_from_date, valid_to_date from erp_customer_classification_v2 where category = 'ZRFM' and source_record_id = 'C29'")
            .ShouldHaveSingleItem().ShouldContain("2026");
        // The number of the customer who was merged goes on, under the other customer.
        shop.Shop.Read("select count(distinct customer_id) from erp_customer_classification_v2 where category = 'ZRFM' and source_record_id in ('C27', 'C28') and valid_to_date is null").ShouldBe(["1"]);
        shop.Shop.Read("select count(distinct customer_id) from erp_customer_classification_v2 where category = 'ZRFM' and source_record_id in ('C27', 'C28')").ShouldBe(["2"]);
        shop.Shop.Read("select category || ' ' || sequence_number || ' ' || status from ops_erp_deliveries order by all").ShouldBe(["ZPOL 1 sent", "ZRFM 1 sent"]);
    }

    [Fact]
    public void A_rollback_is_a_delta_that_undoes_and_never_a_hole()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        shop.Without("C29");
        shop.Night(Shop.NextNight);

        shop.Rollback().Single(outcome => outcome.Category == ErpShop.Tiers).SequenceNumber.ShouldBe(3);
        shop.IsInStep();
        shop.Records(ErpShop.Tiers, 3).Single(row => row[3] == "C29")[1].ShouldBe("add");

        shop.Rollback(Shop.NextNight).Single(outcome => outcome.Category == ErpShop.Tiers).SequenceNumber.ShouldBe(4);
        shop.IsInStep();
        shop.Export().ShouldAllBe(outcome => outcome.Fate == ErpFate.Unchanged);
    }

    [Fact]
    public void A_category_that_is_configured_no_more_is_ended_by_one_last_delta_and_a_rollback_does_not_bring_it_back()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        long held = shop.Known(ErpShop.Group).Count;
        shop.Shop.Configure("    policy: { category: ZPOL, system: sap_customer_group, customer_source: shop, alphabet: upper, codes: { KEY: KA } }\n", "");

        ErpOutcome last = shop.Night(Shop.NextNight).Erp.Single(outcome => outcome.Category == ErpShop.Group);
        (last.Fate, last.SequenceNumber, last.Totals).ShouldBe((ErpFate.Sent, 2L, last.Totals! with { AddCount = 0, ChangeCount = 0, EndCount = held }));
        last.Message.ShouldContain("no longer under erp.categories");
        shop.Known(ErpShop.Group).ShouldBeEmpty();
        shop.IsInStep();

        shop.Export().ShouldNotContain(outcome => outcome.Category == ErpShop.Group);
        shop.Rollback().ShouldNotContain(outcome => outcome.Category == ErpShop.Group);
        shop.Sequences(ErpShop.Group).ShouldBe([1, 2]);
    }

    [Fact]
    public void When_the_last_category_is_taken_out_the_ERP_is_still_told_that_it_ended()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        shop.Shop.Configure(ErpShop.Config, "");

        shop.Night(Shop.NextNight).Erp.Select(outcome => (outcome.Category, outcome.Fate)).ShouldBe([(ErpShop.Group, ErpFate.Sent), (ErpShop.Tiers, ErpFate.Sent)]);
        shop.Known(ErpShop.Group).ShouldBeEmpty();
        shop.Known(ErpShop.Tiers).ShouldBeEmpty();
        shop.IsInStep();
    }

    [Fact]
    public void Files_that_are_written_again_are_the_same_bytes_whatever_the_configuration_says_by_then()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        byte[][] before = [.. new[] { "csv", "txt", "json" }.Select(extension => File.ReadAllBytes(shop.FileOf(ErpShop.Group, 1, extension)))];
        shop.Night(Shop.NextNight);
        shop.Shop.Configure("company: Small Shop", "company: Larger Shop").Configure("alphabet: upper,", "alphabet: upper, number_width: 8,");

        Said said = shop.Shop.Run("export", "erp");
        said.ExitCode.ShouldBe(0, said.ToString());
        Said written = Segbatch.Run("export", "erp", "--config", shop.Shop.Folder, "--category", ErpShop.Group, "--sequence", "1", "--out", shop.Shop.At("again"));

        written.ExitCode.ShouldBe(0, written.ToString());
        new[] { "csv", "txt", "json" }.Select(extension => File.ReadAllBytes(shop.Shop.At($"again/ZPOL/000001.{extension}"))).ShouldBe(before);
        Said unknown = Segbatch.Run("export", "erp", "--config", shop.Shop.Folder, "--sequence", "99");
        unknown.ExitCode.ShouldBe(1);
        unknown.Errors.ShouldContain("Delta 99 was never sent. Nothing was written.");
    }

    [Fact]
    public void While_codes_are_frozen_changes_wait_and_go_out_together_afterwards()
    {
        string today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        shop.Shop.Configure($"  freeze: [{{ from: {today}, to: 9999-12-30, reason: the year is closed }}]\n");
        shop.Without("C29");

        ErpOutcome frozen = shop.Night(Shop.NextNight).Erp.Single(outcome => outcome.Category == ErpShop.Tiers);
        frozen.Fate.ShouldBe(ErpFate.Frozen);
        frozen.Message.ShouldContain($"codes are frozen from {today} to 9999-12-30 (the year is closed).");
        frozen.Message.ShouldContain("changes wait and go out in the first run after.");
        shop.Sequences(ErpShop.Tiers).ShouldBe([1]);
        shop.Rollback().ShouldAllBe(outcome => outcome.Fate == ErpFate.Unchanged);
        shop.Rollback(Shop.NextNight).ShouldContain(outcome => outcome.Fate == ErpFate.Frozen);

        shop.Shop.Configure("to: 9999-12-30", $"to: {today}").Configure($"from: {today}, to: {today}", "from: 2001-01-01, to: 2001-01-02");
        shop.Export().ShouldContain(outcome => outcome.Category == ErpShop.Tiers && outcome.SequenceNumber == 2);
        shop.IsInStep();
    }

    [Fact]
    public void A_customer_number_may_have_quotes_commas_and_letters_of_any_language()
    {
        const string Odd = "Ö \"3\", ß𝄞";
        using ErpShop shop = ErpShop.New(ErpShop.Config.Replace("alphabet: upper,", "alphabet: upper, number_width: 10,", StringComparison.Ordinal));
        shop.Shop.Write("crm/customers.csv", File.ReadAllText(shop.Shop.At("crm/customers.csv")) + $"\"{Odd.Replace("\"", "\"\"", StringComparison.Ordinal)}\",odd@example.com,DE\n");

        shop.Night(Shop.FirstNight).Erp.ShouldAllBe(outcome => outcome.Fate == ErpFate.Sent);

        shop.IsInStep();
        shop.Records(ErpShop.Group, 1).ShouldContain(row => row[3] == Odd);
        string[] lines = File.ReadAllText(shop.FileOf(ErpShop.Group, 1, "txt")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        // Characters, not bytes and not halves of a surrogate pair: the next field begins where it must.
        lines.Select(line => line.EnumerateRunes().Count()).Distinct().ShouldHaveSingleItem();
        Rune[] odd = [.. lines.Single(line => line.Contains(Odd, StringComparison.Ordinal)).EnumerateRunes()];
        string.Concat(odd[27..37]).ShouldBe(Odd.PadRight(11));
        string.Concat(odd[41..49]).ShouldBe("20260101");
        JsonDocument.Parse(File.ReadAllText(shop.FileOf(ErpShop.Group, 1, "json"))).RootElement.GetProperty("rows").EnumerateArray()
            .ShouldContain(row => row.GetProperty("number").GetString() == Odd);
    }

    [Fact]
    public void A_customer_number_that_is_too_long_is_not_cut_and_holds_back_its_category_only()
    {
        using ErpShop shop = ErpShop.New();
        shop.Shop.Write("crm/customers.csv", File.ReadAllText(shop.Shop.At("crm/customers.csv")) + "C1234567890,long@example.com,DE\n");

        NightResult night = shop.Night(Shop.FirstNight);

        night.IsPromoted.ShouldBeTrue();
        night.Audits.Single(audit => audit.Audit == "erp_numbers_fit_their_fields").Status.ShouldBe("warn");
        night.Erp.Single(outcome => outcome.Category == ErpShop.Group).Message.ShouldStartWith(
            "ZPOL: delta 1 is not sent: 1 of its 31 rows do not fit (customer number up to 10 characters");
        night.Erp.Single(outcome => outcome.Category == ErpShop.Tiers).Fate.ShouldBe(ErpFate.Sent);
        shop.Sequences(ErpShop.Group).ShouldBeEmpty();
        Said said = Segbatch.Run("export", "erp", "--config", shop.Shop.Folder);
        said.ExitCode.ShouldBe(1, said.ToString());
        said.Output.ShouldNotContain("C1234567890");
    }

    [Fact]
    public void A_plan_takes_no_code_and_a_candidate_that_waits_tells_the_ERP_nothing()
    {
        using ErpShop shop = ErpShop.New(ErpShop.Config + "publish: { promotion: manual }\n");
        shop.Shop.Run("plan", "--quiet", "--snapshot-date", Shop.FirstNight).ExitCode.ShouldBe(0);
        shop.Ledger.ErpCodes().ShouldBeEmpty();

        shop.Night(Shop.FirstNight).Erp.ShouldBeEmpty();
        Directory.Exists(shop.Shop.At("warehouse/erp")).ShouldBeFalse();
        shop.Export().ShouldBeEmpty();

        Said said = shop.Shop.Run("publish");
        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("delta 1 for the ERP");
        shop.IsInStep();
    }

    [Fact]
    public void A_code_that_was_published_cannot_be_given_differently()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        shop.Shop.Configure("KEY: KA", "KEY: KB");

        RunRefusedException refused = Should.Throw<RunRefusedException>(() => shop.Night(Shop.NextNight));

        refused.Message.ShouldContain("Segment KEY of ZPOL has code KA since");
        refused.Message.ShouldContain("A code never changes: the ERP knows the segment by it. The published tables are unchanged.");
        shop.IsInStep();
    }

    private static byte[] BodyOfLines(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int begin = bytes.AsSpan().IndexOf("\r\n"u8) + 2;
        int end = bytes.AsSpan(0, bytes.Length - 2).LastIndexOf("\r\n"u8) + 2;
        return bytes[begin..end];
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

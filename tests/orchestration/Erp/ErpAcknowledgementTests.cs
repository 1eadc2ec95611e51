using System.Text.Json;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Erp;

/// <summary>What the ERP says is believed once, in order, and only when it adds up.</summary>
public sealed class ErpAcknowledgementTests
{
    [Fact]
    public void Rejected_rows_are_told_and_sent_again_and_a_file_that_comes_twice_changes_nothing()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        string file = shop.AcknowledgementOf(ErpShop.Group, 1, "C03", "C04");

        AcknowledgementOutcome outcome = shop.Acknowledge("ack1.csv", file);
        outcome.WasKnown.ShouldBeFalse();
        outcome.Reasons.ShouldBe([("blocked", 2L)]);
        outcome.Delivery.Acknowledgement!.AcceptedCount.ShouldBe(28);
        int links = shop.Ledger.Changes().Count;

        Said twice = Segbatch.Run("export", "ack", shop.Shop.At("ack1.csv"), "--config", shop.Shop.Folder);
        twice.ExitCode.ShouldBe(0, twice.ToString());
        twice.Output.ReplaceLineEndings(" ").ShouldContain("Nothing changed: this file was read before.");
        shop.Ledger.Changes().Count.ShouldBe(links);
        Should.Throw<RunRefusedException>(() => shop.Acknowledge("other.csv", shop.AcknowledgementOf(ErpShop.Group, 1, "C03")))
            .Message.ShouldContain("and this one says something else. Nothing was recorded;");

        shop.Night(Shop.NextNight);
        shop.Known(ErpShop.Group, (1, "C03"), (1, "C04")).ShouldBe(shop.Live(ErpShop.Group));
        shop.Records(ErpShop.Group, 2).Where(row => row[3] is "C03" or "C04").ShouldAllBe(row => row[1] == "add");
        shop.Shop.Read("select source_record_id || ' ' || rejection_reason from erp_classification_delta where rejection_reason is not null order by all")
            .ShouldBe(["C03 blocked", "C04 blocked"]);
        shop.Shop.Read("select status || ' ' || accepted_count || ' ' || rejected_count from ops_erp_deliveries where category = 'ZPOL'").ShouldBe(["rejected_in_part 28 2"]);
    }

    [Fact]
    public void Acknowledgements_come_in_the_order_of_the_deltas_and_speak_of_deltas_that_were_sent()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        shop.Without("C29");
        shop.Night(Shop.NextNight);

        Should.Throw<RunRefusedException>(() => shop.Acknowledge("ack2.csv", shop.AcknowledgementOf(ErpShop.Tiers, 2)))
            .Message.ShouldContain("delta 1 was sent before it and is not acknowledged yet");
        Should.Throw<RunRefusedException>(() => shop.Acknowledge("ack9.csv", "H,ZRFM,9,,\r\nT,0,0,0,\r\n")).Message.ShouldContain("no such delta was sent; the last one is 2");
        Should.Throw<RunRefusedException>(() => shop.Acknowledge("ackX.csv", "H,ZX,1,,\r\nT,0,0,0,\r\n")).Message.ShouldContain("no delta of this category was ever sent");
        shop.Acknowledge("ack1.csv", shop.AcknowledgementOf(ErpShop.Tiers, 1));
        shop.Acknowledge("ack2.csv", shop.AcknowledgementOf(ErpShop.Tiers, 2)).Delivery.Acknowledgement!.RejectedCount.ShouldBe(0);
    }

    [Fact]
    public void Totals_that_disagree_and_files_that_are_damaged_are_refused_and_nothing_is_recorded()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        string file = shop.AcknowledgementOf(ErpShop.Group, 1, "C03");
        string[] lines = file.Split("\r\n");
        string Without(int line) => string.Join("\r\n", lines.Where((_, place) => place != line));

        Refused(shop, file.Replace("T,29,1,", "T,30,0,", StringComparison.Ordinal), "its control totals say 30 accepted and 0 rejected, and it has 29 and 1");
        Refused(shop, Without(5), "its control totals say 29 accepted and 1 rejected, and it has 28 and 1");
        Refused(shop, Without(5).Replace("T,29,1,", "T,28,1,", StringComparison.Ordinal), "its hash total is 435, its numbers make");
        Refused(shop, file.Replace("C07,", "C06,", StringComparison.Ordinal).Replace("C05,", "C06,", StringComparison.Ordinal),
            "30 customer numbers were sent; of those in it 0 were not among them and 2 stand there twice, and 2 are missing");
        Refused(shop, file.Replace("shop,C07", "crm,C07", StringComparison.Ordinal), "of those in it 1 were not among them and 0 stand there twice, and 1 are missing");
        Refused(shop, Without(lines.Length - 2), "does not begin with a header (H) and end with a trailer (T)");
        Refused(shop, file.Replace("accepted", "maybe", StringComparison.Ordinal), "row 2 is neither accepted nor rejected");
        Refused(shop, file.Replace("D,shop,C07", "D,\"shop,C07", StringComparison.Ordinal), "has a quote that is not closed");
        Refused(shop, "{ \"header\": 1 }", "its JSON is not as jobs/erp/README.md describes it");
        Refused(shop, "", "is not an acknowledgement");
        shop.Ledger.ErpDeliveries().ShouldAllBe(delivery => delivery.Acknowledgement == null);
        shop.Ledger.ErpRejections().ShouldBeEmpty();
    }

    [Fact]
    public void An_acknowledgement_in_JSON_counts_as_much()
    {
        using ErpShop shop = ErpShop.New();
        shop.Night(Shop.FirstNight);
        string[][] rows = [.. shop.Records(ErpShop.Group, 1).Where(row => row[0] == "D")];
        string json = JsonSerializer.Serialize(new
        {
            header = new { category = ErpShop.Group, sequence = 1 },
            rows = rows.Select((row, place) => new { source_system = row[2], number = row[3], status = place == 0 ? "rejected" : "accepted" }),
            trailer = new { accepted = rows.Length - 1, rejected = 1, hash_total = AcknowledgementFile.HashTotalOf(rows.Select(row => row[3])) },
        });

        AcknowledgementOutcome outcome = shop.Acknowledge("ack.json", json);

        outcome.Reasons.ShouldBe([("no reason given", 1L)]);
        shop.Export().Single(sent => sent.Category == ErpShop.Group).Totals!.RowCount.ShouldBe(1);
    }

    private static void Refused(ErpShop shop, string text, string words) =>
        Should.Throw<RunRefusedException>(() => shop.Acknowledge("damaged.csv", text)).Message.ShouldContain(words);
}

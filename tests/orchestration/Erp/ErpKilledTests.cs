using Segmentation.Batch.Ledger;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Erp;

/// <summary>A night that dies between its promotion and its files is made good by the next run.</summary>
[Collection(AloneCollection.Name)]
public sealed class ErpKilledTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableTheory]
    [InlineData("ledger EndPromotion: after commit#1")]
    [InlineData("rename 000001.parquet: before#1")]
    [InlineData("ledger RecordErpDelivery: before commit#1")]
    [InlineData("ledger RecordErpDelivery: after commit#1")]
    [InlineData("rename 000001.txt: before#2")]
    [InlineData("ledger RecordErpWritten: before commit#1")]
    [InlineData("ledger RecordErpSettled: before commit#1")]
    public void A_night_that_is_killed_after_its_promotion_leaves_no_hole_and_no_half_file(string point)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent as on Unix.");
        using ErpShop shop = ErpShop.New();
        Kill(shop, point);
        foreach (string file in Files(shop))
        {
            File.ReadAllText(file).ShouldContain(file.EndsWith("json", StringComparison.Ordinal) ? "\"sha256\"" : "\nT", Case.Sensitive, $"{file} is whole");
        }

        Dictionary<string, byte[]> before = Files(shop).ToDictionary(file => file, File.ReadAllBytes);
        shop.Night(Shop.FirstNight);

        shop.IsInStep();
        shop.Sequences(ErpShop.Group).ShouldBe([1]);
        shop.Sequences(ErpShop.Tiers).ShouldBe([1]);
        before.ShouldAllBe(file => file.Value.SequenceEqual(File.ReadAllBytes(file.Key)));
        shop.Shop.LeftNothingBehind();
    }

    [SkippableFact]
    public void Another_night_or_an_export_makes_it_good_too()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent as on Unix.");
        using ErpShop shop = ErpShop.New();
        Kill(shop, "ledger RecordErpDelivery: after commit#1");
        shop.Export();
        shop.IsInStep();

        using ErpShop other = ErpShop.New();
        Kill(other, "ledger EndPromotion: after commit#1");
        other.Night(Shop.NextNight).Erp.Count(outcome => outcome.SequenceNumber == 1).ShouldBe(2);
        other.IsInStep();
    }

    [SkippableFact]
    public void It_is_the_same_with_a_ledger_on_PostgreSQL()
    {
        string database = server.CreateDatabase();
        using ErpShop shop = ErpShop.New(ErpShop.Config + "ledger: ${file:ledger.txt}\n");
        shop.Shop.Write("ledger.txt", database);
        shop.Night(Shop.FirstNight);
        shop.Acknowledge("ack.csv", shop.AcknowledgementOf(ErpShop.Group, 1, "C03")).Reasons.ShouldBe([("blocked", 1L)]);
        shop.Acknowledge("ack.csv", shop.AcknowledgementOf(ErpShop.Group, 1, "C03")).WasKnown.ShouldBeTrue();
        shop.Night(Shop.NextNight);

        shop.Known(ErpShop.Group, (1, "C03")).ShouldBe(shop.Live(ErpShop.Group));
        shop.Known(ErpShop.Tiers).ShouldBe(shop.Live(ErpShop.Tiers));
        shop.Ledger.ErpDeliveries().ShouldAllBe(delivery => delivery.WrittenAt != null);
        SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database))).ErpRejections().ShouldHaveSingleItem();
        ChangeChain.FirstBroken(shop.Ledger.Changes()).ShouldBeNull();
    }

    private static void Kill(ErpShop shop, string point)
    {
        using Segbatch program = Segbatch.StartWith(
            new Dictionary<string, string> { [FaultPoint.Variable] = point }, "nightly", "--quiet", "--snapshot-date", Shop.FirstNight, "--config", shop.Shop.Folder);
        program.End().ExitCode.ShouldBe(128 + 9, point);
    }

    private static string[] Files(ErpShop shop) => Directory.Exists(shop.Shop.At("warehouse/erp"))
        ? [.. Directory.GetFiles(shop.Shop.At("warehouse/erp"), "0*", SearchOption.AllDirectories)]
        : [];
}

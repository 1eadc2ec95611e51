namespace Segmentation.Batch.Tests.Cli;

/// <summary>A night that is stopped in the middle has changed nothing that readers see, and the next one finishes.</summary>
public sealed class StoppedNightTests
{
    private const string Middle = "mart.customers ";

    [Fact]
    public void An_interrupted_night_says_so_and_cleans_up()
    {
        using Shop shop = Shop.Published();
        using Segbatch night = Segbatch.StartUntil(Middle, "nightly", "--config", shop.Folder, "--snapshot-date", Shop.NextNight);

        Said said = night.Signal("INT").End();

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("Cancelled. The published tables are unchanged; run the command again to go on.");
        shop.IsUntouched();
    }

    [Fact]
    public void After_a_killed_night_the_next_one_finishes_and_clears_up()
    {
        using Shop shop = Shop.Published();
        using (Segbatch night = Segbatch.StartUntil(Middle, "nightly", "--config", shop.Folder, "--snapshot-date", Shop.NextNight))
        {
            night.Signal("KILL").End().ExitCode.ShouldNotBe(0);
        }

        shop.Read("select cast(max(snapshot_date) as string) from dim_snapshot").ShouldBe([Shop.FirstNight]);
        Said status = shop.Run("status");
        shop.PublishedNight(Shop.NextNight);

        status.Output.ShouldContain("is on, or died without a word; if no process is at work, run 'nightly' again.");
        shop.Read("select cast(max(snapshot_date) as string) from dim_snapshot").ShouldBe([Shop.NextNight]);
    }
}

using System.Globalization;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Nights started at the same moment on one warehouse, as two cron jobs or two people would.</summary>
/// <remarks>Whoever takes the warehouse first runs; the others are refused or, when the first is done by then, run after it. Either
/// way readers see whole nights only.</remarks>
public sealed class RacingNightsTests
{
    private const int Nights = 4;

    [Fact]
    public void Of_nights_started_together_one_publishes_and_the_others_are_refused_or_run_after_it()
    {
        using Shop alone = Shop.Unpublished();
        string hash = alone.PublishedNight(Shop.FirstNight).GetProperty("content_hash").GetString()!;
        using Shop shop = Shop.Unpublished();

        IReadOnlyList<Said> said = RunTogether(Enumerable.Repeat(Shop.FirstNight, Nights), shop);

        IsPublishedWhole(shop, said);
        shop.HashOfTags().ShouldBe(alone.HashOfTags());
        shop.PublishedNight(Shop.FirstNight).GetProperty("content_hash").GetString().ShouldBe(hash);
    }

    [Fact]
    public void Nights_of_different_days_started_together_never_mix()
    {
        using Shop shop = Shop.Published();

        IReadOnlyList<Said> said = RunTogether(
            Enumerable.Range(2, Nights).Select(month => string.Create(CultureInfo.InvariantCulture, $"2026-{month:00}-01")), shop);

        IsPublishedWhole(shop, said);
        // One night of tags is current, and membership has a snapshot for each night that said it published.
        shop.Read("select count(distinct snapshot_date) from customer_segments").ShouldBe(["1"]);
        shop.Read("select count(distinct snapshot_date) from dim_snapshot").ShouldBe([$"{1 + said.Count(night => night.ExitCode == 0)}"]);
    }

    private static IReadOnlyList<Said> RunTogether(IEnumerable<string> dates, Shop shop)
    {
        List<Segbatch> programs = [.. dates.Select(date =>
            Segbatch.Start("nightly", "--config", shop.Folder, "--quiet", "--snapshot-date", date))];
        List<Said> said = [.. programs.Select(program => program.End())];
        programs.ForEach(program => program.Dispose());
        return said;
    }

    private static void IsPublishedWhole(Shop shop, IReadOnlyList<Said> said)
    {
        said.ShouldContain(night => night.ExitCode == 0);
        foreach (Said night in said.Where(night => night.ExitCode != 0))
        {
            night.ExitCode.ShouldBe(1, night.ToString());
            night.Errors.ShouldContain("Another run is at work in ", Case.Sensitive);
            night.Errors.ShouldContain("the published tables are unchanged", Case.Sensitive);
        }

        shop.Read("select * from finance_reconciliation where not is_tied").ShouldBeEmpty();
        shop.Read("select cast(count(*) as string) from customer_segments where scheme = 'value'").ShouldBe(["30"]);
        shop.LeftNothingBehind();
    }
}

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Same rows, same tags: whatever the threads, the folder, the order of the rows, or how often a night is run.</summary>
public sealed class RepeatedNightTests
{
    [Fact]
    public void A_night_publishes_the_same_on_one_thread_and_on_two_and_when_it_is_run_again()
    {
        using Shop one = Shop.Unpublished();
        using Shop two = Shop.Unpublished();

        string onOne = ContentHash(one, Shop.FirstNight, "--threads", "1");

        ContentHash(two, Shop.FirstNight, "--threads", "2").ShouldBe(onOne);
        ContentHash(one, Shop.FirstNight).ShouldBe(onOne);
    }

    /// <summary>The rows' places in their files are published, so that finance can find them; tags must not depend on them.</summary>
    [Fact]
    public void Shuffled_rows_in_another_folder_give_the_same_tags()
    {
        using Shop straight = Shop.Published();
        using Shop shuffled = Shop.Unpublished();
        shuffled.Write("orders/orders.csv", Shop.OrderHeader + string.Concat(Shuffled(Shop.OrderLines())))
            .Write("crm/customers.csv", Shop.CustomerHeader + string.Concat(Shuffled(Shop.CustomerLines())));

        shuffled.PublishedNight(Shop.FirstNight);

        shuffled.HashOfTags().ShouldBe(straight.HashOfTags());
    }

    [Fact]
    public void An_old_night_restates_its_own_day_and_leaves_the_current_tags()
    {
        using Shop shop = Shop.Published();
        shop.PublishedNight(Shop.NextNight);
        string current = shop.HashOfTags();
        shop.Write("orders/late.csv", Shop.OrderHeader + "L1,1,C03,2025-12-30,P1,1,90000.00,EUR\n");

        shop.PublishedNight(Shop.FirstNight);

        shop.HashOfTags().ShouldBe(current);
        shop.Read(
            $"select cast(upstream_value as int) from finance_reconciliation where measure = 'rows' and hop = 6 order by snapshot_date")
            .ShouldBe(["201", "200"]);
        shop.Read("select cast(snapshot_date as string) from dim_snapshot where scheme = 'value' order by 1").ShouldBe([Shop.FirstNight, Shop.NextNight]);
    }

    private static string ContentHash(Shop shop, string date, params string[] options) =>
        shop.PublishedNight(date, options).GetProperty("content_hash").GetString()!;

    private static IEnumerable<string> Shuffled(IEnumerable<string> lines)
    {
        string[] shuffled = [.. lines];
        new Random(7).Shuffle(shuffled);
        return shuffled;
    }
}

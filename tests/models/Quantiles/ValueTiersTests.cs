using CsCheck;
using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Tests.Quantiles;

public class ValueTiersTests
{
    [Fact]
    public void Shares_of_value_are_worked_by_hand()
    {
        // 50 20 10 10 5 5 0 -3: positive value 100. Half is reached by 50 alone, .8 by 50 20 10, .95 by the first 5;
        // but equal values share a tier, so both tens are in the second tier and both fives in the third.
        ValueTiers tiers = ValueTiers.FromShareOfValue([10, 5, 50, -3, 0, 20, 10, 5], [0.5, 0.8, 0.95]);
        tiers.LowerBounds.ShouldBe([50, 10, 5]);
        new double[] { 50, 20, 10, 10, 5, 5, 0, -3, 1000 }.Select(tiers.Tier).ShouldBe([0, 1, 1, 1, 2, 2, 3, 3, 0]);

        IReadOnlyList<ValueTierShare> shares = tiers.Describe([10, 5, 50, -3, 0, 20, 10, 5]);
        shares[0].ShouldBe(new ValueTierShare(0, 1, 0.125, 50, 0.5));
        shares[1].ShouldBe(new ValueTierShare(1, 3, 0.375, 40, 0.4));
        shares[3].ShouldBe(new ValueTierShare(3, 2, 0.25, -3, -0.03));
    }

    [Fact]
    public void Shares_of_customers_are_worked_by_hand()
    {
        // Ten customers: the best tenth is 10, the best three tenths are 10 9 8.
        ValueTiers tiers = ValueTiers.FromShareOfCustomers([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0.1, 0.3]);
        tiers.LowerBounds.ShouldBe([10, 8]);
        tiers.TierCount.ShouldBe(3);
        tiers.Tier(9.5).ShouldBe(1);
        tiers.Tier(7.9).ShouldBe(2);
    }

    [Fact]
    public void Bounds_that_are_kept_mean_the_same_amount_next_month_and_fitted_ones_the_same_share()
    {
        double[] january = [.. Enumerable.Range(1, 100).Select(value => (double)value)];
        double[] february = [.. january.Select(value => value * 2)];
        ValueTiers kept = ValueTiers.FromShareOfCustomers(january, [0.2]);
        kept.Describe(february)[0].CustomerCount.ShouldBe(60);
        ValueTiers.FromShareOfCustomers(february, [0.2]).Describe(february)[0].CustomerCount.ShouldBe(20);
        ValueTiers.FromBounds(kept.LowerBounds).LowerBounds.ShouldBe(kept.LowerBounds);
    }

    [Fact]
    public void One_customer_and_equal_customers_are_all_the_best()
    {
        ValueTiers.FromShareOfValue([7], [0.5, 0.8]).Tier(7).ShouldBe(0);
        ValueTiers equal = ValueTiers.FromShareOfValue([2, 2, 2, 2], [0.5, 0.8]);
        equal.Describe([2, 2, 2, 2])[0].CustomerCount.ShouldBe(4);
        equal.Tier(1.9).ShouldBe(2);
        ValueTiers.FromBounds([]).Tier(3).ShouldBe(0);
    }

    [Fact]
    public void What_has_no_tiers_is_refused()
    {
        Should.Throw<ArgumentException>(() => ValueTiers.FromShareOfValue([], [0.5]));
        Should.Throw<ArgumentException>(() => ValueTiers.FromShareOfValue([1, double.NaN], [0.5]));
        Should.Throw<ArgumentException>(() => ValueTiers.FromShareOfValue([0, -1], [0.5])).Message
            .ShouldContain("no value to share");
        Should.Throw<ArgumentException>(() => ValueTiers.FromShareOfValue([1], [0.8, 0.5]));
        Should.Throw<ArgumentException>(() => ValueTiers.FromShareOfCustomers([1], [1]));
        Should.Throw<ArgumentException>(() => ValueTiers.FromBounds([1, 2]));
        Should.Throw<ArgumentException>(() => ValueTiers.FromBounds([2]).Tier(double.NaN));
    }

    [Fact]
    public void The_best_tiers_reach_their_share_and_would_not_without_their_least_value()
    {
        Gen.Select(Gen.Int[-5, 40].Array[1, 80], Gen.Double[0.05, 0.95]).Sample((whole, share) =>
        {
            double[] values = [.. whole.Select(value => (double)value)];
            double total = values.Where(value => value > 0).Sum();
            if (total == 0)
            {
                return;
            }

            double bound = ValueTiers.FromShareOfValue(values, [share]).LowerBounds[0];
            values.Where(value => value >= bound).Sum().ShouldBeGreaterThanOrEqualTo(share * total);
            values.Where(value => value > bound).Sum().ShouldBeLessThan(share * total);
            ValueTiers.FromShareOfValue([.. values.Reverse()], [share]).LowerBounds[0].ShouldBe(bound);
        });
    }
}

using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class TierComparisonTests
{
    private static readonly HoldOutOptions Options = new() { Seed = 1 };

    [Fact]
    public void What_the_finer_cut_adds_is_found_again()
    {
        // Tier means 0 and 40 (variance 400), four micro-segments in each at 0, 5, 10, 15 beyond (variance 31.25),
        // noise of deviation 15 (225): tiers explain 400/656.25 and micro-segments 431.25/656.25, a gain of .0476.
        TierComparisonReport report = TierComparison.Of(Made(40_000, step: 5, microPerTier: 4), Options);
        report.TierCount.ShouldBe(2);
        report.MicroSegmentCount.ShouldBe(8);
        report.IsNested.ShouldBeTrue();
        report.Spend!.Tiers.Value.ShouldBe(400 / 656.25, 0.01);
        report.Spend.Gain.Value.ShouldBe(31.25 / 656.25, 0.006);
        report.Spend.Gain.Interval.Contains(31.25 / 656.25).ShouldBeTrue();
        report.Spend.IsWorthIt.ShouldBeTrue();
        report.Verdicts[0].ShouldContain("add to the tiers");
    }

    [Fact]
    public void Micro_segments_that_only_cut_noise_add_nothing_and_cost_something()
    {
        TierComparisonReport report = TierComparison.Of(Made(3_000, step: 0, microPerTier: 100), Options);
        report.Spend!.Gain.Value.ShouldBeLessThan(0);
        report.Spend.PenalizedGain!.Value.ShouldBeLessThan(report.Spend.Gain.Value);
        report.Spend.IsWorthIt.ShouldBeFalse();
        report.Response!.IsWorthIt.ShouldBeFalse();
        report.Verdicts.Count.ShouldBe(2);
        report.Verdicts.ShouldAllBe(verdict => !verdict.Contains("add to"));
    }

    [Fact]
    public void The_penalty_is_that_of_adjusted_R_squared()
    {
        TierComparisonReport report = TierComparison.Of(Made(500, step: 5, microPerTier: 10), Options);
        double Adjusted(double share, int groups) => 1 - (1 - share) * 499 / (500 - groups);
        report.Spend!.PenalizedGain!.Value.ShouldBe(
            Adjusted(report.Spend.MicroSegments.Value, 20) - Adjusted(report.Spend.Tiers.Value, 2), 1e-12);
    }

    [Fact]
    public void The_same_cut_gains_exactly_nothing()
    {
        TierSample sample = Made(1_000, step: 5, microPerTier: 2);
        TierComparisonReport report = TierComparison.Of(sample with { MicroSegments = sample.Tiers }, Options);
        report.Spend!.Gain.ShouldBe(new Estimate(0, new Interval(0, 0)));
        report.Spend.PenalizedGain.ShouldBe(0);
        report.Response!.Gain.Value.ShouldBe(0);
    }

    [Fact]
    public void An_earlier_period_teaches_a_later_one_and_unknown_segments_get_the_mean()
    {
        TierSample earlier = Made(4_000, step: 5, microPerTier: 4);
        TierSample later = Made(4_000, step: 5, microPerTier: 4, seed: 9);
        TierComparison.Of(later, Options, earlier).Spend!.Gain.Value.ShouldBe(31.25 / 656.25, 0.02);
        int[] unknown = [.. later.MicroSegments.Select(micro => micro + 1_000)];
        TierComparison.Of(later with { MicroSegments = unknown }, Options, earlier)
            .Spend!.MicroSegments.Value.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Samples_that_cannot_be_compared_are_refused_and_overlaps_are_said()
    {
        TierSample sample = Made(100, step: 5, microPerTier: 2);
        Should.Throw<ArgumentException>(() => TierComparison.Of(sample with { MicroSegments = [1] }, Options));
        Should.Throw<ArgumentException>(() => TierComparison.Of(sample, Options, sample with { HasResponded = null }));
        Should.Throw<ArgumentException>(() => TierComparison.Of(
            new() { Tiers = [], MicroSegments = [], NextSpend = [] }, Options));
        TierComparison.Of(sample with { MicroSegments = [.. sample.Tiers.Select((_, row) => row % 3)] }, Options)
            .IsNested.ShouldBeFalse();
        TierComparison.Of(sample with { MicroSegments = [.. Enumerable.Range(0, 100)] }, Options)
            .Spend!.PenalizedGain.ShouldBeNull();
    }

    private static TierSample Made(int rowCount, double step, int microPerTier, ulong seed = 3)
    {
        var random = new MadeUp(seed);
        int[] tiers = [.. Enumerable.Range(0, rowCount).Select(_ => random.Below(2))];
        int[] parts = [.. Enumerable.Range(0, rowCount).Select(_ => random.Below(microPerTier))];
        return new TierSample
        {
            Tiers = tiers,
            MicroSegments = [.. tiers.Select((tier, row) => tier * microPerTier + parts[row])],
            NextSpend = [.. tiers.Select((tier, row) => 40.0 * tier + step * parts[row] + 15 * random.Normal())],
            HasResponded = [.. tiers.Select(tier => random.Uniform() < 0.1 + 0.2 * tier)],
        };
    }
}

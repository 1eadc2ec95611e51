using Segmentation.Models.Gates;

namespace Segmentation.Models.Tests.Gates;

public class ViabilityGateTests
{
    [Fact]
    public void Each_segment_gets_the_most_severe_verdict_and_every_reason()
    {
        var options = new ViabilityOptions
        {
            MinimumCustomers = 100,
            MinimumCustomerShare = 0.05,
            MinimumRevenueShare = 0.02,
            MinimumMarginRate = 0.05,
            MinimumGrowthRate = -0.1,
        };
        ViabilityGate gate = ViabilityGate.Judge(
            [
                new("core", 900, 9000m, 3000m, 0.1),
                new("small", 40, 500m, 100m, 0.0),
                new("losing", 30, 400m, -10m, 0.2),
                new("shrinking", 120, 1000m, 200m, -0.3),
                new("unknown", 110, 1000m),
                new("empty", 0, 0m, 0m, 0),
            ],
            options,
            1,
            [0, 9, 8.5, 10, 4, 9.1]);

        // 1,200 customers and 11,900 of revenue: "small" has 3.33 % of customers, "losing" 2.5 %.
        gate.IsPassed.ShouldBeFalse();
        gate.Segments.Select(segment => segment.Outcome).ShouldBe(
        [
            ViabilityOutcome.Pass,
            ViabilityOutcome.Merge,
            ViabilityOutcome.Exclude,
            ViabilityOutcome.Flag,
            ViabilityOutcome.Flag,
            ViabilityOutcome.Exclude,
        ]);
        gate.Segments[0].Reasons.ShouldBeEmpty();
        gate.Segments[1].Reasons.ShouldBe(
            ["It has 40 customers; 100 are needed.", "It has 3.33% of customers; 5% are needed."]);

        // "losing" at 8.5 and "empty" at 9.1 are nearer, but no place to go; "shrinking" at 10 is.
        gate.Segments[1].MergeInto.ShouldBe("shrinking");
        gate.Segments[2].Reasons.Count.ShouldBe(3);
        gate.Segments[2].Reasons[2].ShouldBe("Its margin of -10 is below 5% of its revenue of 400.");
        gate.Segments[3].Reasons.ShouldBe(["Its revenue grew by -30%; -10% are needed."]);
        gate.Segments[4].Reasons.ShouldBe(["Its margin is not known.", "Its growth is not known."]);
        gate.Segments[5].Reasons.ShouldBe(["It has no customers."]);
    }

    [Fact]
    public void Revenue_thresholds_merge_too()
    {
        ViabilityGate gate = ViabilityGate.Judge(
            [new("a", 500, 100m, 1m), new("b", 500, 900m, 1m)],
            new ViabilityOptions { MinimumRevenue = 200m, MinimumRevenueShare = 0.15 });
        gate.Segments[0].Outcome.ShouldBe(ViabilityOutcome.Merge);
        gate.Segments[0].Reasons.ShouldBe(
            ["Its revenue is 100; 200 are needed.", "It has 10% of revenue; 15% are needed."]);
        gate.Segments[0].MergeInto.ShouldBeNull();
        gate.Segments[1].Outcome.ShouldBe(ViabilityOutcome.Pass);
    }

    [Fact]
    public void Without_thresholds_every_segment_with_customers_passes() =>
        ViabilityGate.Judge(
            [new("a", 1, -5m), new("b", 1, 0m)],
            new ViabilityOptions { MinimumCustomers = null, MinimumCustomerShare = null, MinimumMarginRate = null })
            .IsPassed.ShouldBeTrue();

    [Fact]
    public void Figures_that_make_no_sense_are_refused()
    {
        var options = new ViabilityOptions();
        Should.Throw<ArgumentException>(() => ViabilityGate.Judge([], options));
        Should.Throw<ArgumentException>(() => ViabilityGate.Judge([new("a", 1, 1m), new("a", 1, 1m)], options));
        Should.Throw<ArgumentException>(() => ViabilityGate.Judge([new("a", -1, 1m)], options));
        Should.Throw<ArgumentException>(
            () => ViabilityGate.Judge([new("a", 1, 1m, null, double.NaN)], options)).Message.ShouldContain("segment a");
        Should.Throw<ArgumentException>(() => ViabilityGate.Judge([new("a", 1, 1m)], options, 2, [1]));
    }
}

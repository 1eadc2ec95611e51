using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class WholesaleContrastTests
{
    private static readonly string[] Names =
        ["fresh", "milk", "grocery", "frozen", "detergents_paper", "delicatessen"];

    [SkippableFact]
    public void Shops_and_restaurants_differ_as_SciPy_says()
    {
        // SciPy 1.10.1 on channel 2 (142 customers) against channel 1 (298): delta is 2U/(mn) - 1 by mannwhitneyu, the
        // interval is Welch's with the t quantile of 398.11 and 152.33 degrees of freedom, medians and ratio by NumPy.
        (double[][] columns, int[] channels) = Wholesale.Read();
        IReadOnlyList<SegmentContrast> shops =
            SegmentContrasts.Of(columns, Names, channels, new SegmentContrastOptions { Seed = 1 }).Of(2);
        SegmentContrast fresh = shops[0];
        (fresh.Count, fresh.RestCount).ShouldBe((142, 298));
        fresh.CliffsDelta!.Value.ShouldBe(-0.220483978, 1e-9);
        fresh.DifferenceInterval!.Value.Low.ShouldBe(-6734.54387, 1e-4);
        fresh.DifferenceInterval!.Value.High.ShouldBe(-2407.92904, 1e-4);
        fresh.Median.ShouldBe(5993.5);
        fresh.RestMedian.ShouldBe(9581.5);
        SegmentContrast grocery = shops[2];
        grocery.CliffsDelta!.Value.ShouldBe(0.875460819, 1e-9);
        grocery.Ratio!.Value.ShouldBe(4.119708558, 1e-9);
        grocery.DifferenceInterval!.Value.Low.ShouldBe(10286.78826, 1e-4);
        grocery.Measure.ShouldBe(EffectMeasure.CliffsDelta);
        grocery.MeasureReason.ShouldBe("Ranks, as the skewness is 3.6.");
    }

    [SkippableFact]
    public void Shops_are_described_and_named_by_what_they_buy()
    {
        (double[][] columns, int[] channels) = Wholesale.Read();
        SegmentContrastTable table =
            SegmentContrasts.Of(columns, Names, channels, new SegmentContrastOptions { Seed = 1 });
        FeatureMeaning[] meanings =
        [
            .. Names.Select(name => new FeatureMeaning
            {
                Name = name, Unit = "EUR", Description = $"spend on {name.Replace('_', ' ')}",
            }),
        ];
        PlainWords.Describe(table, 2, meanings)[0].Text
            .ShouldStartWith("has 9.2x the spend on detergents paper of the others (");

        // Detergents differ most and lead both labels. No second feature fits beside them in 48 characters where they
        // are high; where they are low the longer "low spend on grocery" does not, and milk does.
        LabelProposals.Propose(table, meanings, []).Select(label => label.Label)
            .ShouldBe(["Low spend on detergents paper, low spend on milk", "High spend on detergents paper"]);
    }
}

using System.Text.Json;
using CsCheck;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Tests.Clustering;

public class FeatureScalerTests
{
    private static FeatureScalingOptions Named(string name) => new() { Name = name };

    private static ScaledFeature FitOne(double[] values, FeatureScalingOptions options) =>
        FeatureScaler.Fit([values], [options]).Features[0];

    [Fact]
    public void A_standard_scale_uses_the_population_deviation()
    {
        // Mean 5, squared deviations 9 1 1 1 0 0 4 16 = 32, over 8 rows: variance 4.
        ScaledFeature feature = FitOne([2, 4, 4, 4, 5, 5, 7, 9], Named("spend"));
        feature.Offset.ShouldBe(5);
        feature.Scale.ShouldBe(2);
        feature.Apply(9).ShouldBe(2);
    }

    [Fact]
    public void A_robust_scale_is_the_interquartile_range()
    {
        // Of 1 2 3 4 100: median 3, quartiles 2 and 4.
        ScaledFeature feature = FitOne([100, 1, 3, 2, 4], Named("spend") with { Scale = FeatureScale.Robust });
        feature.Offset.ShouldBe(3);
        feature.Scale.ShouldBe(2);
    }

    [Fact]
    public void A_signed_logarithm_keeps_zero_and_sign()
    {
        ScaledFeature feature = FitOne(
            [-1, 0, 1], Named("net") with { Transform = FeatureTransform.SignedLog1p, Scale = FeatureScale.None });
        feature.Apply(0).ShouldBe(0);
        feature.Apply(Math.E - 1).ShouldBe(1, 1e-15);
        feature.Apply(1 - Math.E).ShouldBe(-1, 1e-15);
        feature.Apply(1e-20).ShouldBe(1e-20);
    }

    [Fact]
    public void Winsorizing_pulls_in_both_tails()
    {
        // 0..100: the quantiles .05 and .95 are 5 and 95.
        double[] values = [.. Enumerable.Range(0, 101).Select(value => (double)value)];
        ScaledFeature feature = FitOne(values, Named("x") with { WinsorizeShare = 0.05, Scale = FeatureScale.None });
        feature.LowerCap.ShouldBe(5.0);
        feature.UpperCap.ShouldBe(95.0);
        feature.Apply(-1000).ShouldBe(5);
        feature.Apply(1000).ShouldBe(95);
        feature.Apply(50).ShouldBe(50);
    }

    [Fact]
    public void A_constant_feature_is_reported_and_not_divided_by_zero()
    {
        FeatureScaler scaler = FeatureScaler.Fit([[0.1, 0.1, 0.1], [1, 2, 3]], [Named("flat"), Named("alive")]);
        scaler.ConstantFeatures.ShouldBe(["flat"]);
        scaler.Apply([[0.1, 0.1, 0.1], [1, 2, 3]]).Where((_, i) => i % 2 == 0).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_robust_scale_without_spread_is_reported_as_constant()
    {
        ScaledFeature feature = FitOne([1, 1, 1, 1, 50], Named("rare") with { Scale = FeatureScale.Robust });
        feature.IsConstant.ShouldBeTrue();
        feature.Apply(50).ShouldBe(49);
    }

    [Theory]
    [InlineData(MissingRule.Median, 2)]
    [InlineData(MissingRule.Mean, 4)]
    [InlineData(MissingRule.Constant, -7)]
    public void A_missing_value_gets_what_the_rule_says(MissingRule rule, double expected)
    {
        // Present values 1 2 9: median 2, mean 4.
        var options = Named("x") with { Missing = rule, MissingValue = -7, Scale = FeatureScale.None };
        ScaledFeature feature = FitOne([1, double.NaN, 9, 2], options);
        feature.Apply(double.NaN).ShouldBe(expected);
        feature.MissingCount.ShouldBe(1);
    }

    [Fact]
    public void A_missing_value_is_refused_by_name_unless_a_rule_says_otherwise()
    {
        Should.Throw<ArgumentException>(() => FitOne([1, double.NaN], Named("recency_days")))
            .Message.ShouldContain("recency_days");
        ScaledFeature feature = FitOne([1, 2], Named("recency_days"));
        Should.Throw<ArgumentException>(() => feature.Apply(double.NaN));
        Should.Throw<ArgumentException>(() => feature.Apply(double.PositiveInfinity));
        Should.Throw<ArgumentException>(() => FitOne([double.NaN], Named("empty") with { Missing = MissingRule.Mean }));
    }

    [Fact]
    public void A_weight_multiplies_the_scaled_feature() =>
        FitOne([0, 2], Named("x") with { Weight = 3 }).Apply(2).ShouldBe(3);

    [Fact]
    public void A_scaler_read_back_from_json_prepares_the_same_bits()
    {
        var madeUp = new MadeUp(2);
        double[][] columns =
            [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 50).Select(_ => madeUp.Normal()).ToArray())];
        FeatureScaler scaler = FeatureScaler.Fit(
            columns,
            [
                Named("a") with { Transform = FeatureTransform.SignedLog1p, WinsorizeShare = 0.1 },
                Named("b") with { Scale = FeatureScale.Robust, Missing = MissingRule.Median, Weight = 0.5 },
            ]);
        FeatureScaler again = JsonSerializer.Deserialize<FeatureScaler>(JsonSerializer.Serialize(scaler))!;
        again.Apply(columns).ShouldBe(scaler.Apply(columns));
    }

    [Fact]
    public void Rows_and_columns_are_prepared_alike()
    {
        double[] rows = [1, 10, 2, 30, 4, 20];
        FeatureScaler byRows = FeatureScaler.Fit(rows, [Named("a"), Named("b")]);
        FeatureScaler byColumns = FeatureScaler.Fit([[1, 2, 4], [10, 30, 20]], [Named("a"), Named("b")]);
        byRows.Features.ShouldBe(byColumns.Features);
        float[] prepared = new float[6];
        byRows.Apply(rows, prepared);
        prepared.ShouldBe(byColumns.Apply([[1, 2, 4], [10, 30, 20]]));
    }

    [Fact]
    public void The_order_of_rows_does_not_matter_and_inverting_undoes_applying()
    {
        Gen.Double[-1000, 1000].Array[2, 40].Sample(values =>
        {
            var options = Named("x") with { Transform = FeatureTransform.SignedLog1p };
            ScaledFeature feature = FitOne(values, options);
            FitOne([.. values.Reverse()], options).ShouldBe(feature);
            values.ShouldAllBe(value => Math.Abs(feature.Invert(feature.Apply(value)) - value) <= 1e-6);
        });
    }
}

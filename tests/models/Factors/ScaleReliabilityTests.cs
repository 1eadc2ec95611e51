using Segmentation.Models.Factors;

namespace Segmentation.Models.Tests.Factors;

public class ScaleReliabilityTests
{
    [Fact]
    public void Alpha_of_two_answers_is_worked_by_hand()
    {
        // Answers 1 2 3 and 1 3 2: variances 1 and 1, sums 2 5 5 with variance 3. Alpha = 2 (1 - 2/3) = 2/3. Their
        // correlation is 1/2.
        ScaleReliability scale = ScaleReliability.Measure([1, 1, 2, 3, 3, 2], 2);
        scale.Alpha.ShouldBe(2 / 3.0, 1e-12);
        scale.ItemRestCorrelations[0].ShouldBe(0.5, 1e-12);
        scale.AlphaWithout.ShouldAllBe(value => double.IsNaN(value));
        scale.RowCount.ShouldBe(3);
    }

    [Fact]
    public void Iris_is_as_computed_with_numpy()
    {
        ScaleReliability scale = ScaleReliability.Measure(Iris.Rows, 4);
        scale.Alpha.ShouldBe(0.7084772483283299, 1e-12);
        scale.ItemRestCorrelations[1].ShouldBeLessThan(0);
        scale.AlphaWithout[1].ShouldBeGreaterThan(scale.Alpha);
        double[] without = [.. Iris.Rows.Where((_, i) => i % 4 != 1)];
        scale.AlphaWithout[1].ShouldBe(ScaleReliability.Measure(without, 3).Alpha, 1e-12);
    }

    [Fact]
    public void Equal_answers_are_wholly_reliable() =>
        ScaleReliability.Measure([1, 1, 1, 2, 2, 2, 5, 5, 5], 3).Alpha.ShouldBe(1, 1e-12);

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        Should.Throw<ArgumentException>(() => ScaleReliability.Measure([1, 1, 1, 1], 2));
        Should.Throw<ArgumentException>(() => ScaleReliability.Measure([1, 2], 2));
        Should.Throw<ArgumentOutOfRangeException>(() => ScaleReliability.Measure([1, 2], 1));
        ScaleReliability.Measure([1, 1, 2, 3, 3, 2, double.NaN, 4], 2, MissingAnswers.DropRow)
            .DroppedRowCount.ShouldBe(1);
    }
}

using Segmentation.Models.Stability;

namespace Segmentation.Models.Tests.Stability;

public class PopulationStabilityIndexTests
{
    [Fact]
    public void The_published_counts_give_the_published_index() =>
        PopulationStabilityIndex.Of([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]).ShouldBe(0.0372184, 1e-7);

    [Fact]
    public void The_same_shares_have_not_moved() =>
        PopulationStabilityIndex.Of([1, 2, 3], [10, 20, 30]).ShouldBe(0, 1e-15);

    [Fact]
    public void Direction_does_not_matter() =>
        PopulationStabilityIndex.Of([5, 3, 9], [2, 8, 4])
            .ShouldBe(PopulationStabilityIndex.Of([2, 8, 4], [5, 3, 9]), 1e-15);

    [Fact]
    public void A_bucket_empty_on_one_side_gets_half_a_count()
    {
        // (2, 0) against (1, 1) becomes (2.5, .5)/3 against (1.5, 1.5)/3.
        double expected = (0.5 - 2.5 / 3) * Math.Log(0.5 / (2.5 / 3)) + (0.5 - 0.5 / 3) * Math.Log(0.5 / (0.5 / 3));
        PopulationStabilityIndex.Of([2, 0, 0], [1, 1, 0]).ShouldBe(expected, 1e-15);
    }

    [Fact]
    public void Counts_that_are_no_distribution_are_refused()
    {
        Should.Throw<ArgumentException>(() => PopulationStabilityIndex.Of([1], [1, 2]));
        Should.Throw<ArgumentException>(() => PopulationStabilityIndex.Of([0, 0], [1, 2]));
        Should.Throw<ArgumentException>(() => PopulationStabilityIndex.Of([1, -1], [1, 2]));
    }
}

using CsCheck;
using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Tests.Quantiles;

public class CutPointsTests
{
    [Fact]
    public void Quintiles_of_one_to_ten_hold_two_each()
    {
        CutPoints cuts = CutPoints.FromValues([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5);
        cuts.UpperBounds.ShouldBe([2, 4, 6, 8]);
        Enumerable.Range(1, 10).Select(value => cuts.Bucket(value)).ShouldBe([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    [Fact]
    public void Equal_values_share_a_bucket_even_when_it_overflows()
    {
        // Seven of ten values are 1, so it bounds thirds one and two; the second third stays empty.
        CutPoints cuts = CutPoints.FromValues([1, 1, 1, 1, 1, 1, 1, 2, 3, 4], 3);
        cuts.UpperBounds.ShouldBe([1, 1]);
        cuts.Bucket(1).ShouldBe(0);
        cuts.Bucket(2).ShouldBe(2);
        cuts.BucketCount.ShouldBe(3);
    }

    [Fact]
    public void The_bound_is_the_smallest_value_that_reaches_the_share()
    {
        // Shares of 1 2 3 4: .25 .5 .75 1. A share of .5 is reached at 2, of .51 only at 3.
        CutPoints.FromShares([4, 3, 2, 1], [0.5]).UpperBounds.ShouldBe([2]);
        CutPoints.FromShares([4, 3, 2, 1], [0.51]).UpperBounds.ShouldBe([3]);
        CutPoints.FromShares([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0.1, 0.3, 0.7]).UpperBounds.ShouldBe([1, 3, 7]);
    }

    [Fact]
    public void One_bucket_and_one_value_work()
    {
        CutPoints.FromValues([3], 1).Bucket(100).ShouldBe(0);
        CutPoints.FromValues([3], 5).Bucket(3).ShouldBe(0);
        CutPoints.FromValues([3], 5).Bucket(4).ShouldBe(4);
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        Should.Throw<ArgumentException>(() => CutPoints.FromValues([], 5));
        Should.Throw<ArgumentException>(() => CutPoints.FromValues([double.NaN], 5));
        Should.Throw<ArgumentException>(() => CutPoints.FromValues([1], 2).Bucket(double.NaN));
        Should.Throw<ArgumentException>(() => CutPoints.FromShares([1], [0.5, 0.4]));
        Should.Throw<ArgumentOutOfRangeException>(() => CutPoints.FromValues([1], 0));
    }

    [Fact]
    public void Every_bound_reaches_its_share_and_the_value_before_it_does_not()
    {
        Gen.Select(Gen.Int[-20, 20].Array[1, 200], Gen.Int[1, 12]).Sample((whole, bucketCount) =>
        {
            double[] values = [.. whole.Select(value => (double)value)];
            CutPoints cuts = CutPoints.FromValues(values, bucketCount);
            for (int bucket = 1; bucket < bucketCount; bucket++)
            {
                double bound = cuts.UpperBounds[bucket - 1];
                int needed = bucket * values.Length;
                (values.Count(value => value <= bound) * bucketCount).ShouldBeGreaterThanOrEqualTo(needed);
                (values.Count(value => value < bound) * bucketCount).ShouldBeLessThan(needed);
            }

            values.Order().Select(cuts.Bucket).ShouldBeInOrder();
        });
    }

    [Fact]
    public void A_quantile_lies_between_its_neighbours()
    {
        Quantile.OfSorted([1, 2, 3, 4], 0.5).ShouldBe(2.5);
        Quantile.OfSorted([1, 2, 3, 4], 0.25).ShouldBe(1.75);
        Quantile.OfSorted([7], 0.9).ShouldBe(7);
        Should.Throw<ArgumentException>(() => Quantile.OfSorted([], 0.5));
    }
}

using Segmentation.Models.Ledger;

namespace Segmentation.Models.Tests.Ledger;

/// <summary>Parts always add up to the whole.</summary>
public sealed class LargestRemainderTests
{
    [Theory]
    [InlineData("100", "1 1 1", "33.34 33.33 33.33")]
    [InlineData("0.02", "1 1 1", "0.01 0.01 0")]
    [InlineData("-10.01", "1 1 1", "-3.34 -3.34 -3.33")]
    [InlineData("7", "100 50 20", "4.12 2.06 0.82")]
    [InlineData("1", "2 1", "0.67 0.33")]
    [InlineData("5", "0 1", "0 5")]
    [InlineData("0", "1 1", "0 0")]
    [InlineData("1.2345", "1 1", "0.62 0.6145")] // What is beyond a cent goes to the one next in line for a cent.
    [InlineData("10", "0.5 0.25 0.25", "5 2.5 2.5")]
    [InlineData("1000000000000.01", "9999999999.9999 1", "999999999900.01 100")]
    public void An_amount_is_shared_out_in_cents(string amount, string weights, string expected)
    {
        decimal[] parts = LargestRemainder.Allocate(Number(amount), [.. weights.Split(' ').Select(Number)]);

        parts.ShouldBe(expected.Split(' ').Select(Number));
        parts.Sum().ShouldBe(Number(amount));
    }

    [Fact]
    public void Whatever_is_shared_out_adds_up_and_no_part_is_a_cent_from_its_quota()
    {
        var random = new Random(20260301);
        for (int round = 0; round < 5000; round++)
        {
            decimal amount = random.NextInt64(-10_000_000_000, 10_000_000_000) / (round % 3 == 0 ? 10_000m : 100m);
            decimal[] weights = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(4) == 0 ? 0 : random.NextInt64(0, 1_000_000_000) / 1000m)];
            if (weights.All(weight => weight == 0))
            {
                continue;
            }

            decimal[] parts = LargestRemainder.Allocate(amount, weights);

            parts.Sum().ShouldBe(amount);
            decimal total = weights.Sum();
            for (int i = 0; i < parts.Length; i++)
            {
                Math.Abs(parts[i] - amount * weights[i] / total).ShouldBeLessThan(0.02m);
            }
        }
    }

    [Fact]
    public void Weights_that_share_out_nothing_are_refused()
    {
        Should.Throw<ArgumentException>(() => LargestRemainder.Allocate(1, [0, 0])).Message.ShouldContain("All weights are zero");
        Should.Throw<ArgumentException>(() => LargestRemainder.Allocate(1, [2, -1])).Message.ShouldContain("negative");
        Should.Throw<ArgumentException>(() => LargestRemainder.Allocate(1, []));
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

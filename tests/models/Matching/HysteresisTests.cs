using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;

namespace Segmentation.Models.Tests.Matching;

public class HysteresisTests
{
    private static readonly HysteresisOptions ThreeNights = new() { Margin = 0.1, NightsToMove = 3 };

    [Fact]
    public void Each_case_is_worked_by_hand()
    {
        // Squared distances to the nearest and second; a margin of .1 holds while nearest >= .81 of second.
        // 0: still in the nearest. 1: .85 against 1 is held. 2: .8 against 1 is better by the margin and moves.
        // 3: was in a third segment and moves. 4: new. 5: a tie stays, uncounted.
        int[] nearest = [0, 0, 0, 0, 0, 0];
        int[] second = [1, 1, 1, 1, 1, 1];
        Hysteresis tonight = Hysteresis.Apply(
            nearest,
            second,
            [0.9, 0.85, 0.8, 0.9, 0.9, 1],
            [1, 1, 1, 1, 1, 1],
            HysteresisState.From([0, 1, 1, 2, -1, 1]),
            ThreeNights);
        tonight.State.Segments.ShouldBe([0, 1, 0, 0, 0, 1]);
        tonight.State.Challengers.ShouldBe([-1, 0, -1, -1, -1, -1]);
        tonight.State.NightsWaited.ShouldBe([0, 1, 0, 0, 0, 0]);
        tonight.HeldCount.ShouldBe(1);
        tonight.MovedCount.ShouldBe(2);
        tonight.NewCount.ShouldBe(1);
        tonight.NearestInertia.ShouldBe(5.35, 1e-12);
        tonight.HeldInertia.ShouldBe(5.5, 1e-12);
        tonight.InertiaIncrease.ShouldBe(5.5 / 5.35 - 1, 1e-12);
    }

    [Fact]
    public void The_third_night_in_a_row_moves_and_an_interruption_starts_anew()
    {
        int[] segments = Nights(ThreeNights, [(0, 1), (0, 1), (0, 1), (0, 1)]);
        segments.ShouldBe([1, 1, 0, 0]);

        // Night 3 the customer is nearer to its own segment again, so the count starts over.
        Nights(ThreeNights, [(0, 1), (0, 1), (1, 0), (0, 1), (0, 1), (0, 1)]).ShouldBe([1, 1, 1, 1, 1, 0]);

        // Another challenger starts over too.
        Nights(ThreeNights, [(0, 1), (0, 1), (2, 1), (2, 1), (2, 1)]).ShouldBe([1, 1, 1, 1, 2]);
        Nights(ThreeNights with { NightsToMove = 1 }, [(0, 1)]).ShouldBe([0]);
    }

    [Fact]
    public void A_customer_on_a_border_flips_less_and_the_cost_is_small()
    {
        // 500 customers on a line between segments at 0 and 10, each night moved a little at random.
        (long with, double cost) = Flips(new HysteresisOptions());
        (long without, double none) = Flips(new HysteresisOptions { Margin = 0, NightsToMove = 1 });
        none.ShouldBe(0);
        without.ShouldBeGreaterThan(500);
        with.ShouldBeLessThan(without / 4);
        cost.ShouldBeInRange(0.0001, 0.02);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        HysteresisState state = HysteresisState.From([0]);
        Should.Throw<ArgumentException>(() => Hysteresis.Apply([0], [1], [2], [1], state, ThreeNights))
            .Message.ShouldContain("Customer 0");
        Should.Throw<ArgumentException>(() => Hysteresis.Apply([0], [1], [double.NaN], [1], state, ThreeNights));
        Should.Throw<ArgumentException>(() => Hysteresis.Apply([0, 0], [1], [1], [1], state, ThreeNights));
        Should.Throw<ArgumentException>(
            () => Hysteresis.Apply([0], [1], [1], [1], state, ThreeNights with { Margin = 1 }));
        Hysteresis.Apply([], [], [], [], HysteresisState.From([]), ThreeNights).InertiaIncrease.ShouldBe(0);
        Hysteresis.Apply([0], [-1], [1], [double.PositiveInfinity], state, ThreeNights).MovedCount.ShouldBe(0);
    }

    /// <summary>One customer, first in segment 1, who is always a little nearer to the first of each pair.</summary>
    private static int[] Nights(HysteresisOptions options, (int Nearest, int Second)[] nights)
    {
        HysteresisState state = HysteresisState.From([1]);
        return
        [
            .. nights.Select(night =>
            {
                Hysteresis tonight = Hysteresis.Apply(
                    [night.Nearest], [night.Second], [0.99], [1], state, options);
                state = tonight.State;
                return state.Segments[0];
            }),
        ];
    }

    private static (long Moved, double Cost) Flips(HysteresisOptions options)
    {
        var madeUp = new MadeUp(5);
        float[] home = [.. Enumerable.Range(0, 500).Select(_ => (float)(4.5 + madeUp.Uniform()))];
        var state = HysteresisState.From([.. Enumerable.Repeat(-1, 500)]);
        (long moved, double cost) = (0, 0);
        (int[] nearest, int[] second) = (new int[500], new int[500]);
        (double[] first, double[] other) = (new double[500], new double[500]);
        for (int night = 0; night < 20; night++)
        {
            float[] rows = [.. home.Select(place => (float)(place + 0.2 * madeUp.Normal()))];
            NearestTwo.Find(rows, 1, new double[] { 0, 10 }, nearest, second, first, other);
            Hysteresis tonight = Hysteresis.Apply(nearest, second, first, other, state, options);
            (state, moved, cost) = (tonight.State, moved + tonight.MovedCount, tonight.InertiaIncrease);
        }

        return (moved, cost);
    }
}

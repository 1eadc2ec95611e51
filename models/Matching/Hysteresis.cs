using Segmentation.Models.Clustering;

namespace Segmentation.Models.Matching;

/// <summary>When a customer on a border changes segment.</summary>
public sealed record HysteresisOptions
{
    /// <summary>
    /// How much nearer the new segment must be for an immediate change, as a share of the distance to the old one: from
    /// 0, any amount, to below 1.
    /// </summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>
    /// Nights in a row, this one included, after which the same nearer segment wins whatever the margin; at least 1.
    /// </summary>
    public int NightsToMove { get; init; } = 7;
}

/// <summary>What was known of customers after the night before. All arrays have one entry per customer.</summary>
/// <param name="Segments">Last night's segment; −1 for a customer who had none.</param>
/// <param name="Challengers">The nearer segment that was held off last night; −1 for none.</param>
/// <param name="NightsWaited">Nights in a row it was held off; 0 for none.</param>
public sealed record HysteresisState(int[] Segments, int[] Challengers, int[] NightsWaited)
{
    /// <summary>The state when nothing but last night's segments is known.</summary>
    public static HysteresisState From(int[] segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        int[] challengers = new int[segments.Length];
        Array.Fill(challengers, -1);
        return new HysteresisState(segments, challengers, new int[segments.Length]);
    }
}

/// <summary>Tonight's segments, with customers on a border held where they were.</summary>
public sealed record Hysteresis
{
    /// <summary>Tonight's segments, challengers and nights waited: pass it on to the next night.</summary>
    public required HysteresisState State { get; init; }

    /// <summary>Customers kept in last night's segment although another is nearer.</summary>
    public required long HeldCount { get; init; }

    /// <summary>Customers who changed segment.</summary>
    public required long MovedCount { get; init; }

    /// <summary>Of those, customers who changed because they had waited long enough.</summary>
    public required long MovedAfterWaitingCount { get; init; }

    /// <summary>Customers without a segment last night.</summary>
    public required long NewCount { get; init; }

    /// <summary>Sum of squared distances were everyone in their nearest segment.</summary>
    public required double NearestInertia { get; init; }

    /// <summary>Sum of squared distances as assigned.</summary>
    public required double HeldInertia { get; init; }

    /// <summary>What holding costs in fit: the second over the first, less 1; 0 when both are 0.</summary>
    public double InertiaIncrease => NearestInertia > 0 ? HeldInertia / NearestInertia - 1 : 0;

    /// <summary>Decides for every customer.</summary>
    /// <param name="nearest">Nearest segment tonight.</param>
    /// <param name="second">Second nearest segment tonight; −1 when there is one segment only.</param>
    /// <param name="nearestSquaredDistances">Squared distance to the nearest.</param>
    /// <param name="secondSquaredDistances">
    /// Squared distance to the second nearest; infinite when there is none.
    /// </param>
    /// <param name="lastNight">What was known before, customers in the same order.</param>
    /// <param name="options">Margin and nights.</param>
    /// <remarks>
    /// The arrays are those <see cref="NearestTwo.Find"/> fills. A customer is held when last night's segment is now
    /// the second nearest and the nearest is not better by the margin; one whose segment is third or further moves at
    /// once. On exactly equal distances a customer stays, and is not counted as held. O(customers).
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// Lengths differ, a distance is NaN or negative, the second is nearer than the nearest, or an option is out of
    /// range.
    /// </exception>
    public static Hysteresis Apply(
        ReadOnlySpan<int> nearest,
        ReadOnlySpan<int> second,
        ReadOnlySpan<double> nearestSquaredDistances,
        ReadOnlySpan<double> secondSquaredDistances,
        HysteresisState lastNight,
        HysteresisOptions options)
    {
        ArgumentNullException.ThrowIfNull(lastNight);
        Check(nearest, second, nearestSquaredDistances, secondSquaredDistances, lastNight, options);
        int count = nearest.Length;
        var tonight = HysteresisState.From(new int[count]);
        (long held, long moved, long afterWaiting, long added) = (0, 0, 0, 0);
        (double nearestInertia, double heldInertia) = (0, 0);
        double nearEnough = (1 - options.Margin) * (1 - options.Margin);
        for (int customer = 0; customer < count; customer++)
        {
            int last = lastNight.Segments[customer];
            double best = nearestSquaredDistances[customer];
            double other = secondSquaredDistances[customer];
            bool isBorder = last >= 0 && last != nearest[customer] && last == second[customer]
                && (best >= nearEnough * other);
            bool isTie = isBorder && best == other;
            bool isSameChallenger = lastNight.Challengers[customer] == nearest[customer];
            int waited = isSameChallenger ? lastNight.NightsWaited[customer] + 1 : 1;
            bool isHeld = isBorder && !isTie && waited < options.NightsToMove;

            tonight.Segments[customer] = isHeld || isTie ? last : nearest[customer];
            tonight.Challengers[customer] = isHeld ? nearest[customer] : -1;
            tonight.NightsWaited[customer] = isHeld ? waited : 0;
            held += isHeld ? 1 : 0;
            added += last < 0 ? 1 : 0;
            moved += last >= 0 && tonight.Segments[customer] != last ? 1 : 0;
            afterWaiting += isBorder && !isTie && !isHeld ? 1 : 0;
            nearestInertia += best;
            heldInertia += isHeld ? other : best;
        }

        return new Hysteresis
        {
            State = tonight,
            HeldCount = held,
            MovedCount = moved,
            MovedAfterWaitingCount = afterWaiting,
            NewCount = added,
            NearestInertia = nearestInertia,
            HeldInertia = heldInertia,
        };
    }

    private static void Check(
        ReadOnlySpan<int> nearest,
        ReadOnlySpan<int> second,
        ReadOnlySpan<double> nearestSquaredDistances,
        ReadOnlySpan<double> secondSquaredDistances,
        HysteresisState lastNight,
        HysteresisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.NightsToMove, 1, nameof(options.NightsToMove));
        if (!(options.Margin >= 0 && options.Margin < 1))
        {
            throw new ArgumentException($"Margin is {options.Margin}; it is from 0 to below 1.", nameof(options));
        }

        int count = nearest.Length;
        KMeansChecks.LengthPerRow(second.Length, count, nameof(second));
        KMeansChecks.LengthPerRow(nearestSquaredDistances.Length, count, nameof(nearestSquaredDistances));
        KMeansChecks.LengthPerRow(secondSquaredDistances.Length, count, nameof(secondSquaredDistances));
        KMeansChecks.LengthPerRow(lastNight.Segments.Length, count, nameof(lastNight));
        KMeansChecks.LengthPerRow(lastNight.Challengers.Length, count, nameof(lastNight));
        KMeansChecks.LengthPerRow(lastNight.NightsWaited.Length, count, nameof(lastNight));
        for (int customer = 0; customer < count; customer++)
        {
            double best = nearestSquaredDistances[customer];
            if (!(best >= 0 && double.IsFinite(best) && secondSquaredDistances[customer] >= best))
            {
                throw new ArgumentException(
                    $"Customer {customer} is {best} from the nearest segment and {secondSquaredDistances[customer]} " +
                    "from the second nearest, squared. Distances are finite, and the second is not less than the first.");
            }
        }
    }
}

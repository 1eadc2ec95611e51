using Segmentation.Models.Clustering;

namespace Segmentation.Models.Gates;

/// <summary>What a segment must bring to be worth serving. A threshold that is null does not apply.</summary>
public sealed record ViabilityOptions
{
    /// <summary>Fewest customers.</summary>
    public long? MinimumCustomers { get; init; } = 100;

    /// <summary>Least share of all customers, from 0 to 1.</summary>
    public double? MinimumCustomerShare { get; init; } = 0.01;

    /// <summary>Least revenue.</summary>
    public decimal? MinimumRevenue { get; init; }

    /// <summary>Least share of all revenue, from 0 to 1.</summary>
    public double? MinimumRevenueShare { get; init; }

    /// <summary>Least margin over revenue. A segment below it costs more than it is worth.</summary>
    public double? MinimumMarginRate { get; init; } = 0;

    /// <summary>Least growth of revenue over the period before, such as -0.2 for a fall by a fifth.</summary>
    public double? MinimumGrowthRate { get; init; }
}

/// <summary>What is known of one segment.</summary>
/// <param name="Code">The segment's code.</param>
/// <param name="Customers">Customers in it.</param>
/// <param name="Revenue">Revenue of the period.</param>
/// <param name="Margin">Margin of the period; null when not known.</param>
/// <param name="GrowthRate">Growth of revenue over the period before; null when not known.</param>
public sealed record SegmentFigures(
    string Code, long Customers, decimal Revenue, decimal? Margin = null, double? GrowthRate = null);

/// <summary>What should become of a segment, mildest first.</summary>
public enum ViabilityOutcome
{
    /// <summary>Serve it.</summary>
    Pass,

    /// <summary>Serve it, but look: it shrinks, or a figure that a threshold asks for is missing.</summary>
    Flag,

    /// <summary>Too little to serve on its own: join it to a neighbour.</summary>
    Merge,

    /// <summary>Leave it out of active marketing: it is empty or loses money.</summary>
    Exclude,
}

/// <summary>The verdict on one segment.</summary>
/// <param name="Code">The segment's code.</param>
/// <param name="Outcome">The most severe of what its thresholds say.</param>
/// <param name="Reasons">One sentence per threshold missed; empty for a pass.</param>
/// <param name="MergeInto">
/// For a merge, the nearest segment that need not be merged or excluded itself; null when centroids are not given or
/// there is none.
/// </param>
public sealed record SegmentViability(
    string Code, ViabilityOutcome Outcome, IReadOnlyList<string> Reasons, string? MergeInto);

/// <summary>The gate a scheme passes when each segment is worth serving.</summary>
/// <param name="IsPassed">Whether no segment is to be merged or excluded.</param>
/// <param name="Segments">One verdict per segment, in the order given.</param>
public sealed record ViabilityGate(bool IsPassed, IReadOnlyList<SegmentViability> Segments)
{
    /// <summary>Judges every segment.</summary>
    /// <param name="segments">Figures of all segments; at least one, with different codes.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="columnCount">Features per centroid; not used without centroids.</param>
    /// <param name="centroids">
    /// One centroid per segment, row-major, to find neighbours; empty means no neighbours.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no segment, codes repeat, a count is negative, a growth rate is NaN, or centroids do not fit.
    /// </exception>
    public static ViabilityGate Judge(
        IReadOnlyList<SegmentFigures> segments,
        ViabilityOptions options,
        int columnCount = 1,
        ReadOnlySpan<double> centroids = default)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentNullException.ThrowIfNull(options);
        Check(segments);
        if (!centroids.IsEmpty)
        {
            int count = KMeansChecks.RowCount(centroids.Length, columnCount, nameof(centroids));
            KMeansChecks.LengthPerRow(count, segments.Count, nameof(centroids));
            KMeansChecks.Centroids(centroids);
        }

        long customers = segments.Sum(segment => segment.Customers);
        decimal revenue = segments.Sum(segment => segment.Revenue);
        var findings = segments
            .Select(segment => Missed(segment, customers, revenue, options).ToArray()).ToArray();
        ViabilityOutcome[] outcomes =
            [.. findings.Select(found => found.Select(finding => finding.Outcome).DefaultIfEmpty().Max())];
        var verdicts = new SegmentViability[segments.Count];
        for (int i = 0; i < verdicts.Length; i++)
        {
            int neighbor = outcomes[i] == ViabilityOutcome.Merge && !centroids.IsEmpty
                ? Nearest(i, outcomes, columnCount, centroids)
                : -1;
            verdicts[i] = new SegmentViability(
                segments[i].Code,
                outcomes[i],
                [.. findings[i].Select(finding => finding.Reason)],
                neighbor >= 0 ? segments[neighbor].Code : null);
        }

        return new ViabilityGate(outcomes.All(outcome => outcome <= ViabilityOutcome.Flag), verdicts);
    }

    private static IEnumerable<(ViabilityOutcome Outcome, string Reason)> Missed(
        SegmentFigures segment, long customers, decimal revenue, ViabilityOptions options)
    {
        if (segment.Customers == 0)
        {
            yield return (ViabilityOutcome.Exclude, "It has no customers.");
            yield break;
        }

        if (segment.Customers < options.MinimumCustomers)
        {
            yield return (
                ViabilityOutcome.Merge, $"It has {segment.Customers} customers; {options.MinimumCustomers} are needed.");
        }

        double share = (double)segment.Customers / customers;
        if (share < options.MinimumCustomerShare)
        {
            yield return (
                ViabilityOutcome.Merge,
                $"It has {share:0.##%} of customers; {options.MinimumCustomerShare:0.##%} are needed.");
        }

        if (segment.Revenue < options.MinimumRevenue)
        {
            yield return (
                ViabilityOutcome.Merge, $"Its revenue is {segment.Revenue}; {options.MinimumRevenue} are needed.");
        }

        if (revenue > 0 && (double)(segment.Revenue / revenue) < options.MinimumRevenueShare)
        {
            yield return (
                ViabilityOutcome.Merge,
                $"It has {segment.Revenue / revenue:0.##%} of revenue; {options.MinimumRevenueShare:0.##%} are needed.");
        }

        foreach ((ViabilityOutcome, string) finding in MissedRates(segment, options))
        {
            yield return finding;
        }
    }

    private static IEnumerable<(ViabilityOutcome Outcome, string Reason)> MissedRates(
        SegmentFigures segment, ViabilityOptions options)
    {
        if (options.MinimumMarginRate is { } rate)
        {
            // Margin over revenue, multiplied out so that a segment without revenue is judged too.
            if (segment.Margin is not { } margin)
            {
                yield return (ViabilityOutcome.Flag, "Its margin is not known.");
            }
            else if (margin < (decimal)rate * segment.Revenue)
            {
                yield return (
                    ViabilityOutcome.Exclude,
                    $"Its margin of {margin} is below {rate:0.##%} of its revenue of {segment.Revenue}.");
            }
        }

        if (options.MinimumGrowthRate is { } growth)
        {
            if (segment.GrowthRate is not { } grown)
            {
                yield return (ViabilityOutcome.Flag, "Its growth is not known.");
            }
            else if (grown < growth)
            {
                yield return (
                    ViabilityOutcome.Flag, $"Its revenue grew by {grown:0.##%}; {growth:0.##%} are needed.");
            }
        }
    }

    private static int Nearest(
        int segment, ViabilityOutcome[] outcomes, int columnCount, ReadOnlySpan<double> centroids)
    {
        int nearest = -1;
        double least = double.PositiveInfinity;
        for (int other = 0; other < outcomes.Length; other++)
        {
            double distance = 0;
            for (int column = 0; column < columnCount; column++)
            {
                double difference = centroids[segment * columnCount + column] - centroids[other * columnCount + column];
                distance += difference * difference;
            }

            if (other != segment && outcomes[other] <= ViabilityOutcome.Flag && distance < least)
            {
                (nearest, least) = (other, distance);
            }
        }

        return nearest;
    }

    private static void Check(IReadOnlyList<SegmentFigures> segments)
    {
        if (segments.Count == 0 || segments.Select(segment => segment.Code).Distinct().Count() < segments.Count)
        {
            throw new ArgumentException(
                "Give at least one segment, each code once; nothing was judged.", nameof(segments));
        }

        foreach (SegmentFigures segment in segments)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(segment.Customers, nameof(segments));
            if (segment.GrowthRate is { } growth && !double.IsFinite(growth))
            {
                throw new ArgumentException(
                    $"The growth of segment {segment.Code} is {growth}. Give null for what is not known.",
                    nameof(segments));
            }
        }
    }
}

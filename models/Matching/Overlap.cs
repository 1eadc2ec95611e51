using Segmentation.Models.Clustering;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Matching;

/// <summary>How far two groups of customers overlap.</summary>
/// <param name="First">The group's number in the first scheme, or the first audience's place.</param>
/// <param name="Second">The group's number in the second scheme, or the second audience's place.</param>
/// <param name="FirstCount">Members of the first.</param>
/// <param name="SecondCount">Members of the second.</param>
/// <param name="SharedCount">Members of both: reached twice when both are addressed.</param>
/// <param name="Jaccard">Members of both over members of either; 0 when both are empty.</param>
/// <param name="Lift">
/// Members of both over the number chance would give; 1 is chance, NaN when a group is empty.
/// </param>
public sealed record OverlapPair(
    int First, int Second, long FirstCount, long SecondCount, long SharedCount, double Jaccard, double Lift);

/// <summary>How far two schemes say the same.</summary>
/// <param name="Pairs">Every segment of the one with every segment of the other, by their numbers.</param>
/// <param name="Population">Customers counted.</param>
/// <param name="InBothCount">Customers who have a segment in both.</param>
/// <param name="AdjustedMutualInformation">
/// Agreement of the two on those customers: 0 by chance, 1 for the same cut; NaN when there are none.
/// </param>
public sealed record SchemeOverlap(
    IReadOnlyList<OverlapPair> Pairs, long Population, long InBothCount, double AdjustedMutualInformation);

/// <summary>How far several audiences address the same customers.</summary>
/// <param name="Pairs">Every pair of audiences once, by their places.</param>
/// <param name="Population">Customers one might address.</param>
/// <param name="CountByReach">Customers by the number of audiences they are in: none, one, two, ….</param>
public sealed record AudienceOverlap(
    IReadOnlyList<OverlapPair> Pairs, long Population, IReadOnlyList<long> CountByReach)
{
    /// <summary>Customers in two audiences or more.</summary>
    public long ReachedTwiceCount => CountByReach.Skip(2).Sum();
}

/// <summary>
/// Overlap of schemes and of audiences: who is addressed twice, and whether two schemes differ at all.
/// </summary>
public static class Overlap
{
    /// <summary>Compares two schemes over the same customers.</summary>
    /// <param name="first">Segment of each customer in the first scheme; −1 for none.</param>
    /// <param name="second">Segment of each customer in the second scheme, in the same order; −1 for none.</param>
    /// <remarks>
    /// Lift is against all customers given. O(customers), plus the product of the numbers of segments.
    /// </remarks>
    /// <exception cref="ArgumentException">Lengths differ, there is no customer, or a segment is below −1.</exception>
    public static SchemeOverlap OfSchemes(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        KMeansChecks.LengthPerRow(second.Length, first.Length, nameof(second));
        if (first.IsEmpty)
        {
            throw new ArgumentException("There is no customer, so nothing can overlap.", nameof(first));
        }

        var table = ContingencyTable.Count(first, second);
        if (table.RowLabels[0] < -1 || table.ColumnLabels[0] < -1)
        {
            throw new ArgumentException("A segment is below -1; segments are numbered from 0, and -1 is none.");
        }

        var pairs = new List<OverlapPair>();
        for (int row = 0; row < table.RowLabels.Count; row++)
        {
            for (int column = 0; column < table.ColumnLabels.Count; column++)
            {
                if (table.RowLabels[row] >= 0 && table.ColumnLabels[column] >= 0)
                {
                    pairs.Add(Pair(
                        (table.RowLabels[row], table.ColumnLabels[column]),
                        table.RowTotals[row],
                        table.ColumnTotals[column],
                        table.Counts[row, column],
                        first.Length));
                }
            }
        }

        (int[] firstBoth, int[] secondBoth) = WithBoth(first, second);
        return new SchemeOverlap(
            pairs,
            first.Length,
            firstBoth.Length,
            firstBoth.Length > 0
                ? LabelAgreement.AdjustedMutualInformation(ContingencyTable.Count(firstBoth, secondBoth))
                : double.NaN);
    }

    /// <summary>Compares audiences, which may hold a customer each.</summary>
    /// <param name="audiences">Keys of the customers of each audience, each key once, in any order.</param>
    /// <param name="population">Customers one might address, at least as many as are in any audience.</param>
    /// <remarks>
    /// O(members · audiences): each customer is looked up once, and counted for every pair they are in.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A key stands twice in an audience, or audiences hold more customers than the population.
    /// </exception>
    public static AudienceOverlap OfAudiences(IReadOnlyList<ulong[]> audiences, long population)
    {
        ArgumentNullException.ThrowIfNull(audiences);
        var memberships = new Dictionary<ulong, List<int>>();
        for (int audience = 0; audience < audiences.Count; audience++)
        {
            foreach (ulong key in audiences[audience])
            {
                if (!memberships.TryGetValue(key, out List<int>? mine))
                {
                    memberships[key] = mine = [];
                }

                if (mine.Count > 0 && mine[^1] == audience)
                {
                    throw new ArgumentException(
                        $"Audience {audience} holds a customer twice. Nothing was compared.", nameof(audiences));
                }

                mine.Add(audience);
            }
        }

        if (memberships.Count > population)
        {
            throw new ArgumentException(
                $"The audiences hold {memberships.Count} customers of a population of {population}.", nameof(population));
        }

        return Count(audiences, memberships, population);
    }

    private static AudienceOverlap Count(
        IReadOnlyList<ulong[]> audiences, Dictionary<ulong, List<int>> memberships, long population)
    {
        long[,] shared = new long[audiences.Count, audiences.Count];
        long[] reach = new long[audiences.Count + 1];
        reach[0] = population - memberships.Count;
        foreach (List<int> mine in memberships.Values)
        {
            reach[mine.Count]++;
            for (int i = 0; i < mine.Count; i++)
            {
                for (int j = i + 1; j < mine.Count; j++)
                {
                    shared[mine[i], mine[j]]++;
                }
            }
        }

        var pairs = new List<OverlapPair>();
        for (int first = 0; first < audiences.Count; first++)
        {
            for (int second = first + 1; second < audiences.Count; second++)
            {
                pairs.Add(Pair(
                    (first, second),
                    audiences[first].Length,
                    audiences[second].Length,
                    shared[first, second],
                    population));
            }
        }

        return new AudienceOverlap(pairs, population, reach);
    }

    private static OverlapPair Pair((int First, int Second) groups, long first, long second, long shared, long population)
    {
        long either = first + second - shared;
        double expected = (double)first / population * second;
        return new OverlapPair(
            groups.First,
            groups.Second,
            first,
            second,
            shared,
            either > 0 ? (double)shared / either : 0,
            expected > 0 ? shared / expected : double.NaN);
    }

    private static (int[] First, int[] Second) WithBoth(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var firstBoth = new List<int>(first.Length);
        var secondBoth = new List<int>(first.Length);
        for (int customer = 0; customer < first.Length; customer++)
        {
            if (first[customer] >= 0 && second[customer] >= 0)
            {
                firstBoth.Add(first[customer]);
                secondBoth.Add(second[customer]);
            }
        }

        return ([.. firstBoth], [.. secondBoth]);
    }
}

namespace Segmentation.Models.Gates;

/// <summary>
/// Rank sums of groups among all members, and of every pair of groups among the two: one sort serves them all.
/// </summary>
public sealed class RankedGroups
{
    private readonly int _groupCount;
    private readonly long[] _counts;
    private readonly double[] _rankSums;
    private readonly double[,] _pairRankSums;
    private readonly double[,] _pairTies;
    private double _ties;

    private RankedGroups(int groupCount)
    {
        _groupCount = groupCount;
        _counts = new long[groupCount];
        _rankSums = new double[groupCount];
        _pairRankSums = new double[groupCount, groupCount];
        _pairTies = new double[groupCount, groupCount];
    }

    /// <summary>Members per group.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Ranks values: O(n log n) to sort, O(n · groups) to sum.</summary>
    /// <param name="values">One value per member, none NaN.</param>
    /// <param name="groups">Group of each member, from 0 to <paramref name="groupCount"/> − 1.</param>
    /// <param name="groupCount">Groups, empty ones included; at least 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is NaN, or a group is out of range.</exception>
    public static RankedGroups Of(ReadOnlySpan<double> values, ReadOnlySpan<int> groups, int groupCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupCount, 1);
        Clustering.KMeansChecks.LengthPerRow(groups.Length, values.Length, nameof(groups));
        for (int member = 0; member < values.Length; member++)
        {
            if (double.IsNaN(values[member]) || (uint)groups[member] >= (uint)groupCount)
            {
                throw new ArgumentException(
                    $"Member {member} has value {values[member]} and group {groups[member]} of {groupCount}; a rank " +
                    "needs a number and a group.");
            }
        }

        return OfSorted(values.ToArray(), groups.ToArray(), groupCount);
    }

    /// <summary>How all groups differ.</summary>
    public GroupDifference All() => GroupDifference.KruskalWallis(_rankSums, _counts, _ties);

    /// <summary>How two groups differ, ranked among themselves. The same in either order.</summary>
    public GroupDifference Pair(int first, int second) => GroupDifference.KruskalWallis(
        [_pairRankSums[first, second], _pairRankSums[second, first]],
        [_counts[first], _counts[second]],
        _pairTies[Math.Min(first, second), Math.Max(first, second)]);

    /// <summary>
    /// Cliff's delta: the chance that a member of the first group is above one of the second, less the chance that it
    /// is below; from −1 to 1, whatever the sizes of the groups. 0 when one is empty.
    /// </summary>
    public double Delta(int first, int second)
    {
        double pairs = (double)_counts[first] * _counts[second];
        double above = _pairRankSums[first, second] - _counts[first] * (_counts[first] + 1.0) / 2;
        return pairs > 0 ? 2 * above / pairs - 1 : 0;
    }

    private static RankedGroups OfSorted(double[] values, int[] groups, int groupCount)
    {
        Array.Sort(values, groups);
        var ranked = new RankedGroups(groupCount);
        int[] inRun = new int[groupCount];
        for (int first = 0, end; first < values.Length; first = end)
        {
            for (end = first; end < values.Length && values[end] == values[first]; end++)
            {
                inRun[groups[end]]++;
            }

            ranked.AddRun(inRun, first, end - first);
            Array.Clear(inRun);
        }

        return ranked;
    }

    /// <summary>Adds a run of equal values, of which <paramref name="before"/> are smaller.</summary>
    private void AddRun(int[] inRun, int before, int length)
    {
        _ties += Cubed(length);
        for (int group = 0; group < _groupCount; group++)
        {
            if (inRun[group] == 0)
            {
                continue;
            }

            _rankSums[group] += inRun[group] * (before + (length + 1) / 2.0);
            for (int other = 0; other < _groupCount; other++)
            {
                if (other == group)
                {
                    continue;
                }

                int together = inRun[group] + inRun[other];
                _pairRankSums[group, other] += inRun[group] * (_counts[group] + _counts[other] + (together + 1) / 2.0);
                if (inRun[other] == 0 || group < other)
                {
                    _pairTies[Math.Min(group, other), Math.Max(group, other)] += Cubed(together);
                }
            }
        }

        for (int group = 0; group < _groupCount; group++)
        {
            _counts[group] += inRun[group];
        }
    }

    private static double Cubed(double length) => length * length * length - length;
}

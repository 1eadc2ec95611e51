namespace Segmentation.Models.Linkage;

/// <summary>
/// Groups members that are joined, directly or through others. A group's label is its smallest member.
/// </summary>
/// <remarks>
/// Disjoint sets with path halving (Tarjan and van Leeuwen 1984). The larger root always hangs below the smaller one,
/// so
/// labels depend on which edges there are and not on their order. No recursion; one int per member.
/// </remarks>
public sealed class ConnectedComponents
{
    private readonly int[] _parents;

    /// <summary>Starts with every member alone.</summary>
    /// <param name="memberCount">Members are 0 to one less than this.</param>
    public ConnectedComponents(int memberCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(memberCount);
        _parents = new int[memberCount];
        for (int member = 0; member < memberCount; member++)
        {
            _parents[member] = member;
        }
    }

    /// <summary>Number of members.</summary>
    public int MemberCount => _parents.Length;

    /// <summary>Joins the ends of all edges and returns the label of every member.</summary>
    /// <param name="memberCount">Members are 0 to one less than this.</param>
    /// <param name="edges">Pairs of members, in any order, repeats allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge names a member that does not exist.</exception>
    public static int[] Label(int memberCount, ReadOnlySpan<(int A, int B)> edges)
    {
        var components = new ConnectedComponents(memberCount);
        foreach ((int a, int b) in edges)
        {
            components.Join(a, b);
        }

        return components.Labels();
    }

    /// <summary>Joins two members; returns whether they were apart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A member does not exist.</exception>
    public bool Join(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)a, (uint)_parents.Length, nameof(a));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)b, (uint)_parents.Length, nameof(b));
        int rootA = Root(a);
        int rootB = Root(b);
        if (rootA == rootB)
        {
            return false;
        }

        _parents[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
        return true;
    }

    /// <summary>The smallest member joined to this one.</summary>
    public int LabelOf(int member)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)member, (uint)_parents.Length, nameof(member));
        return Root(member);
    }

    /// <summary>The label of every member.</summary>
    public int[] Labels()
    {
        // A parent is never larger than its member, so in ascending order every parent already has its label.
        int[] labels = new int[_parents.Length];
        for (int member = 0; member < labels.Length; member++)
        {
            labels[member] = _parents[member] == member ? member : labels[_parents[member]];
        }

        return labels;
    }

    private int Root(int member)
    {
        int[] parents = _parents;
        int parent = parents[member];
        while (parent != member)
        {
            int grandparent = parents[parent];
            parents[member] = grandparent;
            member = grandparent;
            parent = parents[member];
        }

        return member;
    }
}

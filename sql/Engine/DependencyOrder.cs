namespace Segmentation.Sql.Engine;

/// <summary>Puts things in the order in which they can be made: each after all that makes what it reads.</summary>
public static class DependencyOrder
{
    /// <summary>Sorts; among things that could come next, the one with the lowest name does, so the order is the same everywhere.</summary>
    /// <param name="items">What is sorted; names are unique.</param>
    /// <param name="name">The name of an item.</param>
    /// <param name="needs">The names of the items that an item comes after; each is among the items.</param>
    /// <param name="circle">The error for items that wait for each other: their names round the circle, the first again last,
    /// and the item it was found at.</param>
    public static IReadOnlyList<T> Sort<T>(
        IEnumerable<T> items, Func<T, string> name, Func<T, IEnumerable<string>> needs, Func<IReadOnlyList<string>, T, Exception> circle)
    {
        Dictionary<string, T> byName = items.ToDictionary(name, StringComparer.Ordinal);
        var waiting = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach ((string key, T item) in byName)
        {
            waiting.Add(key, [.. needs(item)]);
        }

        var ordered = new List<T>(byName.Count);
        while (waiting.Count > 0)
        {
            if (waiting.FirstOrDefault(item => item.Value.Count == 0).Key is not { } next)
            {
                IReadOnlyList<string> round = Round(waiting);
                throw circle(round, byName[round[0]]);
            }

            waiting.Remove(next);
            ordered.Add(byName[next]);
            foreach (HashSet<string> needed in waiting.Values)
            {
                needed.Remove(next);
            }
        }

        return ordered;
    }

    /// <summary>Everything that is stuck needs something stuck: walking on must come round.</summary>
    private static IReadOnlyList<string> Round(SortedDictionary<string, HashSet<string>> stuck)
    {
        var walk = new List<string>();
        string at = stuck.First().Key;
        while (!walk.Contains(at))
        {
            walk.Add(at);
            at = stuck[at].Order(StringComparer.Ordinal).First();
        }

        return [.. walk.SkipWhile(name => name != at), at];
    }
}

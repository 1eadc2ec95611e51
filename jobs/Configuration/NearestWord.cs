namespace Segmentation.Jobs.Configuration;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearestWord
{
    private const int LongestWord = 64;

    /// <summary>The candidate with the fewest typing errors, or null when none is close.</summary>
    /// <remarks>
    /// Close is one error per three letters, and at least one. Case, underscores and hyphens are not errors.
    /// A tie goes to the earlier candidate.
    /// </remarks>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);

        string folded = Fold(word);
        if (folded.Length is 0 or > LongestWord)
        {
            return null;
        }

        int limit = Math.Max(1, folded.Length / 3);
        return candidates
            .Select(candidate => (Word: candidate, Distance: Distance(folded, Fold(candidate))))
            .Where(candidate => candidate.Distance <= limit && candidate.Distance < folded.Length)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
    }

    /// <summary>The end of a message: <c>Did you mean 'delimiter'? Allowed: files, format.</c></summary>
    public static string Hint(string word, IReadOnlyCollection<string> allowed)
    {
        string meant = Find(word, allowed) is { } nearest ? $"Did you mean '{nearest}'? " : "";
        return $"{meant}Allowed: {string.Join(", ", allowed)}.";
    }

    private static string Fold(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions,
    /// substitutions and swaps of neighbours, no part edited twice.</summary>
    private static int Distance(string first, string second)
    {
        if (second.Length > LongestWord)
        {
            return int.MaxValue;
        }

        var cost = new int[first.Length + 1, second.Length + 1];
        for (int i = 0; i <= first.Length; i++)
        {
            for (int j = 0; j <= second.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Cheapest(cost, first, second, i, j);
            }
        }

        return cost[first.Length, second.Length];
    }

    private static int Cheapest(int[,] cost, string first, string second, int i, int j)
    {
        int substituted = cost[i - 1, j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
        int cheapest = Math.Min(substituted, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
        bool isSwap = i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1];
        return isSwap ? Math.Min(cheapest, cost[i - 2, j - 2] + 1) : cheapest;
    }
}

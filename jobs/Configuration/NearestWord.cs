namespace Segmentation.Jobs.Configuration;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearestWord
{
    private const int LongestWord = 64;
    private const int ShortestPart = 3;

    /// <summary>As far apart as two typing errors: a name with something added or left out.</summary>
    private const int DistanceOfPart = 2;

    /// <summary>The candidate with the fewest typing errors, or null when none is close.</summary>
    /// <remarks>
    /// Close is one error per three letters, and at least one; or that one word holds the other whole, as a renamed column
    /// often does (amount, amount_eur). Only letters and digits count. A tie goes to the earlier candidate.
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

        return candidates
            .Select(candidate => (Word: candidate, Distance: DistanceIfClose(folded, Fold(candidate))))
            .Where(candidate => candidate.Distance < folded.Length)
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

    private static string Fold(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static int DistanceIfClose(string word, string candidate)
    {
        bool isPart = Math.Min(word.Length, candidate.Length) >= ShortestPart
            && (candidate.Contains(word, StringComparison.Ordinal) || word.Contains(candidate, StringComparison.Ordinal));
        int distance = Distance(word, candidate);
        bool isClose = distance <= Math.Max(1, word.Length / 3);
        return isPart ? Math.Min(distance, DistanceOfPart) : isClose ? distance : int.MaxValue;
    }

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

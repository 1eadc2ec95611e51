namespace Segmentation.Jobs.Ingest;

/// <summary>Finds the name someone probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest letters to change, or null when none is near. A tie goes to the earlier one.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string wanted = Letters(name);
        (string? nearest, int distance) = (null, Math.Max(wanted.Length / 2, 1) + 1);
        foreach (string candidate in candidates)
        {
            string letters = Letters(candidate);
            bool isContained = wanted.Length > 2 && letters.Length > 2
                && (letters.Contains(wanted, StringComparison.Ordinal) || wanted.Contains(letters, StringComparison.Ordinal));
            int changes = Math.Min(Changes(wanted, letters), isContained ? 2 : int.MaxValue);
            if (changes < distance)
            {
                (nearest, distance) = (candidate, changes);
            }
        }

        return nearest;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Levenshtein's distance.</summary>
    private static int Changes(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}

using System.Globalization;

namespace Segmentation.Models.Matching;

/// <summary>Gives clusters their codes: the old one where it is kept, else one never used before.</summary>
internal static class SegmentCodes
{
    public static void Check(IReadOnlyList<string> existingCodes, SegmentMatchingOptions options)
    {
        string? bad = existingCodes.FirstOrDefault(string.IsNullOrWhiteSpace)
            ?? existingCodes.GroupBy(code => code, StringComparer.OrdinalIgnoreCase)
                .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (bad is not null || existingCodes.Any(code => code is null))
        {
            throw new ArgumentException(
                $"Code \"{bad}\" is blank or stands twice among the existing codes; each code is there once.",
                nameof(existingCodes));
        }

        bool areShares = options is { KeepJaccard: >= 0 and < 1, SplitShare: > 0 and <= 1, MergeShare: > 0 and <= 1 };
        if (!areShares || options.CodeDigits is < 1 or > 9 || string.IsNullOrWhiteSpace(options.CodePrefix))
        {
            throw new ArgumentException(
                $"KeepJaccard {options.KeepJaccard} is from 0 to below 1, SplitShare {options.SplitShare} and " +
                $"MergeShare {options.MergeShare} are above 0 and at most 1, CodeDigits {options.CodeDigits} is from " +
                $"1 to 9, and CodePrefix \"{options.CodePrefix}\" is not blank.",
                nameof(options));
        }
    }

    /// <summary>One code per cluster. Case does not make a code another one.</summary>
    public static string[] Name(
        int[] kept,
        IReadOnlyList<string> existingCodes,
        IReadOnlyCollection<string> retiredCodes,
        SegmentMatchingOptions options)
    {
        long next = existingCodes.Concat(retiredCodes).Select(code => NumberOf(code, options.CodePrefix))
            .DefaultIfEmpty(0).Max() + 1;
        string[] codes = new string[kept.Length];
        for (int cluster = 0; cluster < kept.Length; cluster++)
        {
            codes[cluster] = kept[cluster] >= 0
                ? existingCodes[kept[cluster]]
                : options.CodePrefix + next++.ToString($"D{options.CodeDigits}", CultureInfo.InvariantCulture);
        }

        return codes;
    }

    /// <summary>The number after the prefix; 0 for a code of another kind, which no minted code can equal.</summary>
    private static long NumberOf(string code, string prefix) =>
        code.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && long.TryParse(code.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;
}

using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>Gives every segment the short code that the ERP knows it by.</summary>
/// <remarks>A code that was published once is in the ledger and stays that segment's for ever. Of the others, those that the
/// configuration gives go first; the rest are derived from the segment's own code, so that the same segments get the same codes
/// on every machine.</remarks>
public static class ErpCodeBook
{
    private const int MostAttempts = 10_000;

    /// <summary>The codes of all categories: those of the ledger, and new ones for segments that have none.</summary>
    /// <param name="config">The categories.</param>
    /// <param name="segments">Segments by scheme.</param>
    /// <param name="known">Codes of the ledger.</param>
    /// <param name="run">The run that would publish the new ones.</param>
    /// <exception cref="RunRefusedException">The configuration gives a code that the ledger forbids, or no code is left.</exception>
    public static IReadOnlyList<ErpCode> Assign(
        ErpConfig config, ILookup<string, string> segments, IReadOnlyList<ErpCode> known, (string RunId, DateTimeOffset At) run)
    {
        var codes = new List<ErpCode>();
        foreach ((string scheme, ErpCategoryConfig category) in config.Categories.OrderBy(category => category.Key, StringComparer.Ordinal))
        {
            Dictionary<string, ErpCode> kept = known.Where(code => code.Category == category.Category).ToDictionary(code => code.SegmentCode);
            RefuseChanges(scheme, category, kept);
            HashSet<string> taken = [.. kept.Values.Select(code => code.Code), .. category.Codes.Values];
            codes.AddRange(kept.Values);
            foreach (string segment in segments[scheme].Where(segment => !kept.ContainsKey(segment)).Distinct().Order(StringComparer.Ordinal))
            {
                bool isGiven = category.Codes.TryGetValue(segment, out string? given);
                string code = given ?? Derive(segment, category, taken);
                taken.Add(code);
                codes.Add(new ErpCode(category.Category, segment, code, isGiven, run.At, run.RunId));
            }
        }

        return codes;
    }

    /// <summary>Keeps the codes of a run in the ledger: its publication may be seen from now on.</summary>
    public static void Keep(JobContext context)
    {
        if (context.Run.Config.Erp.Categories.Count == 0)
        {
            return;
        }

        HashSet<(string, string)> kept = [.. context.Ledger.ErpCodes().Select(code => (code.Category, code.SegmentCode))];
        IReadOnlyList<ErpCode> codes = context.Engine.Query(
            "select category, segment_code, code, is_given from config.erp_codes", "codes of the ERP",
            row => new ErpCode(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), context.Run.StartedAt, context.Run.RunId));
        context.Ledger.KeepErpCodes([.. codes.Where(code => !kept.Contains((code.Category, code.SegmentCode)))]);
    }

    private static void RefuseChanges(string scheme, ErpCategoryConfig category, Dictionary<string, ErpCode> kept)
    {
        foreach ((string segment, string given) in category.Codes)
        {
            if (kept.TryGetValue(segment, out ErpCode? code) && code.Code != given)
            {
                throw new RunRefusedException(
                    $"Segment {segment} of {category.Category} has code {code.Code} since {code.AssignedAt:yyyy-MM-dd}, and erp.categories.{scheme}.codes gives it {given}. A code never changes: the ERP knows the segment by it. The published tables are unchanged. Write {code.Code}, or leave the line out.");
            }

            if (kept.Values.FirstOrDefault(other => other.Code == given && other.SegmentCode != segment) is { } owner)
            {
                throw new RunRefusedException(
                    $"erp.categories.{scheme}.codes gives segment {segment} the code {given}, which is that of segment {owner.SegmentCode} since {owner.AssignedAt:yyyy-MM-dd}. A code is never reused. The published tables are unchanged. Give {segment} another code.");
            }
        }

        int longest = ErpLimits.CodeLength(category);
        if (kept.Values.FirstOrDefault(code => code.Code.Length > longest) is { } tooLong)
        {
            throw new RunRefusedException(
                $"Code {tooLong.Code} of {category.Category} is longer than erp.categories.{scheme}.code_length, which is {longest}. A code never changes. The published tables are unchanged. Raise code_length, or begin a new category.");
        }
    }

    private static string Derive(string segment, ErpCategoryConfig category, HashSet<string> taken)
    {
        int length = ErpLimits.CodeLength(category);
        string characters = category.Alphabet.Characters();
        return Candidates(segment, length, characters).FirstOrDefault(candidate => !taken.Contains(candidate))
            ?? throw new RunRefusedException(
                $"No code of {length} characters is left for segment {segment} of {category.Category}: {taken.Count} are taken. The published tables are unchanged. Raise code_length, or widen the alphabet.");
    }

    /// <summary>Readable ones first: the segment's own letters; then letters and digits from a hash of its name.</summary>
    private static IEnumerable<string> Candidates(string segment, int length, string characters)
    {
        string letters = string.Concat(segment.Where(letter => characters.Contains(letter)));
        if (letters.Length > 0)
        {
            yield return letters[..Math.Min(length, letters.Length)];
        }

        for (int i = length; i < letters.Length; i++)
        {
            yield return letters[..(length - 1)] + letters[i];
        }

        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{segment}/{attempt}"));
            yield return string.Concat(hash.Take(length).Select(value => characters[value % characters.Length]));
        }
    }
}

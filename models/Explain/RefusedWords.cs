namespace Segmentation.Models.Explain;

/// <summary>Words that no segment is named with, and that tell which features may not name one.</summary>
/// <remarks>
/// Whole words are compared, without regard to case, accents, underscores or the capitals in camelCase: "average" does
/// not hold "age", and customer_AGE_years does. A list catches words and not intentions; people still read the names.
/// </remarks>
public sealed class RefusedWords
{
    private readonly string[] _refused;
    private readonly string[] _allowed;
    private readonly string[][] _refusedPatterns;
    private readonly string[][] _allowedPatterns;

    private RefusedWords(string[] refused, string[] allowed)
    {
        _refused = refused;
        _allowed = allowed;
        _refusedPatterns = [.. refused.Select(Pattern)];
        _allowedPatterns = [.. allowed.Select(Pattern)];
    }

    /// <summary>The list that comes with the product, in English.</summary>
    public static RefusedWords Default { get; } =
        new(RefusedWordsDefaults.Refused, RefusedWordsDefaults.Allowed);

    /// <summary>This list with more words and more harmless phrases.</summary>
    /// <param name="refused">Words or phrases; one that ends in * stands for all that begin so.</param>
    /// <param name="allowed">Phrases inside which a refused word is harmless, such as black friday.</param>
    /// <exception cref="ArgumentException">A word has no letter.</exception>
    public RefusedWords With(IEnumerable<string> refused, IEnumerable<string>? allowed = null)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return new RefusedWords([.. _refused, .. refused], [.. _allowed, .. allowed ?? []]);
    }

    /// <summary>The entries of the list that a text holds, in order of the list; empty when it may be used.</summary>
    public IReadOnlyList<string> FindIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // SeX is one word and customerAge is two: both readings are searched.
        string[] plain = FoldedText.Words(text, splitsCamelCase: false);
        string[] split = FoldedText.Words(text, splitsCamelCase: true);
        bool[] isHarmlessInPlain = Harmless(plain);
        bool[] isHarmlessInSplit = Harmless(split);
        return
        [
            .. _refused.Where((_, i) =>
                Holds(plain, isHarmlessInPlain, _refusedPatterns[i])
                || Holds(split, isHarmlessInSplit, _refusedPatterns[i])),
        ];
    }

    private bool[] Harmless(string[] words)
    {
        bool[] isHarmless = new bool[words.Length];
        foreach (string[] phrase in _allowedPatterns)
        {
            for (int start = 0; start + phrase.Length <= words.Length; start++)
            {
                if (Matches(words, start, phrase))
                {
                    isHarmless.AsSpan(start, phrase.Length).Fill(true);
                }
            }
        }

        return isHarmless;
    }

    private static bool Holds(string[] words, bool[] isHarmless, string[] phrase)
    {
        for (int start = 0; start + phrase.Length <= words.Length; start++)
        {
            if (Matches(words, start, phrase) && isHarmless.AsSpan(start, phrase.Length).Contains(false))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string[] words, int start, string[] phrase)
    {
        for (int i = 0; i < phrase.Length; i++)
        {
            bool isSame = phrase[i][^1] == '*'
                ? words[start + i].StartsWith(phrase[i][..^1], StringComparison.Ordinal)
                : words[start + i] == phrase[i];
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    private static string[] Pattern(string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        string[] words = FoldedText.Words(entry, splitsCamelCase: false);
        if (words.Length == 0)
        {
            throw new ArgumentException($"A refused word needs a letter; \"{entry}\" has none.");
        }

        words[^1] += entry.TrimEnd().EndsWith('*') ? "*" : "";
        return words;
    }
}

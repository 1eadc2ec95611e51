using System.Globalization;
using System.Text;

namespace Segmentation.Models.Explain;

/// <summary>Text without case and accents, in words.</summary>
internal static class FoldedText
{
    /// <summary>
    /// Bases of U+00C0 to U+017F in order, a space where the letter is not Latin. The table stands here because the
    /// program runs without culture data, where strings are not decomposed.
    /// </summary>
    private const string Bases =
        "AAAAAAACEEEEIIIIDNOOOOO OUUUUYTsaaaaaaaceeeeiiiidnooooo ouuuuyty" +
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL" +
        "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

    /// <summary>Lower-case words of letters; anything else parts them, but for marks and what is invisible.</summary>
    public static string[] Words(string text, bool splitsCamelCase)
    {
        var folded = new StringBuilder(text.Length + 8);
        bool wasLower = false;
        foreach (char character in text)
        {
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(character);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format || character is '\'' or '’')
            {
                continue;
            }

            char letter = Base(character);
            bool isUpper = char.IsUpper(letter);
            if (splitsCamelCase && wasLower && isUpper)
            {
                folded.Append(' ');
            }

            wasLower = char.IsLower(letter);
            folded.Append(char.IsLetter(letter) ? char.ToLowerInvariant(letter) : ' ');
        }

        return folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static char Base(char character) =>
        character switch
        {
            >= '\u00C0' and <= '\u017F' => Bases[character - '\u00C0'],

            // Full-width letters stand at a fixed distance from ASCII.
            >= '\uFF21' and <= '\uFF3A' or >= '\uFF41' and <= '\uFF5A' => (char)(character - 0xFEE0),
            _ => character,
        };
}

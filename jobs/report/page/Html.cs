using System.Net;
using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>The one place where text becomes HTML: whatever comes from a table or the configuration is escaped here.</summary>
public static class Html
{
    /// <summary>Text as it may stand between tags and in quoted attributes.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>An id that may stand in an address: letters, digits and hyphens.</summary>
    public static string Anchor(string text)
    {
        var anchor = new StringBuilder(text.Length);
        foreach (char letter in text.ToLowerInvariant())
        {
            anchor.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        }

        return anchor.ToString().Trim('-');
    }

    public static string Paragraph(string text, string cssClass = "") =>
        cssClass.Length == 0 ? $"<p>{Text(text)}</p>\n" : $"<p class=\"{cssClass}\">{Text(text)}</p>\n";

    /// <summary>A verdict as a coloured word; the word alone says it, the colour only helps.</summary>
    public static string Badge(string verdict) => verdict.Length == 0 ? "" : $"<span class=\"badge {Tone(verdict)}\">{Text(verdict)}</span>";

    /// <summary>The part in a fold, for what only some readers look up.</summary>
    public static string Fold(string summary, string html) => $"<details><summary>{Text(summary)}</summary>\n{html}</details>\n";

    private static string Tone(string verdict) => verdict switch
    {
        "pass" or "kept" or "vote" or "chosen" => "pass",
        "warn" or "split" or "merged" or "minted" or "overruled" => "warn",
        "fail" or "refused" or "veto" or "retired" => "fail",
        _ => "plain",
    };
}

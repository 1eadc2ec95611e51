using System.Globalization;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>How a cell of the pack looks; the order is that of the workbook's formats.</summary>
public enum PackStyle
{
    Text,
    QuotedText,
    LongText,
    Title,
    Note,
    Caption,
    Header,
    HeaderNumber,
    HeaderCheck,
    Money,
    FineMoney,
    Count,
    Date,
    Moment,
    Check,
    Total,
    TotalMoney,
    TotalFineMoney,
    TotalCount,
    SignLine,
}

/// <summary>One cell: what it shows, and the formula that makes it where it has one.</summary>
/// <param name="Style">How it looks.</param>
/// <param name="Text">Its text; with a formula, the text the formula comes to.</param>
/// <param name="Number">Its number, or a date as days since 1899-12-30; with a formula, what the formula comes to.</param>
/// <param name="Formula">Without the equals sign.</param>
public readonly record struct PackCell(PackStyle Style, string? Text = null, decimal? Number = null, string? Formula = null)
{
    /// <summary>What a check says when both sides are equal.</summary>
    public const string Equal = "OK";

    /// <summary>What a check says when they are not.</summary>
    public const string Different = "DIFFERENCE";

    /// <summary>More than a cell may hold is cut, and says so.</summary>
    private const int MostLetters = 32_000;

    public static PackCell Empty => new(PackStyle.Text);

    public static PackCell EmptyTotal => new(PackStyle.Total);

    public bool IsNumber => Style is PackStyle.Money or PackStyle.FineMoney or PackStyle.Count or PackStyle.TotalMoney or PackStyle.TotalFineMoney or PackStyle.TotalCount;

    public bool IsTotal => Style is PackStyle.Total or PackStyle.TotalMoney or PackStyle.TotalFineMoney or PackStyle.TotalCount;

    public static PackCell Of(string? text, PackStyle style = PackStyle.Text)
    {
        string clean = Cleaned(text ?? "");
        // A spreadsheet must not take it for a formula, not even after somebody edits the cell.
        bool looksLikeFormula = clean.Length > 0 && "=+-@".Contains(clean[0]);
        return new PackCell(looksLikeFormula && style is (PackStyle.Text or PackStyle.LongText) ? PackStyle.QuotedText : style, clean);
    }

    /// <summary>An amount; four places are shown only where the cents are not all of it.</summary>
    /// <remarks>Spreadsheets add in binary: each sum is rounded to the four places that amounts have.</remarks>
    public static PackCell Money(decimal? amount, string? formula = null, bool isTotal = false) => amount is not { } known
        ? Empty
        : new PackCell(
            (Math.Round(known, 2) == known, isTotal) switch
            {
                (true, false) => PackStyle.Money,
                (false, false) => PackStyle.FineMoney,
                (true, true) => PackStyle.TotalMoney,
                (false, true) => PackStyle.TotalFineMoney,
            },
            null, known, formula is null ? null : $"ROUND({formula},4)");

    public static PackCell Count(long count, string? formula = null, bool isTotal = false) =>
        new(isTotal ? PackStyle.TotalCount : PackStyle.Count, null, count, formula);

    public static PackCell Day(DateOnly? day) => day is { } known ? new(PackStyle.Date, null, (decimal)known.ToDateTime(TimeOnly.MinValue).ToOADate()) : Empty;

    public static PackCell Moment(DateTimeOffset at) =>
        new(PackStyle.Moment, null, Math.Round((decimal)at.UtcDateTime.ToOADate(), 6));

    /// <summary>Says whether a difference is zero, to the last of the four places that are kept.</summary>
    /// <param name="differenceFormula">What must be zero.</param>
    /// <param name="difference">What it is.</param>
    public static PackCell Check(string differenceFormula, decimal difference) =>
        new(PackStyle.Check, difference == 0 ? Equal : Different, null, $"IF(ROUND({differenceFormula},4)=0,\"{Equal}\",\"{Different}\")");

    /// <summary>The cell as people read it.</summary>
    public string Shown => Style switch
    {
        _ when Number is null => Text ?? "",
        PackStyle.Date => DateTime.FromOADate((double)Number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        PackStyle.Moment => DateTime.FromOADate((double)Number).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        PackStyle.Count or PackStyle.TotalCount => Number.Value.ToString("#,##0;-#,##0;–", CultureInfo.InvariantCulture),
        PackStyle.FineMoney or PackStyle.TotalFineMoney => Number.Value.ToString("#,##0.0000", CultureInfo.InvariantCulture),
        _ => Number.Value.ToString("#,##0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>Letters that XML cannot hold become the replacement character.</summary>
    private static string Cleaned(string text)
    {
        char[] letters = (text.Length > MostLetters ? text[..MostLetters] + " … (cut)" : text).ToCharArray();
        for (int at = 0; at < letters.Length; at++)
        {
            if (char.IsHighSurrogate(letters[at]) && at + 1 < letters.Length && char.IsLowSurrogate(letters[at + 1]))
            {
                at++;
            }
            else if (letters[at] is (< ' ' and not '\t' and not '\n' and not '\r') or (>= '\ud800' and <= '\udfff') or '\ufffe' or '\uffff')
            {
                letters[at] = '\ufffd';
            }
        }

        return new string(letters);
    }
}

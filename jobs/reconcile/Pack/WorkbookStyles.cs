using DocumentFormat.OpenXml.Spreadsheet;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The formats of the workbook: one for each <see cref="PackStyle"/>, in its order.</summary>
internal static class WorkbookStyles
{
    private const string Blue = "FF1F3A5F";
    private const string Pale = "FFEEF2F8";
    private const uint FirstOwnFormat = 164;

    private static readonly string[] NumberFormats =
    [
        "#,##0.00;[Red]\\-#,##0.00", "#,##0.0000;[Red]\\-#,##0.0000", "#,##0;[Red]\\-#,##0;\"–\"", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss",
    ];

    /// <summary>Checks that say DIFFERENCE are red, those that say OK green, also after somebody recalculates.</summary>
    public const uint DifferenceFormat = 0;

    /// <inheritdoc cref="DifferenceFormat"/>
    public const uint EqualFormat = 1;

    public static Stylesheet Create() => new(
        new NumberingFormats(NumberFormats.Select((code, index) => new NumberingFormat { NumberFormatId = FirstOwnFormat + (uint)index, FormatCode = code })),
        new Fonts(
            Font(10), Font(10, isBold: true), Font(16, isBold: true, color: Blue), Font(12, isBold: true, color: Blue), Font(10, isBold: true, color: "FFFFFFFF"),
            Font(10, color: "FF4F5B73")),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            Solid(Blue), Solid(Pale)),
        new Borders(
            Border(null, null), Border(new BottomBorder { Style = BorderStyleValues.Hair, Color = new Color { Rgb = "FFB8C2D3" } }, null),
            Border(null, new TopBorder { Style = BorderStyleValues.Thin, Color = new Color { Rgb = Blue } }),
            Border(new BottomBorder { Style = BorderStyleValues.Thin, Color = new Color { Rgb = "FF172033" } }, null)),
        new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }),
        new CellFormats(Enum.GetValues<PackStyle>().Select(Format)),
        new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }),
        new DifferentialFormats(Tinted("FF9C1F27", "FFFBE3E4"), Tinted("FF12663A", "FFDFF3E6")));

    private static CellFormat Format(PackStyle style)
    {
        (uint font, uint fill, uint border) = style switch
        {
            PackStyle.Title => (2u, 0u, 0u),
            PackStyle.Note => (5u, 0u, 0u),
            PackStyle.Caption => (3u, 0u, 0u),
            PackStyle.Header or PackStyle.HeaderNumber or PackStyle.HeaderCheck => (4u, 2u, 0u),
            PackStyle.Check => (1u, 0u, 1u),
            PackStyle.Total or PackStyle.TotalMoney or PackStyle.TotalFineMoney or PackStyle.TotalCount => (1u, 3u, 2u),
            PackStyle.SignLine => (0u, 0u, 3u),
            _ => (0u, 0u, 1u),
        };
        uint number = style switch
        {
            PackStyle.Money or PackStyle.TotalMoney => FirstOwnFormat,
            PackStyle.FineMoney or PackStyle.TotalFineMoney => FirstOwnFormat + 1,
            PackStyle.Count or PackStyle.TotalCount => FirstOwnFormat + 2,
            PackStyle.Date => FirstOwnFormat + 3,
            PackStyle.Moment => FirstOwnFormat + 4,
            _ => 0u,
        };
        return new CellFormat(Placed(style))
        {
            NumberFormatId = number,
            FontId = font,
            FillId = fill,
            BorderId = border,
            FormatId = 0,
            ApplyNumberFormat = true,
            ApplyFont = true,
            ApplyFill = true,
            ApplyBorder = true,
            ApplyAlignment = true,
            QuotePrefix = style == PackStyle.QuotedText ? true : null,
        };
    }

    private static Alignment Placed(PackStyle style) => new()
    {
        Vertical = style is PackStyle.Header or PackStyle.HeaderNumber or PackStyle.HeaderCheck or PackStyle.SignLine ? VerticalAlignmentValues.Bottom : VerticalAlignmentValues.Top,
        Horizontal = style switch
        {
            PackStyle.HeaderNumber => HorizontalAlignmentValues.Right,
            PackStyle.Check or PackStyle.HeaderCheck => HorizontalAlignmentValues.Center,
            _ when IsSetIn(style) => HorizontalAlignmentValues.Left,
            _ => null,
        },
        // Beside a number, which stands at the right, a text would touch it.
        Indent = IsSetIn(style) ? 1u : null,
        WrapText = style is PackStyle.LongText or PackStyle.Header or PackStyle.HeaderNumber or PackStyle.HeaderCheck ? true : null,
    };

    private static bool IsSetIn(PackStyle style) => style is PackStyle.Text or PackStyle.QuotedText or PackStyle.LongText or PackStyle.Header
        or PackStyle.Date or PackStyle.Moment or PackStyle.Total;

    private static Font Font(double size, bool isBold = false, string color = "FF172033")
    {
        var font = new Font();
        if (isBold)
        {
            font.Append(new Bold());
        }

        font.Append(new FontSize { Val = size }, new Color { Rgb = color }, new FontName { Val = "Calibri" }, new FontFamilyNumbering { Val = 2 });
        return font;
    }

    private static Fill Solid(string color) =>
        new(new PatternFill(new ForegroundColor { Rgb = color }, new BackgroundColor { Indexed = 64 }) { PatternType = PatternValues.Solid });

    private static Border Border(BottomBorder? bottom, TopBorder? top) =>
        new(new LeftBorder(), new RightBorder(), top ?? new TopBorder(), bottom ?? new BottomBorder(), new DiagonalBorder());

    private static DifferentialFormat Tinted(string color, string background) =>
        new(new Font(new Bold(), new Color { Rgb = color }), new Fill(new PatternFill(new BackgroundColor { Rgb = background })));
}

using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>A sheet of the pack as SpreadsheetML.</summary>
internal static class WorksheetXml
{
    private const uint A4 = 9;

    /// <summary>Texts and dates are set in, which takes this many letters of the column.</summary>
    private const double Margin = 2;

    public static Worksheet Of(PackSheet sheet, bool isFirst)
    {
        // What lies above the frozen line: title and heading where one table fills the sheet, the title alone where there are several.
        int frozen = sheet.HasOneTable ? sheet.Tables[0].HeaderRow : 1;
        var worksheet = new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new SheetViews(new SheetView(
                new Pane { VerticalSplit = frozen, TopLeftCell = $"A{frozen + 1}", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen },
                new Selection { Pane = PaneValues.BottomLeft, ActiveCell = $"A{frozen + 1}", SequenceOfReferences = new ListValue<StringValue>([$"A{frozen + 1}"]) })
            {
                ShowGridLines = false,
                TabSelected = isFirst ? true : null,
                WorkbookViewId = 0,
            }),
            new SheetFormatProperties { DefaultRowHeight = 15 },
            Widths(sheet),
            Rows(sheet));
        if (Checks(sheet) is { Length: > 0 } checks)
        {
            worksheet.Append(Tints(checks));
        }

        worksheet.Append(
            new PrintOptions { HorizontalCentered = false },
            new PageMargins { Left = 0.4, Right = 0.4, Top = 0.5, Bottom = 0.6, Header = 0.3, Footer = 0.3 },
            new PageSetup { PaperSize = A4, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 },
            new HeaderFooter(new OddFooter("&L&8&A&C&8&F&R&8Page &P of &N")));
        return worksheet;
    }

    private static Columns Widths(PackSheet sheet)
    {
        int count = sheet.Tables.Max(table => table.Columns.Count);
        return new Columns(Enumerable.Range(0, count).Select(index => new Column
        {
            Min = (uint)index + 1,
            Max = (uint)index + 1,
            Width = sheet.Tables.Where(table => table.Columns.Count > index).Max(table => table.Columns[index].Width + (table.Columns[index].IsNumber ? 0 : Margin)),
            CustomWidth = true,
        }));
    }

    private static SheetData Rows(PackSheet sheet)
    {
        var data = new SheetData(
            new Row(Cell(PackCell.Of(sheet.Title, PackStyle.Title), 0, 1)) { RowIndex = 1, Height = 24, CustomHeight = true },
            new Row(Cell(PackCell.Of(sheet.Note, PackStyle.Note), 0, 2)) { RowIndex = 2 });
        foreach (PackTable table in sheet.Tables)
        {
            data.Append(
                new Row(Cell(PackCell.Of(table.Caption, PackStyle.Caption), 0, table.CaptionRow)) { RowIndex = (uint)table.CaptionRow },
                Tall(
                    new Row(table.Columns.Select((column, index) =>
                        Cell(PackCell.Of(column.Title, column.IsNumber ? PackStyle.HeaderNumber : column.Title == "Check" ? PackStyle.HeaderCheck : PackStyle.Header), index, table.HeaderRow)))
                    { RowIndex = (uint)table.HeaderRow },
                    table.Columns.Max(column => Lines(column.Title, column.Width))));
            if (table.Rows.Count == 0)
            {
                data.Append(new Row(Cell(PackCell.Of("None."), 0, table.FirstRow)) { RowIndex = (uint)table.FirstRow });
            }

            for (int index = 0; index < table.Rows.Count; index++)
            {
                int at = table.FirstRow + index;
                var row = new Row(table.Rows[index].Select((cell, column) => Cell(cell, column, at))) { RowIndex = (uint)at };
                if (table.Rows[index].Any(cell => cell.Style == PackStyle.SignLine))
                {
                    (row.Height, row.CustomHeight) = (28, true);
                }

                int lines = table.Rows[index].Select((cell, column) => cell.Style == PackStyle.LongText ? Lines(cell.Text ?? "", table.Columns[column].Width) : 1).Max();
                data.Append(Tall(row, lines));
            }
        }

        return data;
    }

    /// <summary>Lines that a wrapped text needs: a word goes onto the next line whole, and letters in bold are wider than the unit of widths.</summary>
    private static int Lines(string text, double width)
    {
        int lines = 1;
        double used = 0;
        foreach (string word in text.Split(' '))
        {
            double length = (word.Length + 1) * 1.2;
            if (used > 0 && used + length > width)
            {
                (lines, used) = (lines + 1, 0);
            }

            used += length;
        }

        return lines;
    }

    /// <summary>A row of several lines says its height: programs that print a workbook do not all measure it.</summary>
    private static Row Tall(Row row, int lines)
    {
        if (lines > 1)
        {
            (row.Height, row.CustomHeight) = ((13 * lines) + 2, true);
        }

        return row;
    }

    private static Cell Cell(PackCell from, int column, int row)
    {
        var cell = new Cell { CellReference = $"{PackTable.LetterOf(column)}{row}", StyleIndex = (uint)from.Style };
        if (from.Formula is { } formula)
        {
            cell.Append(new CellFormula(formula));
        }

        if (from.Number is { } number)
        {
            // 12.3400 and 12.34 are the same number and must be the same bytes.
            cell.Append(new CellValue(number.ToString("0.############", CultureInfo.InvariantCulture)));
        }
        else if (from.Text is { Length: > 0 } text && from.Formula is not null)
        {
            cell.DataType = CellValues.String;
            cell.Append(new CellValue(text));
        }
        else if (from.Text is { Length: > 0 } own)
        {
            cell.DataType = CellValues.InlineString;
            cell.Append(new InlineString(new Text(own) { Space = SpaceProcessingModeValues.Preserve }));
        }

        return cell;
    }

    private static string[] Checks(PackSheet sheet) =>
    [
        .. sheet.Tables.SelectMany(table => table.Rows.SelectMany((row, index) => row
            .Select((cell, column) => (cell, Place: $"{PackTable.LetterOf(column)}{table.FirstRow + index}"))
            .Where(placed => placed.cell.Style == PackStyle.Check).Select(placed => placed.Place))),
    ];

    private static ConditionalFormatting Tints(string[] checks)
    {
        string first = checks[0];
        return new ConditionalFormatting(
            new ConditionalFormattingRule(new Formula($"{first}=\"{PackCell.Different}\"")) { Type = ConditionalFormatValues.Expression, FormatId = WorkbookStyles.DifferenceFormat, Priority = 1 },
            new ConditionalFormattingRule(new Formula($"{first}=\"{PackCell.Equal}\"")) { Type = ConditionalFormatValues.Expression, FormatId = WorkbookStyles.EqualFormat, Priority = 2 })
        {
            SequenceOfReferences = new ListValue<StringValue>(checks.Select(place => new StringValue(place))),
        };
    }
}

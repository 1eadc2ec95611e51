using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>One cell as a workbook holds it.</summary>
internal sealed record SheetCell(string Sheet, string Place, string Text, string? Formula, bool IsError, bool IsNumber)
{
    public decimal Number => decimal.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>Reads workbooks of any program, cell by cell.</summary>
internal static class SheetCells
{
    public static IReadOnlyList<SheetCell> Read(string path)
    {
        using SpreadsheetDocument document = SpreadsheetDocument.Open(path, isEditable: false);
        WorkbookPart workbook = document.WorkbookPart!;
        string[] shared = [.. workbook.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(item => item.InnerText) ?? []];
        return
        [
            .. workbook.Workbook!.Sheets!.Elements<Sheet>().SelectMany(sheet => ((WorksheetPart)workbook.GetPartById(sheet.Id!)).Worksheet!
                .Descendants<Cell>().Select(cell => Of(sheet.Name!, cell, shared))),
        ];
    }

    /// <summary>The cell to the right of one with a text, in the same row.</summary>
    public static SheetCell Beside(this IReadOnlyList<SheetCell> cells, string sheet, string text, string column) =>
        cells.Single(cell => cell.Sheet == sheet && cell.Place == column + cells.First(one => one.Sheet == sheet && one.Place[0] == 'A' && one.Text == text).Place[1..]);

    private static SheetCell Of(string sheet, Cell cell, string[] shared)
    {
        string raw = cell.CellValue?.Text ?? "";
        string text = cell.DataType?.Value == CellValues.SharedString
            ? shared[int.Parse(raw, CultureInfo.InvariantCulture)]
            : cell.DataType?.Value == CellValues.InlineString ? cell.InlineString!.InnerText : raw;
        bool isError = cell.DataType?.Value == CellValues.Error || text.StartsWith("Err:", StringComparison.Ordinal)
            || text is "#REF!" or "#VALUE!" or "#NAME?" or "#N/A" or "#DIV/0!" or "#NUM!" or "#NULL!";
        return new SheetCell(sheet, cell.CellReference!.Value!, text, cell.CellFormula?.Text, isError, raw.Length > 0 && (cell.DataType is null || cell.DataType.Value == CellValues.Number));
    }
}

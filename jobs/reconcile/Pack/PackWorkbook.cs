using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The pack as an XLSX: the same sheets are the same bytes, on any machine and at any time.</summary>
public static class PackWorkbook
{
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

    /// <summary>The first moment that a zip entry can bear.</summary>
    private static readonly DateTimeOffset ZipTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Of(IReadOnlyList<PackSheet> sheets)
    {
        using var package = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(package, SpreadsheetDocumentType.Workbook))
        {
            // Every part is given its id: the library would draw one by lot.
            WorkbookPart workbook = document.AddNewPart<WorkbookPart>(WorkbookType, "rId1");
            for (int index = 0; index < sheets.Count; index++)
            {
                workbook.AddNewPart<WorksheetPart>($"rId{index + 1}").Worksheet = WorksheetXml.Of(sheets[index], index == 0);
            }

            workbook.AddNewPart<WorkbookStylesPart>($"rId{sheets.Count + 1}").Stylesheet = WorkbookStyles.Create();
            workbook.Workbook = new Workbook(
                new BookViews(new WorkbookView { ActiveTab = 0 }),
                new Sheets(sheets.Select((sheet, index) => new Sheet { Name = sheet.Name, SheetId = (uint)index + 1, Id = $"rId{index + 1}" })),
                new DefinedNames(sheets.Select((sheet, index) => new DefinedName($"'{sheet.Name}'!{Titles(sheet)}") { Name = "_xlnm.Print_Titles", LocalSheetId = (uint)index })),
                new CalculationProperties { FullCalculationOnLoad = true });
        }

        return Repacked(package);
    }

    /// <summary>The rows that are printed on every page.</summary>
    private static string Titles(PackSheet sheet) => sheet.HasOneTable ? $"$1:${sheet.Tables[0].HeaderRow}" : "$1:$1";

    /// <summary>Entries in a fixed order under a fixed time.</summary>
    private static byte[] Repacked(MemoryStream package)
    {
        package.Position = 0;
        using var from = new ZipArchive(package, ZipArchiveMode.Read);
        using var result = new MemoryStream();
        using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            // Readers expect the list of types first.
            foreach (ZipArchiveEntry entry in from.Entries.OrderBy(entry => entry.FullName == "[Content_Types].xml" ? 0 : 1).ThenBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                ZipArchiveEntry copy = to.CreateEntry(entry.FullName, CompressionLevel.Optimal);
                copy.LastWriteTime = ZipTime;
                using Stream source = entry.Open();
                using Stream target = copy.Open();
                source.CopyTo(target);
            }
        }

        return result.ToArray();
    }
}

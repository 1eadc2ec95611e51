using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Batch.Tests.Finance;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>
/// Goal: the workbook's formulas say what the published tables say, in a spreadsheet program and not only in our own reckoning.
/// Method: LibreOffice calculates every formula anew and saves; each result is compared with the value written beside its formula,
/// and the totals with queries over the published tables.
/// </summary>
public sealed class RecalculatedPackTests
{
    [SkippableFact]
    public void Every_formula_comes_to_the_value_written_beside_it()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());

        IReadOnlyList<SheetCell> cells = LibreOffice.Recalculated(folder.Workbook);

        Compare(folder.Workbook, cells).ShouldBeGreaterThan(100);
        cells.Beside("Summary", "General ledger", "D").Number.ShouldBe(2284.48m);
        // Names that a spreadsheet could take for a pattern, and for a day in February.
        cells.Beside("Segments", "BIG*", "E").Number.ShouldBe(1959.80m);
        cells.Beside("Segments", "2-7", "E").Number.ShouldBe(500.01m);
        cells.Beside("Bridge", "2026-01", "M").Number.ShouldBe(1142.24m);
        cells.Beside("Ageing", "Posted twice", "D").Number.ShouldBe(1);
        cells.Beside("Profit", "Segment: BIG*", "E").Number.ShouldBe(69.995m);
        cells.Beside("Profit", "Segment: 2-7", "I").Number.ShouldBe(-18.4825m);
        cells.Beside("Profit", "All segments", "I").Number.ShouldBe(18.4825m);
    }

    [SkippableFact]
    public void A_changed_line_is_seen_by_the_checks()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());
        using (SpreadsheetDocument document = SpreadsheetDocument.Open(folder.Workbook, isEditable: true))
        {
            WorkbookPart workbook = document.WorkbookPart!;
            var sheet = (WorksheetPart)workbook.GetPartById(workbook.Workbook!.Sheets!.Elements<Sheet>().Single(one => one.Name == "Tie-out").Id!);
            sheet.Worksheet!.Descendants<Cell>().Single(cell => cell.CellReference == "H5").CellValue = new CellValue("1000.11");
        }

        IReadOnlyList<SheetCell> cells = LibreOffice.Recalculated(folder.Workbook);

        cells.Where(cell => cell.Text == "DIFFERENCE").Select(cell => cell.Sheet).Distinct().ShouldBe(["Summary", "Bridge"]);
        cells.Beside("Summary", "Unexplained", "B").Number.ShouldBe(-0.01m, 0.000001m);
    }

    [SkippableFact]
    public void The_pack_of_a_published_company_adds_up_to_its_tables()
    {
        string folder = Directory.CreateTempSubdirectory("segbatch-packed-").FullName;
        try
        {
            var books = new GeneratedBooks(4);
            books.WriteTo(folder);
            ProjectSession session = ProjectSession.Open(folder, TimeProvider.System, Terminal.Standard());
            session.RunNight(
                new NightOptions { Command = "nightly", SnapshotDate = new DateOnly(2026, 7, 1), Goal = NightGoal.Publish, IsQuiet = true }, CancellationToken.None);

            Said said = Segbatch.Run("reconcile", "--config", folder, "--pack", Path.Combine(folder, "packs"));

            said.ExitCode.ShouldBe(0, said.ToString());
            string workbook = Path.Combine(folder, "packs", "control-pack-all.xlsx");
            said.ToString().ShouldContain(workbook);
            IReadOnlyList<SheetCell> cells = LibreOffice.Recalculated(workbook);
            Compare(workbook, cells).ShouldBeGreaterThan(100);
            SheetCell currency = cells.Single(cell => cell is { Sheet: "Summary", Text: "EUR" } && cell.Place[0] == 'A');
            string total = cells.Single(cell => cell is { Sheet: "Summary", Text: "Total" } && cell.Place[1..] == currency.Place[1..]).Place[..1];
            using PublishedTables tables = PublishedTables.Open(session.Folders);
            cells.Beside("Summary", "General ledger", total).Number.ShouldBe(Figure("select sum(amount) from finance_tie_out where line = 'ledger'"), 0.00005m);
            cells.Beside("Summary", "Warehouse", total).Number.ShouldBe(Figure("select sum(amount) from finance_tie_out where line in ('segment', 'unassigned')"), 0.00005m);
            cells.Beside("Summary", "Open breaks, net, EUR", "B").Number.ShouldBe(Figure("select sum(amount) from finance_breaks where is_open"), 0.00005m);
            cells.Beside("Ageing", "All classes", "G").Number.ShouldBe(books.Planted.Count);

            decimal Figure(string sql) => Convert.ToDecimal(tables.Query(sql, CancellationToken.None).Rows[0][0], CultureInfo.InvariantCulture);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>No error, every check OK, and every formula's result the value that the workbook came with.</summary>
    /// <returns>How many formulas there were.</returns>
    private static int Compare(string workbook, IReadOnlyList<SheetCell> recalculated)
    {
        recalculated.Where(cell => cell.IsError).ShouldBeEmpty();
        SheetCell[] formulas = [.. SheetCells.Read(workbook).Where(cell => cell.Formula is not null)];
        Dictionary<(string, string), SheetCell> results = recalculated.ToDictionary(cell => (cell.Sheet, cell.Place));
        foreach (SheetCell written in formulas)
        {
            SheetCell result = results[(written.Sheet, written.Place)];
            result.Formula.ShouldNotBeNull($"{written.Sheet} {written.Place}");
            if (written.IsNumber)
            {
                // Spreadsheets add in binary; to the last of four places it is the same.
                result.Number.ShouldBe(written.Number, 0.00005m, $"{written.Sheet} {written.Place} {written.Formula}");
            }
            else
            {
                (written.Text, result.Text).ShouldBe(("OK", "OK"), $"{written.Sheet} {written.Place} {written.Formula}");
            }
        }

        return formulas.Length;
    }
}

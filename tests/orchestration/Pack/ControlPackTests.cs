using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Segmentation.Jobs.Reconcile.Pack;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>The pack's files, as they lie in the folder.</summary>
public sealed partial class ControlPackTests
{
    [Fact]
    public void A_pack_made_twice_is_the_same_to_the_last_byte_but_for_the_cell_that_says_when()
    {
        using PackFolder first = new PackFolder().Write(PackBooks.Pack());
        using PackFolder again = new PackFolder().Write(PackBooks.Pack());
        using PackFolder later = new PackFolder().Write(PackBooks.Pack(), PackFolder.Morning.AddHours(31));

        File.ReadAllBytes(again.Workbook).ShouldBe(File.ReadAllBytes(first.Workbook));
        File.ReadAllBytes(again.Page).ShouldBe(File.ReadAllBytes(first.Page));

        (Dictionary<string, string> one, Dictionary<string, string> other) = (Parts(first.Workbook), Parts(later.Workbook));
        other.Keys.ShouldBe(one.Keys);
        one.Keys.Where(part => one[part] != other[part]).ShouldBe(["xl/worksheets/sheet1.xml"]);
        string created = SheetCells.Read(first.Workbook).Beside("Summary", "Created (UTC)", "B").Place;
        Without(one["xl/worksheets/sheet1.xml"], created).ShouldBe(Without(other["xl/worksheets/sheet1.xml"], created));
        File.ReadAllText(later.Page).ShouldNotBe(File.ReadAllText(first.Page));
        Created().Replace(File.ReadAllText(later.Page), "").ShouldBe(Created().Replace(File.ReadAllText(first.Page), ""));
    }

    [Fact]
    public void The_workbook_is_valid_and_holds_no_time_of_its_making()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());

        using (SpreadsheetDocument document = SpreadsheetDocument.Open(folder.Workbook, isEditable: false))
        {
            new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(error => $"{error.Path?.XPath}: {error.Description}").ShouldBeEmpty();
        }

        using ZipArchive zip = ZipFile.OpenRead(folder.Workbook);
        zip.Entries.Select(entry => entry.LastWriteTime.Year).Distinct().ShouldBe([1980]);
        zip.Entries[0].FullName.ShouldBe("[Content_Types].xml");
        SheetCells.Read(folder.Workbook).Select(cell => cell.Sheet).Distinct()
            .ShouldBe(["Summary", "Tie-out", "Segments", "Breaks", "Ageing", "Cleared", "Evidence", "Ledger", "Bridge", "Profit", "Profit lines", "Sign-off"]);
    }

    [Fact]
    public void Packs_of_several_schemes_lie_beside_each_other_when_they_are_asked_for_by_name()
    {
        ControlPack pack = PackBooks.Pack();

        (pack.FileName, (pack with { Scheme = "value" }).FileName, (pack with { Period = "2026-01", Scheme = "rfm" }).FileName)
            .ShouldBe(("control-pack-all", "control-pack-all-value", "control-pack-2026-01-rfm"));
    }

    [Fact]
    public void A_journal_that_does_not_balance_stands_on_a_sheet_of_its_own_and_is_counted()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());

        IReadOnlyList<SheetCell> cells = SheetCells.Read(folder.Workbook);
        cells.Where(cell => cell.Sheet == "Ledger" && cell.Formula is not null).Select(cell => cell.Formula).ShouldBe(["ROUND(H5-I5,4)"]);
        cells.Beside("Summary", "Findings in the ledger", "C").Text.ShouldBe("2");
    }

    [Fact]
    public void A_text_that_looks_like_a_formula_or_markup_stays_a_text()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());

        IReadOnlyList<SheetCell> cells = SheetCells.Read(folder.Workbook);
        foreach (string text in new[] { PackBooks.Formula, PackBooks.Markup, "-INV-1", "+1", "@cleared" })
        {
            cells.ShouldContain(cell => cell.Text == text && cell.Formula == null && !cell.IsNumber, text);
        }

        cells.ShouldContain(cell => cell.Text == "bell \ufffd, half a pair \ufffd, end");
        string page = File.ReadAllText(folder.Page);
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more");
        page.ShouldContain("bell \ufffd, half a pair \ufffd, end");
    }

    [Fact]
    public void Amounts_keep_their_four_places()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());

        IReadOnlyList<SheetCell> cells = SheetCells.Read(folder.Workbook);
        string[] amounts = [.. cells.Where(cell => cell.Sheet == "Tie-out" && cell.Place[0] == 'H' && cell.IsNumber).Select(cell => cell.Text)];
        amounts.ShouldBe(PackBooks.Pack().TieOut.Lines.Select(line => line.Amount.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)));
        amounts.ShouldContain("-0.0051");
        File.ReadAllText(folder.Page).ShouldContain("-0.0051");
    }

    [Fact]
    public void Signatures_that_are_there_are_filled_in_and_the_others_are_left_to_sign()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack(new PackSignOff("2026-01", "preparer", "A. Clerk", new DateOnly(2026, 2, 5), new string('e', 64))));

        IReadOnlyList<SheetCell> cells = [.. SheetCells.Read(folder.Workbook).Where(cell => cell.Sheet == "Sign-off")];
        cells.Single(cell => cell.Place == "C5").Text.ShouldBe("A. Clerk");
        cells.Single(cell => cell.Place == "E5").Text.ShouldBe(new string('e', 64));
        cells.Where(cell => cell.Place[0] == 'C' && cell.Place != "C4").Count(cell => cell.Text.Length == 0).ShouldBe(3);
        cells.Single(cell => cell.Place == "E6").Text.ShouldBe(new string('a', 64));
    }

    [Fact]
    public void A_folder_that_takes_no_files_is_refused_and_files_that_are_there_are_replaced()
    {
        using var folder = new PackFolder();
        File.WriteAllText(folder.At("file"), "not a folder");

        RunRefusedException refused = Should.Throw<RunRefusedException>(() => ControlPackFiles.Write(PackBooks.Pack(), folder.At("file/pack"), PackFolder.Morning));
        refused.Message.ShouldContain("could not be written into");
        refused.Message.ShouldContain("The published tables are unchanged.");

        File.WriteAllText(folder.Workbook, "old");
        folder.Write(PackBooks.Pack());
        Directory.EnumerateFileSystemEntries(folder.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["control-pack-all.html", "control-pack-all.xlsx", "file"]);
        SheetCells.Read(folder.Workbook).ShouldNotBeEmpty();
    }

    private static Dictionary<string, string> Parts(string workbook)
    {
        using ZipArchive zip = ZipFile.OpenRead(workbook);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        });
    }

    private static string Without(string xml, string place) => Regex.Replace(xml, $"<x:c r=\"{place}\"[^>]*>.*?</x:c>", "");

    [GeneratedRegex("<time id=\"created\">[^<]*</time>")]
    private static partial Regex Created();
}

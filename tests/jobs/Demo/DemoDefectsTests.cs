using System.Globalization;
using System.Text;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>Every planted defect is where the truth says, and is what it says.</summary>
[Collection(DemoCompanyGroup.Name)]
public sealed class DemoDefectsTests(DemoCompanyFixture company)
{
    [Fact]
    public void Every_defects_row_is_at_its_place()
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> defects = company.Files.Truth("defects");
        foreach (IReadOnlyDictionary<string, string> defect in defects)
        {
            string[] lines = Encoding.Latin1.GetString(company.Files.Bytes(defect["file"])).TrimEnd('\n').Split('\n');
            int record = int.Parse(defect["record_number"], CultureInfo.InvariantCulture);
            int.Parse(defect["physical_line"], CultureInfo.InvariantCulture).ShouldBe(record + 1);
            char delimiter = lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
            string[] fields = lines[record].Split(delimiter);

            bool isSpoiled = defect["kind"] switch
            {
                "quantity_not_a_number" => fields[7] == "two",
                "impossible_date" => fields[3].StartsWith("30.02.2026", StringComparison.Ordinal)
                    || fields[3].StartsWith("2026-02-30", StringComparison.Ordinal),
                "missing_order_id" => fields[0].Length == 0,
                "too_few_fields" => fields.Length == 14,
                "too_many_fields" => fields.Length == 19,
                "invalid_utf8" => delimiter == ',' && IsInvalidUtf8(lines[record]),
                "duplicate_line" => lines[1..record].Count(line => SameLine(line, lines[record], delimiter)) == 1,
                "unknown_document_type" => fields[4] is "XX" or "proforma",
                "currency_without_rate" => fields[13] == "USD",
                "far_future_date" => fields[3].Contains("2262", StringComparison.Ordinal),
                "unclosed_quote" => lines[record].Count(letter => letter == '"') == 1 && record == lines.Length - 1,
                _ => false,
            };
            isSpoiled.ShouldBeTrue($"{defect["file"]} record {record}: {defect["kind"]}: {lines[record]}");
        }

        defects.Select(defect => defect["kind"]).Distinct().Count().ShouldBe(11);
        ((double)defects.Count / company.Lines.Count).ShouldBe(0.001, 0.0004);
    }

    [Fact]
    public void Every_row_that_is_no_defect_is_good_and_comes_once()
    {
        // ReadGood parses every field it reads, so a defect the truth does not name would have failed there.
        company.Lines.Select(line => (line.OrderId, line.LineNumber)).Distinct().Count().ShouldBe(company.Lines.Count);
        company.Lines.ShouldAllBe(line => line.Currency == "EUR" || line.Currency == "CHF");
        company.Lines.ShouldAllBe(line => line.OrderedAt < new DateTime(2026, 7, 1));
    }

    [Fact]
    public void The_list_of_files_is_what_is_there()
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> files = company.Files.Truth("files");
        files.Select(file => file["file"]).Order(StringComparer.Ordinal).ShouldBe(
            company.Files.Paths().Where(path => path.EndsWith(".gz", StringComparison.Ordinal)));
        foreach (IReadOnlyDictionary<string, string> file in files)
        {
            (company.Files.Lines(file["file"]).Length - 1).ShouldBe(int.Parse(file["row_count"], CultureInfo.InvariantCulture), file["file"]);
        }

        files.Sum(file => int.Parse(file["defect_count"], CultureInfo.InvariantCulture)).ShouldBe((int)company.Files.Summary.Defects);
        company.Files.Summary.Defects.ShouldBe(company.Files.Truth("defects").Count);
    }

    [Fact]
    public void One_file_comes_twice_one_is_empty_and_one_is_late()
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> files = company.Files.Truth("files");
        string again = files.Single(file => file["kind"] == "duplicate")["file"];
        company.Files.Bytes(again).ShouldBe(company.Files.Bytes(again.Replace("-again", "", StringComparison.Ordinal)));
        files.Single(file => file["kind"] == "empty")["row_count"].ShouldBe("0");

        string late = files.Single(file => file["kind"] == "late")["file"];
        late.ShouldBe("orders/shop/2026-06-30-late.csv.gz");
        company.Lines.Where(line => line.File == late).Select(line => line.OrderedAt.Date).Distinct()
            .ShouldBe([new DateTime(2026, 5, 30)]);
    }

    private static bool SameLine(string left, string right, char delimiter) =>
        left.Split(delimiter).Take(2).SequenceEqual(right.Split(delimiter).Take(2));

    private static bool IsInvalidUtf8(string line)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(line));
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

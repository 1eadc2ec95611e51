using System.Text;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>What a file is written in, and what its source says.</summary>
public sealed class EncodingTests : IDisposable
{
    private readonly IngestBench bench = new();

    public EncodingTests() => bench.Config = IngestBench.Configuration(new SourceConfig
    {
        Files = ["in"],
        Encoding = SourceEncoding.Latin1,
        Tables = new Dictionary<string, TableMapping>
        {
            ["customers"] = new() { Columns = new Dictionary<string, string> { ["source_record_id"] = "id", ["city"] = "city" } },
        },
    });

    public void Dispose() => bench.Dispose();

    [Fact]
    public void A_utf_8_row_among_latin_1_rows_is_loaded_as_it_stands_and_said()
    {
        bench.Write("in/a.csv", [.. "id,city\n"u8, .. Encoding.Latin1.GetBytes("1,Köln\n"), .. "2,Köln\n"u8]);

        IReadOnlyList<string> notes = bench.Run().Notes;

        Cities().ShouldBe(["Köln", "KÃ¶ln"]);
        notes.ShouldHaveSingleItem().ShouldBe(
            "in/a.csv: its source says latin-1, but 1 of its letters are written as utf-8 and were read as two letters each. "
            + "It was loaded as it stands; if it is utf-8, set 'encoding' of source shop and run with --full-refresh.");
    }

    [Fact]
    public void Latin_1_letters_beside_each_other_raise_no_doubt()
    {
        // E4 and F6 are first bytes of UTF-8 letters, but what follows them here is none of its second bytes.
        bench.Write("in/a.csv", Encoding.Latin1.GetBytes("id,city\n1,Göteborg\n2,ÄÖÜß äöü é\n3,§ 5 £\n"));

        bench.Run().Notes.ShouldBeEmpty();
        Cities().ShouldBe(["Göteborg", "ÄÖÜß äöü é", "§ 5 £"]);
    }

    [Fact]
    public void A_byte_order_mark_goes_before_what_the_source_says()
    {
        bench.Write("in/a.csv", [.. Encoding.UTF8.GetPreamble(), .. "id,city\n1,Köln\n"u8]);
        bench.Write("in/b.csv.gz", IngestBench.Gzip("\uFEFFid,city\n2,Århus\n"));

        bench.Run().Notes.ShouldBeEmpty();
        Cities().ShouldBe(["Köln", "Århus"]);
    }

    [Fact]
    public void A_letter_cut_in_two_by_the_readers_buffer_is_counted()
    {
        // More than a megabyte, so that wherever buffers end, some letter lies across an end.
        string text = "id,city\n" + string.Concat(Enumerable.Range(0, 30_000).Select(row => $"{row},{new string('ö', 20)}{row % 7}\n"));
        bench.Write("in/a.csv", text);

        bench.Run().Notes.ShouldHaveSingleItem().ShouldContain("600,000 of its letters", Case.Sensitive);
    }

    private IReadOnlyList<string> Cities() => bench.Texts("select city from raw.customers order by cast(source_record_id as int)");
}

using System.Globalization;
using System.IO.Compression;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Acceptance;

/// <summary>
/// Goal: night after night the books tie, breaks keep their names and age, and what is put right clears by itself.
/// Method: orders and entries of Online Retail arrive day by day, as they did. A document that is posted in the next period is at
/// first missing in the ledger; on which nights that is so follows from its two days alone.
/// Short: a night every four weeks. <c>SEGBATCH_LONG=1</c>: the night after every trading day.
/// </summary>
[Collection("acceptance")]
public class GrowingLedgerTests
{
    [SkippableFact]
    public void Breaks_open_age_and_clear_as_the_books_grow()
    {
        SharedData.Require();
        string folder = Path.Combine(Path.GetTempPath(), $"segbatch-growing-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            Run(folder, isLong: Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(string folder, bool isLong)
    {
        string data = Path.Combine(SharedData.Folder, "online-retail");
        string[] orders = [.. Directory.GetFiles(Path.Combine(data, "by-day")).Order(StringComparer.Ordinal)];
        (string header, SortedDictionary<DateOnly, List<string>> entries) = Entries(Path.Combine(data, "gl", "gl.csv.gz"));
        DateOnly[] days = [.. orders.Select(file => Day(Path.GetFileName(file)[..10]))];
        DateOnly[] nights = [.. days.Where((_, index) => isLong || index % 24 == 23 || index == days.Length - 1).Select(day => day.AddDays(1))];

        Directory.CreateDirectory(Path.Combine(folder, "by-day"));
        Directory.CreateDirectory(Path.Combine(folder, "gl"));
        string yaml = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "companies", "online-retail-books.yml"));
        File.WriteAllText(Path.Combine(folder, "segmentation.yml"), yaml
            .Replace("${env:SEGBATCH_TEST_DATA}/online-retail/by-day/*.csv.gz", "by-day/*.csv.gz", StringComparison.Ordinal)
            .Replace("${env:SEGBATCH_TEST_DATA}/online-retail/gl/gl.csv.gz", "gl/*.csv", StringComparison.Ordinal));
        ProjectSession session = ProjectSession.Open(folder, TimeProvider.System, Terminal.Standard());

        DateOnly before = DateOnly.MinValue;
        foreach (DateOnly night in nights)
        {
            foreach ((string file, DateOnly day) in orders.Zip(days).Where(item => item.Second >= before && item.Second < night))
            {
                File.Copy(file, Path.Combine(folder, "by-day", Path.GetFileName(file)));
            }

            foreach ((DateOnly day, List<string> lines) in entries.Where(item => item.Key >= before && item.Key < night))
            {
                File.WriteAllLines(Path.Combine(folder, "gl", $"{day:yyyy-MM-dd}.csv"), lines.Prepend(header), System.Text.Encoding.Latin1);
            }

            before = night;
            NightResult result = session.RunNight(
                new NightOptions { Command = "nightly", SnapshotDate = night, Goal = NightGoal.Publish, IsQuiet = true }, CancellationToken.None);
            result.Audits.ShouldAllBe(audit => audit.Status != "fail", $"{night}");
            Ask(session, "select count(*) from finance_tie_out where line = 'unexplained' and amount <> 0").ShouldBe(["0"], $"{night}");
            Ask(session, $"select count(*) from finance_breaks where is_open and age_days <> date '{night:yyyy-MM-dd}' - opened_date").ShouldBe(["0"], $"{night}");
            DateOnly posted = entries.Keys.Last(day => day < night);
            Ask(session, "select document_id from finance_breaks where is_open and break_class = 'missing_in_ledger' order by 1")
                .ShouldBe(Missing(session, night, posted, entries), $"{night}");
        }

        // Each document of the next period was missing until it was posted, if a night came in between; nothing else ever cleared.
        Ask(session, "select distinct document_id from finance_breaks where not is_open order by 1").ShouldBe(
            Ask(session, """
                select distinct late.document_id from finance_breaks as late
                join finance_breaks as missing on missing.document_id = late.document_id and missing.break_class = 'missing_in_ledger'
                where late.break_class = 'wrong_period' order by 1
                """));
        Ask(session, "select count(*) from finance_breaks where not is_open and break_class <> 'missing_in_ledger'").ShouldBe(["0"]);
        Ask(session, "select count(*) from finance_breaks where not is_open").ShouldNotBe(["0"]);
        Ask(session, "select count(*) from finance_breaks where is_open").ShouldBe(["64"]);
        Ask(session, "select count(*) from finance_break_events where event = 'returned'").ShouldBe(["0"]);
    }

    /// <summary>From the files alone: sold on or before the ledger's last day, and no entry by then.</summary>
    private static string[] Missing(ProjectSession session, DateOnly night, DateOnly posted, SortedDictionary<DateOnly, List<string>> entries)
    {
        HashSet<string> known = [.. entries.Where(day => day.Key < night).SelectMany(day => day.Value).Select(line => line.Split(';')[8])];
        using PublishedTables tables = PublishedTables.Open(session.Folders);
        string raw = Path.Combine(session.Folders.Warehouse, "raw", "order_lines", "*.parquet");
        return [.. tables.Query(
                $"""
                select order_id from read_parquet('{raw}') group by order_id
                having abs(sum(line_amount)) > 0.005 and cast(min(ordered_at) as date) <= date '{posted:yyyy-MM-dd}' order by 1
                """, CancellationToken.None)
            .Rows.Select(row => $"{row[0]}").Where(document => !known.Contains(document))];
    }

    private static string[] Ask(ProjectSession session, string sql)
    {
        using PublishedTables tables = PublishedTables.Open(session.Folders);
        return [.. tables.Query(sql, CancellationToken.None).Rows.Select(row => $"{row[0]}")];
    }

    private static (string Header, SortedDictionary<DateOnly, List<string>> Entries) Entries(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), System.Text.Encoding.Latin1);
        string header = reader.ReadLine()!;
        var entries = new SortedDictionary<DateOnly, List<string>>();
        while (reader.ReadLine() is { } line)
        {
            DateOnly day = Day(line.Split(';')[1]);
            if (!entries.TryGetValue(day, out List<string>? lines))
            {
                entries.Add(day, lines = []);
            }

            lines.Add(line);
        }

        return (header, entries);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

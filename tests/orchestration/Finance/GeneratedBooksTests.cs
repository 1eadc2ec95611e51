using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>
/// Goal: recall 100 %, no false break, nothing unexplained, on every company.
/// Method: companies are made from seeds; what is wrong in their books is known and compared, class and amount, with what is found.
/// Short: 12 companies. <c>SEGBATCH_LONG=1</c>: 200.
/// </summary>
public sealed class GeneratedBooksTests
{
    [Fact]
    public void Every_planted_break_of_every_company_is_found_and_nothing_else()
    {
        int companies = Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1" ? 200 : 12;
        int breaks = 0;
        for (int seed = 1; seed <= companies; seed++)
        {
            var books = new GeneratedBooks(seed);
            string folder = Path.Combine(Path.GetTempPath(), $"segbatch-books-{Environment.ProcessId}-{seed}");
            try
            {
                books.WriteTo(folder);
                ProjectSession session = ProjectSession.Open(folder, TimeProvider.System, Terminal.Standard());
                NightResult night = session.RunNight(
                    new NightOptions { Command = "nightly", SnapshotDate = new DateOnly(2026, 7, 1), Goal = NightGoal.Publish, IsQuiet = true }, CancellationToken.None);

                night.Audits.ShouldAllBe(audit => audit.Status != "fail", $"company {seed}");
                using PublishedTables tables = PublishedTables.Open(session.Folders);
                string[] found = [.. tables.Query(
                    "select document_id || ' ' || break_class || ' ' || cast(cast(amount as decimal(18,2)) as varchar) from finance_breaks order by 1",
                    CancellationToken.None).Rows.Select(row => $"{row[0]}")];
                found.Except(books.Planted).ShouldBeEmpty($"company {seed}, false breaks");
                books.Planted.Except(found).ShouldBeEmpty($"company {seed}, breaks not found");
                found.Length.ShouldBe(books.Planted.Count, $"company {seed}");
                tables.Query("select count(*) from finance_tie_out where line = 'unexplained' and amount <> 0", CancellationToken.None).Rows[0][0].ShouldBe(0L, $"company {seed}");
                breaks += found.Length;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        breaks.ShouldBeGreaterThan(companies * 8);
    }
}

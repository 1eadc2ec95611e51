using System.Text.RegularExpressions;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Report;

/// <summary>What <c>segbatch report --nights</c> writes, as files and in a browser.</summary>
[Collection(ReportCollection.Name)]
public sealed partial class NightReportTests(PublishedCompany company)
{
    private static readonly Lock Writing = new();

    private string Folder
    {
        get
        {
            lock (Writing)
            {
                string folder = company.Shop.At("nights");
                if (!Directory.Exists(folder))
                {
                    Said said = company.Shop.Run("report", "--nights", "--output", Path.Combine(folder, "nights.html"));
                    said.ExitCode.ShouldBe(0, said.ToString());
                    said.Output.ShouldContain("nights.html in a browser.");
                }

                return folder;
            }
        }
    }

    [Fact]
    public void Every_night_has_a_page_with_every_part_and_the_index_leads_to_it()
    {
        string[] runs = [.. company.Shop.Read("select run_id from ops.ops_publications union select run_id from ops.ops_publication order by 1")];
        runs.Length.ShouldBe(2);

        string index = File.ReadAllText(Path.Combine(Folder, "nights.html"));

        foreach (string run in runs)
        {
            index.ShouldContain($"href=\"night-{run}.html\"");
            Heading().Matches(File.ReadAllText(Path.Combine(Folder, $"night-{run}.html"))).Select(match => match.Groups[1].Value).ShouldBe(
                ["In words", "Segments", "Moves", "Profiles", "Distributions", "From source to segments", "Audits", "Quarantine", "What ran"]);
        }
    }

    [Fact]
    public void The_words_say_what_the_tables_say()
    {
        string page = File.ReadAllText(Newest());
        string moved = company.Shop.Read(
            "select coalesce(sum(customer_count) filter (where is_move), 0) from segment_migration where scheme = 'value' and to_snapshot_date = date '2026-03-01'").Single();

        page.ShouldContain("From the source files to the tags every sum ties, in every currency.");
        page.ShouldContain($"value, since 2026-01-01: {(moved == "0" ? "nobody" : $"{moved} customers")} moved");
    }

    [Fact]
    public void No_customer_is_on_a_page()
    {
        string[] ids = [.. company.Shop.Read("select distinct customer_id from customer_segments where customer_id is not null")];
        string page = string.Concat(Script().Split(File.ReadAllText(Newest())));

        ids.ShouldAllBe(id => !page.Contains(id, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData(1280, false)]
    [InlineData(390, false)]
    [InlineData(1280, true)]
    public async Task A_night_is_drawn_whole_asks_for_nothing_and_fits_the_screen(int width, bool isDark)
    {
        await using OpenPage open = await company.OpenFileAsync(Newest(), width, isDark);

        await open.KeepPictureAsync($"night-{width}{(isDark ? "-dark" : "")}");
        open.Complaints.ShouldBeEmpty();
        open.OutsideRequests.ShouldBeEmpty();
        string[] empty = await open.Page.EvaluateAsync<string[]>(
            "() => Array.from(document.querySelectorAll('.plot[role=img]')).filter(plot => plot.querySelectorAll('svg path, svg rect').length <= 3).map(plot => plot.id)");
        empty.ShouldBeEmpty();
        (await open.Page.EvaluateAsync<int>("() => document.querySelectorAll('.plot[role=img]').length")).ShouldBeGreaterThan(10);
        (await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_night_is_accessible(bool isDark)
    {
        await using OpenPage open = await company.OpenFileAsync(Newest(), 1280, isDark);

        (await open.BarriersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void Before_the_first_night_there_is_nothing_to_report()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("report", "--nights");

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("there is no night to report on. No page was written.");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    private string Newest() => Directory.EnumerateFiles(Folder, "night-*.html").Order(StringComparer.Ordinal).Last();

    [GeneratedRegex("<h2 id=\"[^\"]*\">([^<]*)</h2>")]
    private static partial Regex Heading();

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}

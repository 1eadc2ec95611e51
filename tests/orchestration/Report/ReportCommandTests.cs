using System.Text.Json;
using System.Text.RegularExpressions;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Report;

/// <summary>What <c>segbatch report</c> writes and says.</summary>
[Collection(ReportCollection.Name)]
public sealed partial class ReportCommandTests(PublishedCompany company)
{
    [Fact]
    public void Every_fitted_scheme_has_a_page_and_the_message_says_which_to_open()
    {
        company.Report.ExitCode.ShouldBe(0, company.Report.ToString());

        company.Report.Output.ShouldContain($"Open {company.Page("index")} in a browser.");
        Directory.EnumerateFiles(Path.GetDirectoryName(company.Page("index"))!).Select(Path.GetFileName).Order()
            .ShouldBe(["count.html", "groups.html", "index.html", "soft.html", "tree.html"]);
    }

    [Fact]
    public void A_page_says_its_verdict_first_and_every_part_in_turn()
    {
        string page = File.ReadAllText(company.Page("tree"));

        string[] parts = [.. Heading().Matches(page).Select(match => match.Groups[1].Value)];
        parts.ShouldBe(["Verdict", "Segments", "Profiles", "How many segments", "Gates", "Stability", "Tree", "Rules", "Change", "What it foretells", "Model card", "Glossary"]);
    }

    [Fact]
    public void No_customer_is_on_a_page()
    {
        string[] ids = [.. company.Shop.Read("select distinct customer_id from customer_segments where customer_id is not null")];
        ids.Length.ShouldBeGreaterThan(200);

        foreach (string name in new[] { "index", "count", "tree", "soft" })
        {
            // The library is left out: with 3.6 MB of letters and digits anything is in it.
            string page = string.Concat(Script().Split(File.ReadAllText(company.Page(name))));
            ids.ShouldAllBe(id => !page.Contains(id, StringComparison.Ordinal));
            page.ShouldNotContain("@example.com");
        }
    }

    [Fact]
    public void The_same_tables_make_the_same_page()
    {
        string again = company.Shop.At("again/tree.html");

        company.Shop.Run("report", "--scheme", "tree", "--output", again).ExitCode.ShouldBe(0);

        string[] lines = [.. File.ReadAllLines(company.Page("tree")).Where(line => !line.StartsWith("<p class=\"back\">", StringComparison.Ordinal))];
        File.ReadAllLines(again).Where(line => line.Length > 0).ShouldBe(lines.Where(line => line.Length > 0));
    }

    [Fact]
    public void The_report_as_json_gives_the_verdict_of_each_scheme()
    {
        Said said = company.Shop.Run("report", "--json", "--output", company.Shop.At("json/all.html"));

        said.ExitCode.ShouldBe(0, said.ToString());
        JsonElement document = JsonDocument.Parse(said.Output).RootElement;
        document.GetProperty("schemes").EnumerateArray().Select(scheme => scheme.GetProperty("verdict").GetString()).ShouldAllBe(verdict => verdict == "pass" || verdict == "warn" || verdict == "fail");
        File.Exists(document.GetProperty("open").GetString()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("value", "Scheme value is of kind rfm and has no fitted model to report on. No page was written.")]
    [InlineData("nothing", "Scheme nothing is not published. No page was written. Published schemes with a fitted model: count, groups, soft, tree.")]
    public void A_scheme_without_a_model_is_refused(string scheme, string words)
    {
        Said said = company.Shop.Run("report", "--scheme", scheme);

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain(words);
        File.Exists(company.Page(scheme)).ShouldBeFalse();
    }

    [Fact]
    public void Two_pages_never_take_one_name()
    {
        Said said = company.Shop.Run("report", "--output", company.Shop.At("twice/tree.html"));

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("Two pages would both be");
        Directory.Exists(company.Shop.At("twice")).ShouldBeFalse();
    }

    [GeneratedRegex("<h2 id=\"[^\"]*\">([^<]*)</h2>")]
    private static partial Regex Heading();

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}

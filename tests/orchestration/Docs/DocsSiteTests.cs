using System.Text.RegularExpressions;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Batch.Tests.Report;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Docs;

/// <summary>The site that <c>segbatch docs</c> writes, as files and in a browser.</summary>
[Collection(ReportCollection.Name)]
public sealed partial class DocsSiteTests(PublishedCompany company)
{
    private static readonly Lock Writing = new();

    private string Folder
    {
        get
        {
            lock (Writing)
            {
                string folder = company.Shop.At("site");
                if (!Directory.Exists(folder))
                {
                    Said said = company.Shop.Run("docs", folder);
                    said.ExitCode.ShouldBe(0, said.ToString());
                    said.Output.ShouldContain($"Open {Path.Combine(folder, "index.html")} in a browser.");
                }

                return folder;
            }
        }
    }

    [Fact]
    public void Every_table_scheme_feature_and_audit_is_documented()
    {
        TransformCatalog catalog = TransformCatalog.Load();

        catalog.InOrder.ShouldAllBe(transform => File.Exists(Page($"table-{transform.Name.Replace('.', '-')}")));
        string audits = File.ReadAllText(Page("audits"));
        catalog.Audits.ShouldAllBe(audit => audits.Contains($"id=\"audit-{audit.Name}\"", StringComparison.Ordinal));
        audits.ShouldContain("class=\"badge pass\"");
        string features = File.ReadAllText(Page("features"));
        FeatureCatalog.Features.ShouldAllBe(feature => features.Contains($"id=\"feature-{feature.Name}\"", StringComparison.Ordinal));
        File.ReadAllText(Page("scheme-policy")).ShouldContain("net_spend_amount &gt;= 500 and active");
        File.ReadAllText(Page("metrics")).ShouldContain("Bought in the last 90 days.");
        File.ReadAllText(Page("owners")).ShouldContain("customer-analytics");
    }

    /// <summary>No link leads nowhere: neither to a page that is not there, nor to a place that a page has not.</summary>
    [Fact]
    public void Every_link_leads_somewhere()
    {
        Dictionary<string, string> pages = Directory.EnumerateFiles(Folder, "*.html").ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
        Dictionary<string, HashSet<string>> places = pages.ToDictionary(page => page.Key, page => Place().Matches(page.Value).Select(match => match.Groups[1].Value).ToHashSet());
        string[] dead =
        [
            .. from page in pages
               from Match link in Link().Matches(page.Value)
               let parts = link.Groups[1].Value.Split('#')
               let file = parts[0].Length == 0 ? page.Key : parts[0]
               where !places.TryGetValue(file, out HashSet<string>? known) || (parts.Length > 1 && !known.Contains(parts[1]))
               select $"{page.Key}: {link.Groups[1].Value}",
        ];

        dead.Distinct().ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("index", 1280, false)]
    [InlineData("index", 390, true)]
    [InlineData("tables", 1280, true)]
    [InlineData("table-publish-customer_segments", 1280, false)]
    [InlineData("table-publish-customer_segments", 390, false)]
    [InlineData("table-raw-order_lines", 1280, true)]
    [InlineData("features", 390, false)]
    [InlineData("scheme-tree", 1280, false)]
    [InlineData("sources", 390, true)]
    [InlineData("audits", 1280, false)]
    public async Task A_page_is_drawn_whole_asks_for_nothing_and_fits_the_screen(string name, int width, bool isDark)
    {
        await using OpenPage open = await company.OpenFileAsync(Page(name), width, isDark);

        await open.KeepPictureAsync($"docs-{name}-{width}{(isDark ? "-dark" : "")}");
        open.Complaints.ShouldBeEmpty();
        open.OutsideRequests.ShouldBeEmpty();
        bool isDrawn = await open.Page.EvaluateAsync<bool>(
            "() => Array.from(document.querySelectorAll('.plot[role=img]')).every(plot => plot.querySelectorAll('svg path').length > 2)");
        isDrawn.ShouldBeTrue();
        int overflow = await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0);
    }

    [SkippableTheory]
    [InlineData("index", true)]
    [InlineData("table-publish-customer_segments", false)]
    [InlineData("table-mart-customer_features", true)]
    [InlineData("sources", false)]
    [InlineData("audits", true)]
    public async Task A_page_is_accessible(string name, bool isDark)
    {
        await using OpenPage open = await company.OpenFileAsync(Page(name), 1280, isDark);

        (await open.BarriersAsync()).ShouldBeEmpty();
        string[] headings = await open.Page.EvaluateAsync<string[]>("() => Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6')).map(heading => heading.tagName)");
        headings.Count(heading => heading == "H1").ShouldBe(1);
        headings.Zip(headings.Skip(1)).ShouldAllBe(pair => pair.Second[1] - pair.First[1] <= 1);
    }

    [SkippableFact]
    public async Task The_search_finds_a_column_and_leads_to_its_row()
    {
        await using OpenPage open = await company.OpenFileAsync(Page("index"), 1280);
        await open.Page.FillAsync("#search-box", "recency_days");

        string[] names = await open.Page.EvaluateAsync<string[]>("() => Array.from(document.querySelectorAll('#search-results a')).map(link => link.textContent)");
        names[0].ShouldBe("recency_days");
        names.ShouldContain("publish.customer_features.recency_days");
        await open.KeepPictureAsync("docs-search-1280");

        await open.Page.ClickAsync("#search-results a >> text=publish.customer_features.recency_days");

        (await open.Page.TitleAsync()).ShouldBe("publish.customer_features");
        (await open.Page.Locator("code:target").TextContentAsync()).ShouldBe("recency_days");
        await open.Page.FillAsync("#find", "country");
        await open.Page.PressAsync("#find", "Enter");
        await open.Page.WaitForSelectorAsync("#search-results a");
        (await open.Page.InputValueAsync("#search-box")).ShouldBe("country");
        open.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_label_that_tries_to_be_html_is_read_as_it_is_written()
    {
        await using OpenPage open = await company.OpenFileAsync($"{Page("index")}?q=Best", 1280);

        (await open.Page.Locator("#search-results").InnerTextAsync()).ShouldContain(PublishedCompany.HostileLabel, Case.Sensitive);
        open.Complaints.ShouldBeEmpty();
        await using OpenPage scheme = await company.OpenFileAsync(Page("scheme-tree"), 1280);
        (await scheme.Page.Locator("#segments").InnerTextAsync()).ShouldContain(PublishedCompany.HostileLabel, Case.Sensitive);
        scheme.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public void No_customer_is_on_the_site()
    {
        string[] ids = [.. company.Shop.Read("select distinct customer_id from customer_segments where customer_id is not null")];

        foreach (string page in Directory.EnumerateFiles(Folder, "*.html").Select(File.ReadAllText))
        {
            ids.ShouldAllBe(id => !page.Contains(id, StringComparison.Ordinal));
            page.ShouldNotContain("@example.com");
        }
    }

    [Fact]
    public void A_folder_with_something_else_in_it_is_left_alone()
    {
        string folder = company.Shop.At("mine");
        company.Shop.Write("mine/notes.html", "mine");

        Said said = company.Shop.Run("docs", folder);

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("holds something that 'segbatch docs' did not write. Nothing was written, nothing was deleted.");
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).ShouldBe(["notes.html"]);
    }

    [Fact]
    public void Before_the_first_night_the_site_tells_what_the_configuration_says()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("docs", shop.At("site"), "--json");

        said.ExitCode.ShouldBe(0, said.ToString());
        File.ReadAllText(shop.At("site/scheme-policy.html")).ShouldContain("Key accounts");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
        shop.Run("docs", shop.At("site")).ExitCode.ShouldBe(0);
    }

    private string Page(string name) => Path.Combine(Folder, $"{name}.html");

    [GeneratedRegex("<a(?: class=\"skip\")? href=\"([^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Place();
}

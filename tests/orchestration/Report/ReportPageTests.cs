using Microsoft.Playwright;

namespace Segmentation.Batch.Tests.Report;

/// <summary>The pages, as a browser shows them.</summary>
[Collection(ReportCollection.Name)]
public sealed class ReportPageTests(PublishedCompany company)
{
    /// <summary>Every chart that drew something of a size.</summary>
    private const string DrawnCharts = """
        () => Array.from(document.querySelectorAll('.plot[role=img]')).filter(plot => {
            const picture = plot.querySelector('svg, canvas');
            const size = picture ? picture.getBoundingClientRect() : { width: 0, height: 0 };
            return size.width > 100 && size.height > 100 && plot.querySelectorAll('svg path, svg rect').length > 3;
        }).map(plot => plot.id)
        """;

    private const string SecondColumn = "table => Array.from(table.tBodies[0].rows).map(row => row.cells[2].dataset.sort)";

    [SkippableTheory]
    [InlineData("count", 1280, false)]
    [InlineData("count", 390, false)]
    [InlineData("tree", 1280, false)]
    [InlineData("tree", 390, true)]
    [InlineData("soft", 1280, false)]
    [InlineData("index", 1280, false)]
    [InlineData("index", 390, true)]
    public async Task A_page_is_drawn_whole_asks_for_nothing_and_fits_the_screen(string name, int width, bool isDark)
    {
        await using OpenPage open = await company.OpenAsync(name, width, isDark);

        await open.KeepPictureAsync($"{name}-{width}{(isDark ? "-dark" : "")}");
        open.Complaints.ShouldBeEmpty();
        open.OutsideRequests.ShouldBeEmpty();
        string[] charts = await open.Page.EvaluateAsync<string[]>("() => Array.from(document.querySelectorAll('.plot[role=img]')).map(plot => plot.id)");
        string[] drawn = await open.Page.EvaluateAsync<string[]>(DrawnCharts);
        drawn.ShouldBe(charts);
        charts.Length.ShouldBeGreaterThanOrEqualTo(name == "index" ? 0 : 3);
        int overflow = await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0);
    }

    [SkippableTheory]
    [InlineData("count", false)]
    [InlineData("tree", true)]
    [InlineData("index", true)]
    public async Task A_page_is_accessible(string name, bool isDark)
    {
        await using OpenPage open = await company.OpenAsync(name, 1280, isDark);

        (await open.BarriersAsync()).ShouldBeEmpty();
        string[] headings = await open.Page.EvaluateAsync<string[]>("() => Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6')).map(heading => heading.tagName)");
        headings.Count(heading => heading == "H1").ShouldBe(1);
        headings.Zip(headings.Skip(1)).ShouldAllBe(pair => pair.Second[1] - pair.First[1] <= 1);
        bool isDescribed = await open.Page.EvaluateAsync<bool>("() => Array.from(document.querySelectorAll('.plot[role=img]')).every(plot => plot.getAttribute('aria-label').length > 30)");
        isDescribed.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task A_click_on_a_heading_sorts_the_table_and_another_turns_it_around()
    {
        await using OpenPage open = await company.OpenAsync("count", 1280);
        ILocator table = open.Page.Locator("#segments table.sortable");
        ILocator heading = table.Locator("thead th:nth-child(3)");

        await heading.Locator("button").ClickAsync();

        decimal[] up = [.. (await table.EvaluateAsync<string[]>(SecondColumn)).Select(decimal.Parse)];
        up.Length.ShouldBeGreaterThan(1);
        up.ShouldBeInOrder(SortDirection.Ascending);
        (await heading.GetAttributeAsync("aria-sort")).ShouldBe("ascending");

        await heading.Locator("button").ClickAsync();

        (await table.EvaluateAsync<string[]>(SecondColumn)).Select(decimal.Parse).ShouldBeInOrder(SortDirection.Descending);
        (await heading.GetAttributeAsync("aria-sort")).ShouldBe("descending");
    }

    [SkippableFact]
    public async Task A_label_that_tries_to_be_html_is_read_as_it_is_written()
    {
        await using OpenPage open = await company.OpenAsync("tree", 1280);

        open.Complaints.ShouldBeEmpty();
        (await open.Page.Locator("#segments table").InnerTextAsync()).ShouldContain(PublishedCompany.HostileLabel, Case.Sensitive);
        (await open.Page.Locator("#profile-heat-map").TextContentAsync())!.ShouldContain("<b>Best</b>", Case.Sensitive);
        (await open.Page.Locator(".subtitle").InnerTextAsync()).ShouldContain("<i>tree</i>", Case.Sensitive);
    }

    [SkippableFact]
    public async Task Colours_follow_the_reader_and_paper_is_white()
    {
        await using OpenPage open = await company.OpenAsync("count", 1280, isDark: true);
        const string background = "() => getComputedStyle(document.body).backgroundColor";
        const string axis = "() => document.querySelector('#segment-shares .xtick text').style.fill";
        string dark = await open.Page.EvaluateAsync<string>(axis);
        (await open.Page.EvaluateAsync<string>(background)).ShouldBe("rgb(14, 19, 29)");

        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });

        (await open.Page.EvaluateAsync<string>(background)).ShouldBe("rgb(244, 246, 250)");
        (await open.Page.EvaluateAsync<string>(axis)).ShouldNotBe(dark);

        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        (await open.Page.EvaluateAsync<string>(background)).ShouldBe("rgb(255, 255, 255)");
        (await open.Page.EvaluateAsync<string>(axis)).ShouldNotBe(dark);
        await open.KeepPictureAsync("count-print");
    }
}

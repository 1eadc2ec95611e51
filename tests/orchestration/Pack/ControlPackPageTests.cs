using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Segmentation.Batch.Tests.Report;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>The pack's page, as a browser shows and prints it.</summary>
public sealed partial class ControlPackPageTests
{
    [SkippableFact]
    public async Task The_page_fits_the_screen_asks_for_nothing_and_is_accessible()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());
        await using Chromium chromium = await Chromium.StartAsync();
        foreach ((int width, bool isDark) in new[] { (1280, false), (1280, true), (390, true) })
        {
            await using OpenPage open = await chromium.OpenAsync(folder.Page, width, isDark);

            await open.KeepPictureAsync($"control-pack-{width}{(isDark ? "-dark" : "")}");
            open.Complaints.ShouldBeEmpty();
            open.OutsideRequests.ShouldBeEmpty();
            (await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
            (await open.Page.EvaluateAsync<int>("() => document.querySelectorAll('table > caption').length - document.querySelectorAll('table').length")).ShouldBe(0);
            (await open.Page.EvaluateAsync<int>("() => document.querySelectorAll('script, th:not([scope])').length")).ShouldBe(0);
            (await open.BarriersAsync()).ShouldBeEmpty();
        }
    }

    [SkippableFact]
    public async Task The_page_prints_to_PDF_on_landscape_A4()
    {
        using PackFolder folder = new PackFolder().Write(PackBooks.Pack());
        await using Chromium chromium = await Chromium.StartAsync();
        await using OpenPage open = await chromium.OpenAsync(folder.Page, 1280);

        string pdf = Encoding.Latin1.GetString(await open.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = true }));

        pdf.ShouldStartWith("%PDF-");
        // Each sheet begins a page.
        Sheet().Count(pdf).ShouldBeGreaterThanOrEqualTo(8);
        Match box = Box().Match(pdf);
        (float.Parse(box.Groups[1].Value), float.Parse(box.Groups[2].Value)).ShouldSatisfyAllConditions(
            size => size.Item1.ShouldBe(842, 1), size => size.Item2.ShouldBe(595, 1));
    }

    [GeneratedRegex("/Type\\s*/Page\\b(?!s)")]
    private static partial Regex Sheet();

    [GeneratedRegex("/MediaBox\\s*\\[\\s*0 0 ([0-9.]+) ([0-9.]+)\\s*\\]")]
    private static partial Regex Box();
}

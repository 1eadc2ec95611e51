using Microsoft.Playwright;

namespace Segmentation.Batch.Tests.Report;

/// <summary>Debian's Chromium, driven by the Playwright that comes with its package: nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const float PatienceMs = 300_000;

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Starts it. Without one, a test is skipped on a laptop and fails where CI is set.</summary>
    public static async Task<Chromium> StartAsync()
    {
        string? place = Places.FirstOrDefault(File.Exists);
        Skip.If(place is null && Environment.GetEnvironmentVariable("CI") != "true", $"Chromium is not here: looked for {string.Join(", ", Places)}");
        place.ShouldNotBeNull("Chromium is missing. .ci/run installs it with 'apt-get install -y chromium'.");
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = place,
            Headless = true,
            Timeout = PatienceMs,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>Opens a page of files and waits until it has drawn.</summary>
    /// <param name="file">The file, which may be followed by a query.</param>
    /// <param name="width">Width of the screen.</param>
    /// <param name="isDark">Whether the reader prefers dark.</param>
    public async Task<OpenPage> OpenAsync(string file, int width, bool isDark = false)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        // Other tests keep the machine busy; a page that draws late is still drawn.
        page.SetDefaultTimeout(PatienceMs);
        var open = new OpenPage(page);
        string[] parts = file.Split('?');
        await page.GotoAsync(new Uri(parts[0]).AbsoluteUri + (parts.Length > 1 ? $"?{parts[1]}" : ""));
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.ready === 'true'");
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}

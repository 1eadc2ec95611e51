using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Segmentation.Batch.Tests.Report;

/// <summary>A page, and what it complained of and asked for since it was opened.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];

    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => requests.Add(request.Url);
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>What left the file itself: anything but it and data within it.</summary>
    public IEnumerable<string> OutsideRequests => requests.Where(url => !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal));

    /// <summary>Keeps a picture of the whole page among the test results, for people to look at.</summary>
    public async Task KeepPictureAsync(string name)
    {
        string folder = Environment.GetEnvironmentVariable("SEGBATCH_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "TestResults", "screenshots");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    /// <summary>Opens every fold and asks axe what of the page somebody could not use.</summary>
    /// <remarks>What is inside a picture is not read: its label and the table beside it are.</remarks>
    public async Task<IEnumerable<string>> BarriersAsync()
    {
        await Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })");
        AxeResult result = await Page.RunAxe(
            new AxeRunContext { Exclude = [new AxeSelector(".plot")] },
            new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] } });
        return result.Violations.Select(violation => $"{violation.Id}: {violation.Help} ({string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))})");
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}

namespace Segmentation.Jobs.Report;

/// <summary>A part of a page under a heading of its own.</summary>
/// <param name="Title">The heading; the navigation shows it too.</param>
/// <param name="Content">HTML.</param>
public sealed record ReportSection(string Title, string Content)
{
    public string Id => Html.Anchor(Title);
}

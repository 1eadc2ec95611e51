using Segmentation.Jobs.Report;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>Cells that the documentation's tables share.</summary>
internal static class Cells
{
    public static TableCell Link(string file, string text) => new(DocsLinks.Link(file, text), text, false);

    /// <summary>A text that is read, not compared: wide enough for a few words.</summary>
    public static TableCell Words(string? text) => new($"<span class=\"words\">{Html.Text(text)}</span>", text ?? "", false);

    /// <summary>A name in code, which can be linked to.</summary>
    public static TableCell Named(string id, string name) => new($"<code id=\"{Html.Text(id)}\">{Html.Text(name)}</code>", name, false);

    public static TableCell Code(string? text) => new(string.IsNullOrEmpty(text) ? "" : $"<code>{Html.Text(text)}</code>", text ?? "", false);

    /// <summary>HTML that is escaped already.</summary>
    public static TableCell Raw(string html, string sort) => new(html, sort, false);
}

using Markdig;
using Markdig.Syntax;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>The model card, as it is published, and how the model was made.</summary>
internal static class CardPart
{
    public const string Title = "Model card";

    /// <summary>HTML in a card is text: labels and descriptions come from the configuration.</summary>
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    public static ReportSection Of(SchemeFacts facts)
    {
        var made = new ReportTable(
            "How the model was made.", ["Of", "What", "Value", "In words"],
            [.. facts.Of(EvidenceTopics.Fit).Select(row => (IReadOnlyList<TableCell>)
                [TableCell.Of(Figures.Words(row.Subject)), TableCell.Of(Figures.Words(row.Item)), TableCell.Figure(row.Item == "feature" ? null : row.Value), TableCell.Of(row.Detail)])]);
        return new ReportSection(Title, Html.Fold("How it was made", made.Render()) + Html.Fold("The card in full", $"<div class=\"card-text\" tabindex=\"0\" role=\"group\" aria-label=\"Model card\">\n{Rendered(facts.Card)}</div>\n"));
    }

    private static string Rendered(string card)
    {
        MarkdownDocument document = Markdown.Parse(card, Pipeline);
        // The page has its title and its parts; the card's headings go below them.
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + 2);
        }

        // A table without a heading has none: an empty heading cell would be read aloud as one.
        return document.ToHtml(Pipeline).Replace("<th></th>", "<td></td>", StringComparison.Ordinal);
    }
}

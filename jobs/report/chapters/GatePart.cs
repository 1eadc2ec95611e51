using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>What the fit was held against, and what to do where it fell short.</summary>
internal static class GatePart
{
    public const string Title = "Gates";

    public static ReportSection Of(SchemeFacts facts)
    {
        EvidenceRow[] rows = [.. facts.Of(EvidenceTopics.Gate)];
        if (rows.Length == 0)
        {
            return new ReportSection(Title, Html.Paragraph("No gates were kept with this model."));
        }

        var html = new StringBuilder();
        EvidenceRow[] warned = [.. rows.Where(row => row.Verdict is not ("" or "pass"))];
        html.Append(warned.Length == 0
            ? Html.Paragraph("Every gate passed: segments are apart, large enough, and differ by more than noise.")
            : "<h3>Remedies</h3>\n");
        if (warned.Length > 0)
        {
            html.Append("<ul class=\"findings\">\n");
            foreach (EvidenceRow row in warned)
            {
                html.Append($"<li>{Html.Badge(row.Verdict)}<span><strong>{Html.Text(Figures.Words(row.Item))}, {Html.Text(facts.NameOf(row.Subject))}.</strong> {Html.Text(row.Detail)}</span></li>\n");
            }

            html.Append("</ul>\n");
        }

        var table = new ReportTable(
            "Every measure of the gates. What has no verdict is shown for comparison only.",
            ["Of", "Measure", "Value", "Against", "Verdict", "In words"],
            [.. rows.Select(row => (IReadOnlyList<TableCell>)
                [TableCell.Of(facts.NameOf(row.Subject)), TableCell.Of(Figures.Words(row.Item)), TableCell.Figure(row.Value), TableCell.Figure(row.Threshold), TableCell.Verdict(row.Verdict), TableCell.Of(row.Detail)])]);
        return new ReportSection(Title, html.Append(table.Render()).ToString());
    }
}

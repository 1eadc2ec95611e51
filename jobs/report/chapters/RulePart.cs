using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>The model as rules, how far they may be believed, and the SQL.</summary>
internal static class RulePart
{
    public const string Title = "Rules";

    public static ReportSection Of(SchemeFacts facts)
    {
        EvidenceRow? fidelity = facts.Of(EvidenceTopics.Rule, "fidelity").FirstOrDefault();
        if (fidelity is null)
        {
            return new ReportSection(Title, Html.Paragraph("No rules were kept with this model."));
        }

        var html = new StringBuilder();
        html.Append($"<p>{Html.Badge(fidelity.Verdict)} {Html.Text(fidelity.Detail)} At least {Figures.Share(fidelity.Threshold)} must agree before rules may stand for the model.</p>\n");
        html.Append(new ReportTable(
            "Rules in the order in which they are tried.",
            ["Segment", "Share of customers", "Of whom in the segment", "When"],
            [.. facts.Of(EvidenceTopics.Rule, "rule").Select(row => (IReadOnlyList<TableCell>)
                [TableCell.Of(facts.NameOf(row.Subject)), TableCell.Share(row.Value), TableCell.Share(row.Threshold), new TableCell($"<code class=\"words\">{Html.Text(row.Detail)}</code>", row.Detail, false)])]).Render());
        html.Append(new ReportTable(
            "How many customers of each segment the rules find, on customers they were not learned from.",
            ["Segment", "Found", "In words"],
            [.. facts.Of(EvidenceTopics.Rule, "recall").Select(row => (IReadOnlyList<TableCell>)
                [TableCell.Of(facts.NameOf(row.Subject)), TableCell.Share(row.Value), TableCell.Of(row.Detail)])]).Render());
        if (facts.Of(EvidenceTopics.Rule, "sql").FirstOrDefault() is { } sql)
        {
            html.Append($"<h3>The rules as SQL</h3>\n<button type=\"button\" class=\"copy\" data-copy=\"rule-sql\">Copy</button>\n<pre id=\"rule-sql\" tabindex=\"0\" aria-label=\"The rules as SQL\">{Html.Text(sql.Detail)}</pre>\n");
        }

        return new ReportSection(Title, html.ToString());
    }
}

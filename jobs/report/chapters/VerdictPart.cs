using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>The answer, before anything is shown.</summary>
internal static class VerdictPart
{
    public const string Title = "Verdict";

    public static ReportSection Of(SchemeFacts facts)
    {
        Verdict verdict = Verdict.Of(facts);
        var html = new StringBuilder();
        html.Append($"<div class=\"verdict {verdict.Tone}\"><p class=\"answer\">{Html.Text(verdict.Answer)}</p><p>{Html.Text(verdict.Reason)}</p></div>\n");
        html.Append("<dl class=\"tiles\">");
        Tile(html, "Segments", Figures.Count(facts.ScoredSegments.Count()));
        Tile(html, "Customers in them", Figures.Count(facts.ScoredSegments.Sum(segment => segment.CustomerCount)));
        Tile(html, $"Net spend, {facts.Currency}", Figures.Count(facts.ScoredSegments.Sum(segment => segment.NetSpendAmount)));
        Tile(html, "Silhouette", Figures.Plain(facts.Value(EvidenceTopics.Gate, "scheme", "silhouette_of_sample")));
        Tile(html, "Rules agree", Figures.Share(facts.Value(EvidenceTopics.Rule, "scheme", "fidelity")));
        html.Append("</dl>\n<h3>What was asked, and the answer</h3>\n<ul class=\"findings\">\n");
        foreach (Finding finding in verdict.Findings.OrderBy(finding => finding.Verdict switch { "warn" or "refused" => 0, "pass" => 1, _ => 2 }).ThenBy(finding => !finding.IsDecisive))
        {
            string gate = finding.IsDecisive ? "gate " : "";
            html.Append($"<li>{Html.Badge(finding.Verdict.Length == 0 ? "note" : finding.Verdict)}<span><strong><a href=\"#{Html.Anchor(finding.Section)}\">{Html.Text(finding.Title)}</a></strong> <span class=\"muted\">{gate}</span>{Html.Text(finding.Text)}</span></li>\n");
        }

        html.Append("</ul>\n");
        return new ReportSection(Title, html.ToString());
    }

    private static void Tile(StringBuilder html, string name, string value)
    {
        if (value.Length > 0)
        {
            html.Append($"<div><dt>{Html.Text(name)}</dt><dd>{Html.Text(value)}</dd></div>");
        }
    }
}

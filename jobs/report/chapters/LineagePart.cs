using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>What changes for those who use the codes: against the model before, and since the snapshot before.</summary>
internal static class LineagePart
{
    public const string Title = "Change";

    public static ReportSection Of(SchemeFacts facts)
    {
        var html = new StringBuilder("<h3>Against the model before</h3>\n");
        EvidenceRow[] lineage = [.. facts.Of(EvidenceTopics.Lineage).Where(row => row.Subject != "model")];
        if (lineage.Length == 0)
        {
            html.Append(Html.Paragraph("There is no model before this one: every code is new."));
        }
        else
        {
            html.Append(Html.Paragraph(Moved(facts)));
            html.Append(new ReportTable(
                "What became of each code. It is kept only above the threshold of agreement.",
                ["Old", "New", "What became of it", "Jaccard", "Kept above", "In words"],
                [.. lineage.Select(row => (IReadOnlyList<TableCell>)
                    [TableCell.Of(row.Subject.Length > 0 ? facts.NameOf(row.Subject) : ""), TableCell.Of(row.Item.Length > 0 ? facts.NameOf(row.Item) : ""), TableCell.Verdict(row.Verdict), TableCell.Figure(row.Value), TableCell.Figure(row.Threshold), TableCell.Of(row.Detail)])]).Render());
        }

        Earlier(html, facts);
        html.Append("<h3>Customers since the snapshot before</h3>\n");
        Migration(html, facts);
        return new ReportSection(Title, html.ToString());
    }

    private static string Moved(SchemeFacts facts)
    {
        double? agreement = facts.Value(EvidenceTopics.Lineage, "model", "adjusted_rand");
        return $"{facts.Of(EvidenceTopics.Lineage, "moved_customers").FirstOrDefault()?.Detail} The two models agree to {Figures.Plain(agreement)} (adjusted Rand index: 1 is the same, 0 is chance).".TrimStart();
    }

    private static void Earlier(StringBuilder html, SchemeFacts facts)
    {
        if (facts.EarlierModels.Count > 0)
        {
            html.Append(new ReportTable(
                "This model and those before it.", ["Model", "Fitted as of", "Segments", "Silhouette"],
                [
                    [TableCell.Of($"{facts.ModelVersion} (this)"), TableCell.Of(Figures.Date(facts.FittedDate)), TableCell.Figure(facts.Value(EvidenceTopics.Fit, "model", "clusters")), TableCell.Figure(facts.Value(EvidenceTopics.Gate, "scheme", "silhouette_of_sample"))],
                    .. facts.EarlierModels.Select(model => (IReadOnlyList<TableCell>)
                        [TableCell.Of(model.ModelVersion), TableCell.Of(Figures.Date(model.FittedDate)), TableCell.Figure(model.ClusterCount), TableCell.Figure(model.Silhouette)]),
                ]).Render());
        }
    }

    private static void Migration(StringBuilder html, SchemeFacts facts)
    {
        if (facts.FlowDates is not { } dates || facts.Flows.Count == 0)
        {
            html.Append(Html.Paragraph("This is the first snapshot of the scheme, so nobody has moved."));
            return;
        }

        html.Append(Sankey(facts, dates).Render());
        html.Append(new ReportTable(
            $"Who moved from {Figures.Date(dates.From)} to {Figures.Date(dates.To)}.",
            ["From", "To", "Customers", $"Net spend, {facts.Currency}"],
            [.. facts.Flows.Where(flow => flow.IsMove).Select(flow => (IReadOnlyList<TableCell>)
                [TableCell.Of(facts.NameOf(flow.From)), TableCell.Of(facts.NameOf(flow.To)), TableCell.Count(flow.CustomerCount), TableCell.Of(flow.NetSpendAmount, Figures.Count(flow.NetSpendAmount))])]).Render());
    }

    private static ReportChart Sankey(SchemeFacts facts, (DateOnly From, DateOnly To) dates)
    {
        long moved = facts.Flows.Where(flow => flow.IsMove).Sum(flow => flow.CustomerCount);
        return FlowChart.Of(
            "migration",
            $"From {Figures.Date(dates.From)} to {Figures.Date(dates.To)}",
            $"Customers by segment then, left, and now, right. Blue flows are moves, {Figures.Count(moved)} customers in all; grey ones stayed. The table below has every move with its net spend.",
            [.. facts.Flows.Take(FlowChart.MostFlows)], facts.Currency, facts.NameOf);
    }
}

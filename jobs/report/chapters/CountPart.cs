using System.Globalization;
using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>How many segments: every criterion for every number, its vote, and who decided.</summary>
internal static class CountPart
{
    public const string Title = "How many segments";

    private static readonly (string Item, string Title, string Help)[] Charted =
    [
        ("inertia", "Elbow", "Sum of squares within segments: look for the bend, since it always falls."),
        ("silhouette_of_sample", "Silhouette", "How much nearer customers are to their own segment than to the next. Higher is better."),
        ("simplified_silhouette", "Simplified silhouette", "The same, measured to the middles of segments, of all customers."),
        ("calinski_harabasz", "Calinski-Harabasz", "Spread between over spread within. Higher is better."),
        ("davies_bouldin", "Davies-Bouldin", "Likeness of each segment to its most similar one. Lower is better."),
        ("gap", "Gap", "How much tighter than customers without segments would be."),
        ("prediction_strength", "Prediction strength", "How often pairs stay together when half the customers predict the rest."),
        ("bootstrap_jaccard", "Bootstrap Jaccard", "How surely segments come back in resampled customers."),
    ];

    public static ReportSection Of(SchemeFacts facts)
    {
        EvidenceRow[] rows = [.. facts.Of(EvidenceTopics.CountChoice)];
        EvidenceRow? decision = rows.FirstOrDefault(row => row.Item == "decision");
        if (decision is null)
        {
            string count = Figures.Count((decimal)(facts.Value(EvidenceTopics.Fit, "model", "clusters") ?? facts.ScoredSegments.Count()));
            return new ReportSection(Title, Html.Paragraph($"{count} segments were asked for in the configuration, so other numbers were not compared. To compare them, give the scheme 'choose_k'."));
        }

        var html = new StringBuilder();
        html.Append($"<p>{Html.Badge(decision.Verdict)} {Html.Text(decision.Detail)}</p>\n<div class=\"charts\">\n");
        foreach ((string item, string title, string help) in Charted)
        {
            EvidenceRow[] measured = [.. rows.Where(row => row.Item == item && row.Value is not null)];
            if (measured.Length > 1)
            {
                html.Append(Chart(item, title, help, measured, decision.Subject).Render());
            }
        }

        html.Append("</div>\n").Append(Values(rows).Render()).Append(Html.Fold("Votes, vetoes and their reasons", Reasons(rows).Render()));
        return new ReportSection(Title, html.ToString());
    }

    private static ReportChart Chart(string item, string title, string help, EvidenceRow[] rows, string chosen)
    {
        string[] votes = [.. rows.Where(row => row.Verdict == "vote").Select(row => row.Subject)];
        string says = votes.Length == 0 ? "It has no vote here." : $"It votes for {string.Join(", ", votes)}.";
        return new ReportChart
        {
            Id = $"count-{Html.Anchor(item)}",
            Title = title,
            Description = $"{help} {says}",
            Traces =
            [
                new
                {
                    type = "scatter",
                    mode = "lines+markers",
                    x = rows.Select(row => int.Parse(row.Subject, CultureInfo.InvariantCulture)),
                    y = rows.Select(row => row.Value),
                    line = new { color = "$second", width = 2 },
                    marker = new
                    {
                        size = rows.Select(row => row.Subject == chosen ? 13 : 8),
                        color = rows.Select(row => row.Subject == chosen ? "$accent" : row.Verdict == "veto" ? "$fail" : "$second"),
                        symbol = rows.Select(row => row.Verdict == "vote" ? "star" : "circle"),
                    },
                    hovertemplate = "%{x} segments: %{y:.4~g}<extra></extra>",
                },
            ],
            Layout = new { xaxis = new { dtick = 1, title = new { text = "segments; star: vote, blue: chosen", font = new { size = 11 } } }, yaxis = new { nticks = 5 }, showlegend = false },
            HeightPixels = 210,
            LeastWidthPixels = 260,
        };
    }

    private static ReportTable Values(EvidenceRow[] rows)
    {
        string[] items = [.. rows.Where(row => row.Item != "decision").Select(row => row.Item).Distinct()];
        return new ReportTable(
            "Every criterion for every number of segments.",
            ["Segments", .. items.Select(Figures.Words)],
            [.. rows.Where(row => row.Item != "decision").GroupBy(row => row.Subject).Select(group => (IReadOnlyList<TableCell>)
                [TableCell.Of(decimal.Parse(group.Key, CultureInfo.InvariantCulture), group.Key), .. items.Select(item => TableCell.Figure(group.FirstOrDefault(row => row.Item == item)?.Value))])]);
    }

    private static ReportTable Reasons(EvidenceRow[] rows) => new(
        "Why a criterion votes, vetoes or abstains. Its weight is from the policy.",
        ["Segments", "Criterion", "Value", "Weight", "Verdict", "Reason"],
        [.. rows.Where(row => row.Verdict.Length > 0 || row.Detail.Length > 0).Select(row => (IReadOnlyList<TableCell>)
            [TableCell.Of(decimal.Parse(row.Subject, CultureInfo.InvariantCulture), row.Subject), TableCell.Of(Figures.Words(row.Item)), TableCell.Figure(row.Value), TableCell.Figure(row.Threshold), TableCell.Verdict(row.Verdict), TableCell.Of(row.Detail)])]);
}

using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>What segments said about what customers did next, beside simple guesses.</summary>
internal static class PowerPart
{
    public const string Title = "What it foretells";

    private static readonly (string Item, string Title, string Help)[] Measures =
    [
        ("spend_r_squared", "Spend", "Share of next-period spend that is explained, with its interval."),
        ("churn_auc", "Churn, as a ranking", "Chance that a customer who left was ranked above one who stayed (AUC). 0.5 is a coin."),
        ("churn_mcfadden", "Churn, as a probability", "Share of churn's uncertainty that is explained (McFadden). Below 0 it misleads."),
    ];

    public static ReportSection Of(SchemeFacts facts)
    {
        EvidenceRow[] rows = [.. facts.Of(EvidenceTopics.Power)];
        if (rows.Length == 0)
        {
            return new ReportSection(Title, Html.Paragraph("Not measured: it takes 'evidence: full' and a year of orders."));
        }

        var html = new StringBuilder();
        foreach (EvidenceRow verdict in rows.Where(row => row.Item.StartsWith("verdict_", StringComparison.Ordinal)))
        {
            html.Append(Html.Paragraph(verdict.Detail));
        }

        html.Append("<div class=\"charts\">\n");
        foreach ((string item, string title, string help) in Measures)
        {
            EvidenceRow[] measured = [.. rows.Where(row => row.Item == item && row.Value is not null)];
            if (measured.Length > 0)
            {
                html.Append(Chart(item, title, help, measured).Render());
            }
        }

        html.Append("</div>\n");
        html.Append(new ReportTable(
            "Segments and simple guesses, on customers they were not learned from.",
            ["Told by", "Measure", "Value", "From", "To", "In words"],
            [.. rows.Where(row => !row.Item.StartsWith("verdict_", StringComparison.Ordinal)).Select(row => (IReadOnlyList<TableCell>)
                [TableCell.Of(row.Subject), TableCell.Of(Figures.Words(row.Item)), TableCell.Figure(row.Value), TableCell.Figure(row.Lower), TableCell.Figure(row.Upper), TableCell.Of(row.Detail)])]).Render());
        return new ReportSection(Title, html.ToString());
    }

    private static ReportChart Chart(string item, string title, string help, EvidenceRow[] rows) => new()
    {
        Id = $"power-{Html.Anchor(item)}",
        Title = title,
        Description = help,
        Traces =
        [
            new
            {
                type = "scatter",
                mode = "markers",
                y = rows.Select(row => Html.Text(row.Subject)),
                x = rows.Select(row => row.Value),
                marker = new { size = 12, color = rows.Select(row => row.Subject == "segments" ? "$accent" : "$second"), symbol = rows.Select(row => row.Subject == "segments" ? "diamond" : "circle") },
                error_x = new
                {
                    type = "data",
                    symmetric = false,
                    array = rows.Select(row => (row.Upper ?? row.Value) - row.Value),
                    arrayminus = rows.Select(row => row.Value - (row.Lower ?? row.Value)),
                    color = "$muted",
                    thickness = 1.5,
                },
                hovertemplate = "%{y}: %{x:.3f}<extra></extra>",
            },
        ],
        Layout = new { xaxis = new { nticks = 5 }, yaxis = new { autorange = "reversed" }, showlegend = false },
        HeightPixels = 70 + (38 * rows.Length),
        LeastWidthPixels = 260,
    };
}

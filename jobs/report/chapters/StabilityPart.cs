using System.Text;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>Whether the segments come back: in resamples, elsewhere, earlier, and without a feature.</summary>
internal static class StabilityPart
{
    public const string Title = "Stability";

    /// <summary>Hennig (2007): dissolved below the first, a pattern above the second, sure above the third.</summary>
    private static readonly double[] JaccardLines = [0.5, 0.75, 0.85];

    public static ReportSection Of(SchemeFacts facts)
    {
        string[] codes = [.. facts.Segments.Select(segment => segment.Code)];
        EvidenceRow[] resampled = [.. Measured(facts, "bootstrap_jaccard").OrderBy(row => Array.IndexOf(codes, row.Subject))];
        EvidenceRow[] elsewhere = [.. Measured(facts, "holdout_region"), .. Measured(facts, "holdout_time"), .. Measured(facts, "rolling_window")];
        EvidenceRow[] without = [.. Measured(facts, "without_feature").OrderBy(row => row.Value)];
        var html = new StringBuilder();
        if (resampled.Length > 0)
        {
            html.Append(Bars(
                "stability-bootstrap", "Resamples: does each segment come back?",
                "Mean Jaccard of each segment with its like in resampled customers. Below 0.5 it dissolves, from 0.75 it is stable, from 0.85 highly stable.",
                resampled, row => facts.NameOf(row.Subject), JaccardLines).Render());
        }

        if (elsewhere.Length > 0)
        {
            html.Append(Bars(
                "stability-elsewhere", "Elsewhere and earlier: do the same segments come out?",
                "Adjusted Rand index of this model with one fitted on other regions, on older or newer customers, or half a year before: 1 is the same, 0 is chance. Below 0.65 another model comes out. A bar that warns above that line has one segment that does not come back.",
                elsewhere, row => $"{Where(row.Item)} {row.Subject}", [0.65]).Render());
        }

        if (without.Length > 0)
        {
            html.Append(Bars(
                "stability-without", "What rests on each feature?",
                "Adjusted Rand index with the segments found without the feature. A short bar means that the segments rest on it.",
                without, row => Figures.Words(row.Subject), []).Render());
        }

        string[] notes = [.. facts.Of(EvidenceTopics.Stability).Where(row => row.Value is null && row.Detail.Length > 0).Select(row => row.Detail)];
        foreach (string note in notes)
        {
            html.Append(Html.Paragraph(note, "muted"));
        }

        return new ReportSection(Title, html.Length > 0 ? html.ToString() : Html.Paragraph("Stability was not measured. Ask for it with 'evidence: full' in the scheme."));
    }

    private static EvidenceRow[] Measured(SchemeFacts facts, string item) => [.. facts.Of(EvidenceTopics.Stability, item).Where(row => row.Value is not null)];

    private static string Where(string item) => item switch
    {
        "holdout_region" => "region",
        "holdout_time" => "customers who came",
        _ => "",
    };

    private static ReportChart Bars(string id, string title, string description, EvidenceRow[] rows, Func<EvidenceRow, string> name, double[] lines) => new()
    {
        Id = id,
        Title = title,
        Description = description,
        Traces =
        [
            new
            {
                type = "bar",
                orientation = "h",
                y = rows.Select(row => ReportChart.Label(name(row), 24)),
                x = rows.Select(row => row.Value),
                text = rows.Select(row => $"{Figures.Plain(row.Value)}{(row.Verdict == "warn" ? " warn" : "")}"),
                textposition = "auto",
                insidetextanchor = "end",
                marker = new { color = rows.Select(row => row.Verdict switch { "pass" => "$pass", "warn" => "$warn", _ => "$accent" }) },
                insidetextfont = new { color = "$panel" },
                hovertemplate = "%{y}: %{x:.3f}<extra></extra>",
            },
        ],
        Layout = new
        {
            xaxis = new { range = new[] { Math.Min(0, rows.Min(row => row.Value ?? 0)), 1.02 }, nticks = 6 },
            yaxis = new { autorange = "reversed" },
            margin = new { t = lines.Length > 0 ? 26 : 8 },
            bargap = 0.35,
            shapes = lines.Select(line => new { type = "line", x0 = line, x1 = line, y0 = 0, y1 = 1, yref = "paper", line = new { color = "$text", width = 1, dash = "dot" } }),
            annotations = lines.Select(line => new { x = line, y = 1, yref = "paper", yanchor = "bottom", showarrow = false, text = Figures.Plain(line), font = new { size = 11 } }),
        },
        HeightPixels = 90 + (38 * rows.Length),
        LeastWidthPixels = 300,
        Alternative = new ReportTable(
            title, ["Of", "Measure", "Value", "Against", "Verdict", "In words"],
            [.. rows.Select(row => (IReadOnlyList<TableCell>)
                [TableCell.Of(name(row).Trim()), TableCell.Of(Figures.Words(row.Item)), TableCell.Figure(row.Value), TableCell.Figure(row.Threshold), TableCell.Verdict(row.Verdict), TableCell.Of(row.Detail)])]),
    };
}

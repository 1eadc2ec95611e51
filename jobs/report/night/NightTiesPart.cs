using System.Globalization;
using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>From the source files to the tags, in money.</summary>
internal static class NightTiesPart
{
    public static ReportSection Of(NightStory story)
    {
        var html = new StringBuilder(Html.Paragraph(story.UntiedCount == 0
            ? "Every sum ties to the last digit: what the files hold is in the segments, but for what is named here."
            : $"{story.UntiedCount} sums do not tie; 'segbatch query \"select * from finance_reconciliation where not is_tied\"' lists them."));
        if (story.Waterfall.Count == 0)
        {
            html.Append(Html.Paragraph("No order lines were loaded."));
        }

        foreach (IGrouping<string, WaterfallStep> currency in story.Waterfall.GroupBy(step => step.Currency))
        {
            html.Append(Chart(currency.Key, [.. currency]).Render());
        }

        return new ReportSection("From source to segments", html.ToString());
    }

    private static ReportChart Chart(string currency, WaterfallStep[] steps) => new()
    {
        Id = $"waterfall-{Html.Anchor(currency)}",
        Title = $"Order lines in {currency}",
        Description = "Amounts of all lines, from the files to the segments, and what is left out on the way. Any scheme holds the whole of it.",
        Traces =
        [
            new
            {
                type = "waterfall",
                x = steps.Select(step => ReportChart.Label(step.Label, 12)),
                y = steps.Select(step => (double)step.Amount),
                measure = steps.Select((step, place) => place == 0 ? "absolute" : step.IsTotal ? "total" : "relative"),
                text = steps.Select(step => Money(step.Amount)),
                textposition = "outside",
                cliponaxis = false,
                connector = new { line = new { color = "$line", width = 1 } },
                totals = new { marker = new { color = "$accent" } },
                increasing = new { marker = new { color = "$second" } },
                decreasing = new { marker = new { color = "$low" } },
                hovertemplate = "%{x}: %{text}<extra></extra>",
            },
        ],
        Layout = new { xaxis = new { tickangle = 0, type = "category" }, yaxis = new { tickformat = ",.0f", rangemode = "tozero" }, showlegend = false, margin = new { t = 30 } },
        HeightPixels = 320,
        LeastWidthPixels = 620,
        Alternative = new ReportTable(
            $"Amounts in {currency}.", ["Step", "Amount", "Total"],
            [.. steps.Select(step => (IReadOnlyList<TableCell>)[TableCell.Of(step.Label), TableCell.Of(step.Amount, Money(step.Amount)), TableCell.Of(step.IsTotal ? "yes" : "")])]),
    };

    private static string Money(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);
}

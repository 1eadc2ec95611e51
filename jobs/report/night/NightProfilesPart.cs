using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>What each segment has more and less of than all customers, scheme by scheme.</summary>
internal static class NightProfilesPart
{
    /// <summary>Deviations at which colours are full.</summary>
    private const double Full = 1.5;

    public static ReportSection Of(NightStory story)
    {
        var html = new StringBuilder();
        foreach (IGrouping<string, FeatureMean> scheme in story.Profiles.GroupBy(mean => mean.Scheme))
        {
            html.Append($"<h3>{Html.Text(scheme.Key)}</h3>\n");
            html.Append(HeatMap(scheme.Key, [.. scheme]).Render());
        }

        return new ReportSection("Profiles", story.Profiles.Count == 0 ? Html.Paragraph("No customer is scored.") : html.ToString());
    }

    private static ReportChart HeatMap(string scheme, FeatureMean[] means)
    {
        string[] codes = [.. means.Select(mean => mean.Code).Distinct()];
        string[] features = [.. means.Select(mean => mean.Feature).Distinct()];
        ILookup<(string, string), FeatureMean> at = means.ToLookup(mean => (mean.Feature, mean.Code));
        FeatureMean?[][] cells = [.. features.Select(feature => codes.Select(code => at[(feature, code)].FirstOrDefault()).ToArray())];
        return new ReportChart
        {
            Id = $"profile-{Html.Anchor(scheme)}",
            Title = "Features by segment",
            Description = "The figure is the segment's mean. Blue: above the mean of all customers, orange: below; full colour at one and a half standard deviations.",
            Traces =
            [
                new
                {
                    type = "heatmap",
                    x = codes.Select(Html.Text),
                    y = features.Select(feature => Html.Text(Figures.Words(feature))),
                    z = cells.Select(row => row.Select(cell => cell?.Deviation)),
                    text = cells.Select(row => row.Select(cell => Figures.Plain(cell?.Mean))),
                    texttemplate = "%{text}",
                    textfont = new { size = 11, color = "$text" },
                    hovertemplate = "%{x}<br>%{y}: %{text}<extra></extra>",
                    zmin = -Full,
                    zmax = Full,
                    xgap = 2,
                    ygap = 2,
                    showscale = false,
                    colorscale = new object[] { new object[] { 0, "$low" }, new object[] { 0.5, "$middle" }, new object[] { 1, "$high" } },
                },
            ],
            Layout = new { xaxis = new { side = "top", showgrid = false, tickangle = 0, ticks = "", type = "category" }, yaxis = new { autorange = "reversed", showgrid = false, ticks = "" } },
            HeightPixels = 90 + (28 * features.Length),
            LeastWidthPixels = 190 + (76 * codes.Length),
            Alternative = new ReportTable(
                $"Mean of each feature in each segment of {scheme}.", ["Feature", .. codes],
                [.. features.Zip(cells).Select(row => (IReadOnlyList<TableCell>)[TableCell.Of(Figures.Words(row.First)), .. row.Second.Select(cell => TableCell.Figure(cell?.Mean))])]),
        };
    }
}

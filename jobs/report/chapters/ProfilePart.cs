using System.Globalization;
using System.Text.RegularExpressions;
using MathNet.Numerics;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>Segments against features: where each stands out, and how far.</summary>
internal static partial class ProfilePart
{
    public const string Title = "Profiles";

    /// <summary>Features in the picture; the table below has them all.</summary>
    private const int MostFeatures = 16;

    public static ReportSection Of(SchemeFacts facts)
    {
        Contrast[] contrasts = [.. facts.Of(EvidenceTopics.Profile).Where(row => row.Item is not ("customer_share" or "net_spend_share")).Select(Read)];
        if (contrasts.Length == 0)
        {
            return new ReportSection(Title, Html.Paragraph("No profiles were kept with this model."));
        }

        string[] codes = [.. facts.ScoredSegments.Select(segment => segment.Code).Where(code => contrasts.Any(contrast => contrast.Code == code))];
        var table = new ReportTable(
            "Mean of each feature in each segment against all other customers, with the interval of the difference.",
            ["Segment", "Feature", "Mean", "Others", "Difference from", "to", "Effect", "Clear"],
            [.. contrasts.Select(Row)]);
        return new ReportSection(Title, HeatMap(facts, contrasts, codes).Render() + Html.Fold($"All {contrasts.Select(contrast => contrast.Feature).Distinct().Count()} features in figures", table.Render()));
    }

    /// <summary>Features the model was fitted on come first, then those in which segments differ most.</summary>
    private static string[] Features(SchemeFacts facts, Contrast[] contrasts)
    {
        string[] fitted = [.. facts.Of(EvidenceTopics.Fit, "feature").Select(row => row.Subject)];
        string[] measured = [.. contrasts
            .GroupBy(contrast => contrast.Feature)
            .OrderByDescending(group => fitted.Contains(group.Key))
            .ThenByDescending(group => group.Sum(contrast => Math.Abs(contrast.Effect ?? 0)))
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)];
        return [.. measured.Take(Math.Max(MostFeatures, fitted.Length))];
    }

    private static ReportChart HeatMap(SchemeFacts facts, Contrast[] contrasts, string[] codes)
    {
        string[] features = Features(facts, contrasts);
        ILookup<(string, string), Contrast> at = contrasts.ToLookup(contrast => (contrast.Feature, contrast.Code));
        Contrast?[][] cells = [.. features.Select(feature => codes.Select(code => at[(feature, code)].FirstOrDefault()).ToArray())];
        return new ReportChart
        {
            Id = "profile-heat-map",
            Title = "What each segment has more and less of",
            Description = "Blue: more than the other customers, orange: less; the stronger, the further apart. The figure is the segment's own mean. The features it was fitted on stand first, then those that differ most.",
            Traces =
            [
                new
                {
                    type = "heatmap",
                    x = codes.Select(code => ReportChart.Label(facts.NameOf(code), 14)),
                    y = features.Select(feature => Html.Text(Figures.Words(feature))),
                    z = cells.Select(row => row.Select(cell => cell?.Effect)),
                    text = cells.Select(row => row.Select(cell => Figures.Plain(cell?.Mean))),
                    customdata = cells.Select(row => row.Select(cell => cell is null ? "" : $"others {Figures.Plain(cell.RestMean)}<br>{Html.Text(cell.Measure)}")),
                    texttemplate = "%{text}",
                    textfont = new { size = 11, color = "$text" },
                    hovertemplate = "%{x}<br>%{y}: %{text}<br>%{customdata}<extra></extra>",
                    zmin = -1,
                    zmax = 1,
                    xgap = 2,
                    ygap = 2,
                    colorscale = new object[] { new object[] { 0, "$low" }, new object[] { 0.5, "$middle" }, new object[] { 1, "$high" } },
                    colorbar = new { orientation = "h", y = -0.02, yanchor = "top", thickness = 10, len = 0.6, tickvals = new[] { -1, 0, 1 }, ticktext = new[] { "all lower", "alike", "all higher" }, outlinewidth = 0 },
                },
            ],
            Layout = new { xaxis = new { side = "top", showgrid = false, tickangle = 0, ticks = "" }, yaxis = new { autorange = "reversed", showgrid = false, ticks = "" } },
            HeightPixels = 170 + (30 * features.Length),
            LeastWidthPixels = 190 + (98 * codes.Length),
        };
    }

    private static TableCell[] Row(Contrast contrast) =>
    [
        TableCell.Of(contrast.Code),
        TableCell.Of(Figures.Words(contrast.Feature)),
        TableCell.Figure(contrast.Mean),
        TableCell.Figure(contrast.RestMean),
        TableCell.Figure(contrast.Lower),
        TableCell.Figure(contrast.Upper),
        TableCell.Of(contrast.Effect, contrast.Measure),
        TableCell.Of(contrast.Clear),
    ];

    private static Contrast Read(EvidenceRow row)
    {
        Match effect = EffectText().Match(row.Detail);
        double? size = effect.Success && double.TryParse(effect.Groups[2].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) ? read : null;
        // On one scale: Cohen's d as the chance, of two normal values, that one is the larger, less the chance that it is the smaller.
        double? shared = size is { } known && effect.Groups[1].Value.StartsWith("Cohen", StringComparison.Ordinal) ? SpecialFunctions.Erf(known / 2) : size;
        return new Contrast(row.Subject, row.Item, row.Value, row.Threshold, row.Lower, row.Upper, shared, effect.Success ? effect.Value : "", row.Verdict);
    }

    /// <summary>The published row says its measure in words.</summary>
    [GeneratedRegex(@"^(Cohen's d|Cliff's delta) (-?[0-9.]+)(?=\.)")]
    private static partial Regex EffectText();

    private sealed record Contrast(
        string Code, string Feature, double? Mean, double? RestMean, double? Lower, double? Upper, double? Effect, string Measure, string Clear);
}

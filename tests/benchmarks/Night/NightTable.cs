using System.Globalization;

namespace Segmentation.Benchmarks.Night;

/// <summary>The figures as a Markdown table: medians over the pairs.</summary>
internal static class NightTable
{
    public static string Of(IReadOnlyList<NightPair> pairs)
    {
        double reference = Median(pairs, pair => pair.ReferenceCpu);
        return string.Join('\n',
        [
            "",
            "| what | CPU s | to the reference | peak MB |",
            "|---|---|---|---|",
            Row("reference.sql", reference, 1, Median(pairs, pair => pair.ReferencePeak)),
            Row("features and RFM", Median(pairs, pair => pair.FeatureCpu), Median(pairs, pair => pair.FeatureRatio), null),
            Row("and identity, up to mart.customers", Median(pairs, pair => pair.FeatureCpu + pair.IdentityCpu),
                Median(pairs, pair => (pair.FeatureCpu + pair.IdentityCpu) / pair.ReferenceCpu), null),
            Row("whole night up to the candidate", Median(pairs, pair => pair.NightCpu),
                Median(pairs, pair => pair.NightCpu / pair.ReferenceCpu), Median(pairs, pair => pair.NightPeak)),
            "",
            string.Create(CultureInfo.InvariantCulture, $"Whole night: {Median(pairs, pair => pair.NightWall):0} s wall, medians of {pairs.Count} pairs."),
        ]);
    }

    private static string Row(string what, double cpu, double ratio, double? peak) => string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {cpu:0.0} | {ratio:0.00} | {(peak is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "")} |");

    private static double Median(IReadOnlyList<NightPair> pairs, Func<NightPair, double> figure)
    {
        double[] sorted = [.. pairs.Select(figure).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

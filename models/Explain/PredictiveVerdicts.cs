using System.Globalization;

namespace Segmentation.Models.Explain;

/// <summary>Says what the figures of predictive power mean.</summary>
internal static class PredictiveVerdicts
{
    /// <summary>Shares closer to 0 than this are rounding.</summary>
    private const double Rounding = 1e-9;

    public static IReadOnlyList<string> Of(
        IReadOnlyList<PredictorScore> scores, IReadOnlyList<PredictorComparison> comparisons)
    {
        PredictorScore segments = scores[^1];
        string? spend = Verdict(
            "next-period spend",
            segments.SpendRSquared,
            comparisons.Select(comparison => (comparison.Baseline, comparison.SpendRSquared)),
            baseline => scores.Single(score => score.Predictor == baseline).SpendRSquared);
        string? churn = Verdict(
            "churn",
            segments.ChurnMcFadden,
            comparisons.Select(comparison => (comparison.Baseline, comparison.ChurnMcFadden)),
            baseline => scores.Single(score => score.Predictor == baseline).ChurnMcFadden);
        return
        [
            spend ?? "Next-period spend does not vary, so there is nothing to explain.",
            .. churn is null ? (string[])[] : [churn],
        ];
    }

    private static string? Verdict(
        string outcome,
        Estimate? own,
        IEnumerable<(string Baseline, Estimate? Difference)> comparisons,
        Func<string, Estimate?> baselineScore)
    {
        if (own is not { } score)
        {
            return null;
        }

        string range = $"{Percent(score.Interval.Low)} to {Percent(score.Interval.High)}";
        string explained = score.Interval.Low > Rounding
            ? $"Segments explain {Percent(score.Value)} of {outcome} ({range})"
            : $"Segments explain nothing certain of {outcome} ({Percent(score.Value)}, {range})";
        IEnumerable<string> beside = comparisons
            .Where(comparison => comparison.Difference is not null)
            .Select(comparison =>
            {
                Interval difference = comparison.Difference!.Value.Interval;
                string relation = difference.Low > Rounding ? "more than"
                    : difference.High < -Rounding ? "less than"
                    : "not clearly more or less than";
                Estimate baseline = baselineScore(comparison.Baseline)!.Value;
                return $"{relation} {comparison.Baseline} alone ({Percent(baseline.Value)})";
            });
        return string.Join(", ", [explained, .. beside]) + ".";
    }

    /// <summary>One decimal; what rounds to nothing has no sign.</summary>
    internal static string Percent(double share) =>
        (Math.Round(share * 100, 1) + 0.0).ToString("0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";
}

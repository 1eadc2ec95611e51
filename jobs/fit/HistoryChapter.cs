using System.Globalization;
using Segmentation.Models.Explain;
using Segmentation.Models.Stability;

namespace Segmentation.Jobs.Fit;

/// <summary>The same scheme fitted half a year and a year ago: whether it found the same segments, and what those said about the half
/// year that followed.</summary>
internal static class HistoryChapter
{
    /// <summary>Months of a window.</summary>
    private const int WindowMonths = 6;

    /// <summary>Windows looked back.</summary>
    private const int MostWindows = 2;

    private const int FewestCustomers = 200;

    public static IEnumerable<EvidenceRow> Of(FitFacts facts, CancellationToken cancellationToken)
    {
        List<EarlierFit> earlier = [];
        DateOnly tonight = facts.Scheme.Context.Run.SnapshotDate;
        DateOnly? first = FirstOrder(facts, cancellationToken);
        for (int window = 1; window <= MostWindows && first is not null; window++)
        {
            DateOnly asOf = tonight.AddMonths(-WindowMonths * window);
            if (asOf.AddMonths(-WindowMonths) < first || EarlierFit.At(facts, asOf, cancellationToken) is not { } fit || fit.RowIndexes.Length < FewestCustomers)
            {
                break;
            }

            earlier.Add(fit);
        }

        if (earlier.Count == 0)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Stability, "windows", "rolling_window", Detail: "There is less than a year of orders, so nothing can be said about earlier half years.");
            yield break;
        }

        foreach (EvidenceRow row in Windows(facts, tonight, earlier).Concat(Power(facts, tonight, earlier)))
        {
            yield return row;
        }
    }

    private static DateOnly? FirstOrder(FitFacts facts, CancellationToken cancellationToken) =>
        facts.Scheme.Context.Engine.Query(
            "select min(first_ordered_date) from mart.customer_features", "first order",
            row => row.IsDBNull(0) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(0), null, cancellationToken)[0];

    private static IEnumerable<EvidenceRow> Windows(FitFacts facts, DateOnly tonight, List<EarlierFit> earlier)
    {
        var options = new LabelStabilityOptions();
        WindowLabels[] windows =
        [
            .. earlier.AsEnumerable().Reverse().Select(fit => new WindowLabels(Name(fit.AsOf), [.. fit.RowIndexes.Select(row => (ulong)row)], fit.Assignments)),
            new WindowLabels(Name(tonight), [.. Enumerable.Range(0, facts.Data.RowCount).Select(row => (ulong)row)], facts.Cut.Assignments),
        ];
        RollingWindows rolling = RollingWindows.JudgeLabels(windows, options);
        foreach (WindowStep step in rolling.Steps)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Stability, $"{step.From} to {step.To}", "rolling_window", Finite(step.Agreement.AdjustedRand),
                Threshold: options.UnstableAdjustedRand,
                Verdict: step.Agreement.Verdict switch { StabilityVerdict.Stable => "pass", StabilityVerdict.NotComparable => "", _ => "warn" },
                Detail: $"{StabilityChapter.Agreement(step.Agreement)} Customers move between segments as they live; this counts that as well.");
        }
    }

    /// <summary>What segments of half a year ago said about what customers did since, learned a further half year before where that
    /// is known.</summary>
    private static IEnumerable<EvidenceRow> Power(FitFacts facts, DateOnly tonight, List<EarlierFit> earlier)
    {
        PredictionSample judged = earlier[0].Sample(facts.Data.Spend, OrdersTonight(facts));
        PredictionSample? learned = earlier.Count > 1 ? earlier[1].SampleUntil(earlier[0]) : null;
        // The clusters of two fits have numbers of their own; only with one numbering can means be carried over.
        PredictionSample? carried = learned is null ? null : learned with { Segments = earlier[1].Renumbered(earlier[0]) };
        PredictivePowerReport report = PredictivePower.Of(judged, new HoldOutOptions { Seed = facts.Scheme.Clusters.Seed }, carried);
        string period = $"{Name(earlier[0].AsOf)} to {Name(tonight)}";
        foreach (PredictorScore score in report.Scores)
        {
            yield return Score(score.Predictor, "spend_r_squared", score.SpendRSquared, period);
            yield return Score(score.Predictor, "churn_auc", score.ChurnAuc, period);
            yield return Score(score.Predictor, "churn_mcfadden", score.ChurnMcFadden, period);
        }

        for (int verdict = 0; verdict < report.Verdicts.Count; verdict++)
        {
            yield return new EvidenceRow(EvidenceTopics.Power, period, $"verdict_{verdict + 1}", Detail: report.Verdicts[verdict]);
        }
    }

    private static double[] OrdersTonight(FitFacts facts) => ClusterRows.Read(facts.Scheme, ["order_count"], facts.Data.RowCount, CancellationToken.None)[0];

    private static EvidenceRow Score(string predictor, string item, Estimate? estimate, string period) => new(
        EvidenceTopics.Power, predictor, item, estimate?.Value, estimate?.Interval.Low, estimate?.Interval.High,
        Detail: estimate is null ? $"Not measurable for {period}." : $"Of {period}, on customers it was not learned from.");

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

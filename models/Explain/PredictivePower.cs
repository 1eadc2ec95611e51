using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Explain;

/// <summary>
/// How much segments explain of what customers do next, beside simple baselines, so that a pretty clustering that
/// predicts nothing is seen for what it is.
/// </summary>
/// <remarks>
/// Every grouping predicts the mean of the group, learned on an earlier sample or on other folds, and is judged by the
/// share of the error of the plain mean that is gone: R² out of sample (Campbell and Thompson 2008), Poisson deviance,
/// and McFadden's (1974) share of log-loss. Pass a sample whose outcomes lie after everything its segments were made
/// from. Time grows with rows (a sort for the deciles and for AUC), and with replicates times 4,096.
/// </remarks>
public static class PredictivePower
{
    private const int DecileCount = 10;
    private const string Nothing = "nothing";
    private const string Segments = "segments";

    /// <summary>Judges segments and baselines on a sample.</summary>
    /// <param name="sample">The rows to judge by.</param>
    /// <param name="options">Seed, folds and replicates.</param>
    /// <param name="earlier">
    /// The rows to learn from, an earlier date; null learns from other folds of the sample. It must have the same
    /// columns.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A sample is empty or its shapes differ, a value is infinite, next spend is missing, or the samples' columns
    /// differ.
    /// </exception>
    public static PredictivePowerReport Of(
        PredictionSample sample, HoldOutOptions options, PredictionSample? earlier = null)
    {
        Check(sample, options, earlier);
        ulong Key(int row) => sample.RowKeys is null ? (ulong)row : sample.RowKeys[row];
        byte[] folds = earlier is null
            ? GroupMeans.Folds(sample.Segments.Length, Key, options)
            : new byte[sample.Segments.Length];
        var judge = new GroupedJudge(
            new HeldOutOutcome(sample.NextSpend, earlier?.NextSpend, folds, 0, options),
            sample.HasChurned is null
                ? null
                : new HeldOutOutcome(Ones(sample.HasChurned)!, Ones(earlier?.HasChurned), folds, 0.5, options),
            new BootstrapDraws(folds.Length, Key, options));

        (string Name, int[] Groups, int[]? EarlierGroups)[] groupings = [.. Groupings(sample, earlier)];
        GroupedScores[] scores =
            [.. groupings.Select(grouping => judge.Judge(grouping.Groups, grouping.EarlierGroups))];
        PredictorScore[] reported =
        [
            .. groupings.Select((grouping, i) => Reported(
                grouping.Name, (grouping.EarlierGroups ?? grouping.Groups).Distinct().Count(), scores[i], judge)),
        ];
        PredictorComparison[] comparisons =
        [
            .. Enumerable.Range(1, groupings.Length - 2).Select(
                i => Compared(groupings[i].Name, scores[^1], scores[i], judge)),
        ];
        return new PredictivePowerReport
        {
            RowCount = folds.Length,
            IsLearnedEarlier = earlier is not null,
            Scores = reported,
            Comparisons = comparisons,
            Verdicts = PredictiveVerdicts.Of(reported, comparisons),
        };
    }

    private static void Check(PredictionSample sample, HoldOutOptions options, PredictionSample? earlier)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        sample.Check("judged");
        earlier?.Check("earlier");
        if (sample.Segments.Length < 2 || earlier?.Segments.Length == 0)
        {
            throw new ArgumentException("At least two rows are needed to judge by, and one to learn from.");
        }

        if (earlier is not null
            && (earlier.RecencyDays is null != sample.RecencyDays is null
                || earlier.HasChurned is null != sample.HasChurned is null))
        {
            throw new ArgumentException(
                "Recency and churn must be given for both samples or for neither.", nameof(earlier));
        }
    }

    private static IEnumerable<(string Name, int[] Groups, int[]? EarlierGroups)> Groupings(
        PredictionSample sample, PredictionSample? earlier)
    {
        yield return (
            Nothing, new int[sample.Segments.Length], earlier is null ? null : new int[earlier.Segments.Length]);
        yield return Deciles("last-spend decile", sample.LastSpend, earlier?.LastSpend);
        if (sample.RecencyDays is not null)
        {
            yield return Deciles("recency decile", sample.RecencyDays, earlier?.RecencyDays);
        }

        yield return (Segments, sample.Segments, earlier?.Segments);
    }

    /// <summary>Deciles cut where the rows learned from have theirs; a missing value is a group of its own.</summary>
    private static (string Name, int[] Groups, int[]? EarlierGroups) Deciles(
        string name, double[] values, double[]? earlierValues)
    {
        double[] present = [.. (earlierValues ?? values).Where(value => !double.IsNaN(value))];
        CutPoints? cuts = present.Length > 0 ? CutPoints.FromValues(present, DecileCount) : null;
        int Group(double value) => cuts is null || double.IsNaN(value) ? -1 : cuts.Bucket(value);
        return (
            name, [.. values.Select(Group)], earlierValues is null ? null : [.. earlierValues.Select(Group)]);
    }

    private static PredictorScore Reported(string name, int groupCount, GroupedScores scores, GroupedJudge judge) =>
        new()
        {
            Predictor = name,
            GroupCount = groupCount,
            SpendRSquared = judge.Around(scores.RSquared),
            SpendDeviance = judge.Around(scores.Deviance),
            ChurnAuc = judge.Around(scores.Auc),
            ChurnLogLoss = scores.LogLoss,
            ChurnMcFadden = judge.Around(scores.McFadden),
        };

    private static PredictorComparison Compared(
        string name, GroupedScores segments, GroupedScores baseline, GroupedJudge judge) =>
        new(
            name,
            judge.Around(Replicates.Less(segments.RSquared, baseline.RSquared)),
            judge.Around(Replicates.Less(segments.Deviance, baseline.Deviance)),
            judge.Around(Replicates.Less(segments.Auc, baseline.Auc)),
            judge.Around(Replicates.Less(segments.McFadden, baseline.McFadden)));

    private static double[]? Ones(bool[]? values) =>
        values is null ? null : [.. values.Select(value => value ? 1.0 : 0)];
}

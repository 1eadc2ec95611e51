namespace Segmentation.Models.Explain;

/// <summary>What micro-segments add to broad tiers in explained spend and response.</summary>
/// <remarks>
/// Both predict group means learned elsewhere, as in <see cref="PredictivePower"/>. Adjusted R² is Theil's (1961),
/// 1 − (1 − R²)(n − 1)/(n − groups); McFadden's adjusted share is 1 − (ln L − groups)/ln L₀.
/// </remarks>
public static class TierComparison
{
    /// <summary>Compares both cuts.</summary>
    /// <param name="sample">The rows to judge by.</param>
    /// <param name="options">Seed, folds and replicates.</param>
    /// <param name="earlier">
    /// The rows to learn from, an earlier date; null learns from other folds of the sample.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A sample is too small or its shapes differ, spend is missing or infinite, or only one sample has response.
    /// </exception>
    public static TierComparisonReport Of(TierSample sample, HoldOutOptions options, TierSample? earlier = null)
    {
        Check(sample, options, earlier);
        int rowCount = sample.Tiers.Length;
        ulong Key(int row) => sample.RowKeys is null ? (ulong)row : sample.RowKeys[row];
        byte[] folds = earlier is null ? GroupMeans.Folds(rowCount, Key, options) : new byte[rowCount];
        HeldOutOutcome? response = sample.HasResponded is null
            ? null
            : new HeldOutOutcome(Ones(sample.HasResponded)!, Ones(earlier?.HasResponded), folds, 0.5, options);
        var judge = new GroupedJudge(
            new HeldOutOutcome(sample.NextSpend, earlier?.NextSpend, folds, 0, options),
            response,
            new BootstrapDraws(rowCount, Key, options));
        GroupedScores tiers = judge.Judge(sample.Tiers, earlier?.Tiers);
        GroupedScores micro = judge.Judge(sample.MicroSegments, earlier?.MicroSegments);

        int tierCount = sample.Tiers.Distinct().Count();
        int microCount = sample.MicroSegments.Distinct().Count();
        TierGain? spendGain = Gain(judge, tiers.RSquared, micro.RSquared, (share, groups) =>
            rowCount > groups ? 1 - (1 - share) * (rowCount - 1) / (rowCount - groups) : null);
        double nothing = response is null ? 0 : Losses.Logarithmic(response.Outcome, response.Nothing).Sum();
        TierGain? responseGain =
            Gain(judge, tiers.McFadden, micro.McFadden, (share, groups) => share - groups / nothing);
        return new TierComparisonReport
        {
            RowCount = rowCount,
            TierCount = tierCount,
            MicroSegmentCount = microCount,
            IsNested = sample.MicroSegments.Zip(sample.Tiers).Distinct().Count() == microCount,
            Spend = spendGain,
            Response = responseGain,
            Verdicts = [.. Verdicts(("next-period spend", spendGain), ("response", responseGain))],
        };

        TierGain? Gain(GroupedJudge judge, Replicates? broad, Replicates? fine, Func<double, int, double?> penalized) =>
            broad is null || fine is null
                ? null
                : new TierGain
                {
                    Tiers = judge.Around(broad)!.Value,
                    MicroSegments = judge.Around(fine)!.Value,
                    Gain = judge.Around(Replicates.Less(fine, broad))!.Value,
                    PenalizedGain = penalized(fine.Value, microCount) - penalized(broad.Value, tierCount),
                };
    }

    private static void Check(TierSample sample, HoldOutOptions options, TierSample? earlier)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        sample.Check("judged");
        earlier?.Check("earlier");
        if (sample.Tiers.Length < 2 || earlier?.Tiers.Length == 0)
        {
            throw new ArgumentException("At least two rows are needed to judge by, and one to learn from.");
        }

        if (earlier is not null && earlier.HasResponded is null != sample.HasResponded is null)
        {
            throw new ArgumentException("Response must be given for both samples or for neither.", nameof(earlier));
        }
    }

    private static IEnumerable<string> Verdicts(params (string Outcome, TierGain? Gain)[] gains)
    {
        foreach ((string outcome, TierGain? gain) in gains)
        {
            if (gain is not null)
            {
                string low = PredictiveVerdicts.Percent(gain.Gain.Interval.Low);
                string high = PredictiveVerdicts.Percent(gain.Gain.Interval.High);
                string verdict = gain.IsWorthIt ? "add to"
                    : gain.Gain.Interval.High < 0 ? "explain less than"
                    : gain.Gain.Interval.Low > 0 ? "add to, but do not repay their number beside,"
                    : "add nothing clear to";
                yield return
                    $"Micro-segments {verdict} the tiers: {PredictiveVerdicts.Percent(gain.MicroSegments.Value)} of " +
                    $"{outcome} against {PredictiveVerdicts.Percent(gain.Tiers.Value)}, a gain of {low} to {high}.";
            }
        }
    }

    private static double[]? Ones(bool[]? values) =>
        values is null ? null : [.. values.Select(value => value ? 1.0 : 0)];
}

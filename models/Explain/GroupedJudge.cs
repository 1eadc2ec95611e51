namespace Segmentation.Models.Explain;

/// <summary>
/// Replicates of everything that one grouping scores, so that two groupings can be set against each other.
/// </summary>
/// <param name="RSquared">Of amounts.</param>
/// <param name="Deviance">Of amounts.</param>
/// <param name="Auc">Of a yes or no.</param>
/// <param name="McFadden">Of a yes or no.</param>
/// <param name="LogLoss">Of a yes or no.</param>
internal sealed record GroupedScores(
    Replicates? RSquared, Replicates? Deviance, Replicates? Auc, Replicates? McFadden, double? LogLoss);

/// <summary>A figure and its bootstrap replicates.</summary>
internal sealed record Replicates(double Value, double[] Draws)
{
    public static Replicates? Less(Replicates? a, Replicates? b) =>
        a is null || b is null
            ? null
            : new Replicates(a.Value - b.Value, [.. a.Draws.Zip(b.Draws, (left, right) => left - right)]);
}

/// <summary>Judges groupings of the same rows with the same draws.</summary>
internal sealed class GroupedJudge(HeldOutOutcome spend, HeldOutOutcome? yesOrNo, BootstrapDraws draws)
{
    public GroupedScores Judge(int[] groups, int[]? earlierGroups)
    {
        double[] amounts = spend.Predict(groups, earlierGroups);
        bool hasDeviance = spend.Outcome.All(value => value >= 0) && spend.Nothing.All(mean => mean > 0);
        Replicates? rSquared = SharesGone(Losses.Squared, spend, amounts);
        Replicates? deviance = hasDeviance ? SharesGone(Losses.PoissonDeviance, spend, amounts) : null;
        if (yesOrNo is null || yesOrNo.Outcome.Distinct().Count() < 2)
        {
            return new GroupedScores(rSquared, deviance, null, null, null);
        }

        double[] chances = yesOrNo.Predict(groups, earlierGroups);
        bool[] happened = [.. yesOrNo.Outcome.Select(value => value > 0)];
        Replicates? auc = RankAuc.Of(chances, happened, yesOrNo.Folds) is { } ranked
            ? new Replicates(ranked.Auc, draws.Pulled(ranked.Auc, draws.SumByUnit(ranked.Pulls)))
            : null;
        return new GroupedScores(
            rSquared,
            deviance,
            auc,
            SharesGone(Losses.Logarithmic, yesOrNo, chances),
            Losses.Logarithmic(yesOrNo.Outcome, chances).Average());
    }

    public Estimate? Around(Replicates? replicates) =>
        replicates is null ? null : draws.Around(replicates.Value, replicates.Draws);

    private Replicates? SharesGone(
        Func<double[], double[], double[]> loss, HeldOutOutcome outcome, double[] predictions)
    {
        double[] left = draws.SumByUnit(loss(outcome.Outcome, predictions));
        double[] whole = draws.SumByUnit(loss(outcome.Outcome, outcome.Nothing));
        double sum = whole.Sum();
        return sum > 0 ? new Replicates(1 - left.Sum() / sum, draws.SharesGone(left, whole)) : null;
    }
}

using System.Globalization;
using Segmentation.Models.Factors;

namespace Segmentation.Jobs.Fit;

/// <summary>Factors and the clusters in them, in the words of the questions.</summary>
internal static class NeedsWords
{
    private const double LeastLoading = 0.4;
    private const double ClearlyMore = 0.5;

    /// <summary>The factor that each question loads on most.</summary>
    public static int[] OwnFactors(FactorAnalysisFit factors) =>
        [.. Enumerable.Range(0, factors.ColumnCount).Select(question => Enumerable.Range(0, factors.FactorCount)
            .MaxBy(factor => Math.Abs(factors.Loadings[question * factors.FactorCount + factor])))];

    /// <summary>The questions that a factor shows in most, the strongest first; "not" before one that points the other way.</summary>
    public static string[] Leading(NeedsModel model, int factor)
    {
        FactorAnalysisFit factors = model.Factors;
        int[] own = OwnFactors(factors);
        return
        [
            .. Enumerable.Range(0, factors.ColumnCount)
                .Where(question => own[question] == factor)
                .Select(question => (Question: model.Questions[question], Loading: factors.Loadings[question * factors.FactorCount + factor]))
                .Where(pair => Math.Abs(pair.Loading) >= LeastLoading)
                .OrderByDescending(pair => Math.Abs(pair.Loading))
                .Select(pair => pair.Loading < 0 ? $"not {pair.Question}" : pair.Question),
        ];
    }

    /// <summary>A label proposed for a cluster: the questions it answers highest.</summary>
    public static string Label(NeedsModel model, int cluster)
    {
        int[] high = High(model.Clusters.FeatureMeans[cluster]);
        int[] shown = [.. high.Where(factor => Leading(model, factor).Length > 0)];
        return shown.Length == 0
            ? "Asks for nothing more than others"
            : $"Asks for {string.Join(", ", shown.Select(factor => string.Join(" and ", Leading(model, factor).Take(shown.Length == 1 ? 2 : 1).Select(Spoken))))}";
    }

    /// <summary>Where a cluster's answers lie above and below those of all who answered.</summary>
    public static string Description(NeedsModel model, int cluster)
    {
        double[] means = model.Clusters.FeatureMeans[cluster];
        IEnumerable<string> parts = Enumerable.Range(0, means.Length).OrderByDescending(factor => means[factor]).Select(factor =>
        {
            string[] leading = Leading(model, factor);
            string questions = leading.Length == 0 ? "" : $" ({string.Join(", ", leading.Take(4).Select(Spoken))})";
            return string.Create(CultureInfo.InvariantCulture, $"factor {factor + 1}{questions}: {means[factor]:+0.00;-0.00;0.00}");
        });
        return $"Against all who answered, in standard deviations: {string.Join("; ", parts)}.";
    }

    private static string Spoken(string question) => question.Replace('_', ' ');

    private static int[] High(double[] means) =>
        [.. Enumerable.Range(0, means.Length).Where(factor => means[factor] >= ClearlyMore).OrderByDescending(factor => means[factor])];
}

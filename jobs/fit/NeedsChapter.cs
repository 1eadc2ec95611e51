using System.Globalization;
using Segmentation.Models.Factors;

namespace Segmentation.Jobs.Fit;

/// <summary>What a needs scheme rests on: whether the answers share factors, which questions make them, who is in which
/// cluster, how well others are typed, and how few questions would do.</summary>
internal static class NeedsChapter
{
    private const double LeastAdequacy = 0.6;
    private const double LeastReliability = 0.7;

    public static IEnumerable<EvidenceRow> Of(NeedsFacts needs) =>
    [
        .. Survey(needs),
        .. Factors(needs),
        .. Loadings(needs),
        .. Clusters(needs),
        .. Typing(needs),
        .. Questions(needs),
    ];

    private static IEnumerable<EvidenceRow> Survey(NeedsFacts needs)
    {
        FactorAnalysisFit factors = needs.Model.Factors;
        yield return Row("survey", "answered", needs.Data.RowCount, "Customers who answered and can be scored; factors and clusters rest on them.");
        yield return Row("survey", "questions", factors.ColumnCount, string.Join(", ", needs.Model.Questions));
        double adequacy = factors.Adequacy.Overall;
        yield return Judged(
            "survey", "kaiser_meyer_olkin", adequacy, LeastAdequacy, adequacy >= LeastAdequacy,
            "Whether the answers share factors at all: near 1 they do; below 0.5 they should not be factored.");
        yield return Row(
            "survey", "factors", factors.FactorCount,
            factors.Parallel is null ? "The number of factors is given in the configuration." : "As many as exceed chance, by parallel analysis.");
        if (factors.HeywoodColumns.Count > 0)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Needs, "survey", "heywood_questions", factors.HeywoodColumns.Count, Verdict: "warn",
                Detail: $"Explained wholly, which answers never are: {string.Join(", ", factors.HeywoodColumns.Select(column => needs.Model.Questions[column]))}. Ask more questions of their factor, or take fewer factors.");
        }

        for (int place = 0; factors.Parallel is { } parallel && place < parallel.Eigenvalues.Count; place++)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Needs, FactorName(place), "eigenvalue", parallel.Eigenvalues[place], Threshold: parallel.Thresholds[place],
                Verdict: place < factors.FactorCount ? "kept" : "", Detail: "Against the 95th percentile of unrelated answers.");
        }
    }

    private static IEnumerable<EvidenceRow> Factors(NeedsFacts needs)
    {
        FactorAnalysisFit factors = needs.Model.Factors;
        int[] own = NeedsWords.OwnFactors(factors);
        for (int factor = 0; factor < factors.FactorCount; factor++)
        {
            int[] questions = [.. Enumerable.Range(0, own.Length).Where(question => own[question] == factor)];
            yield return Row(
                FactorName(factor), "explained_share", factors.ExplainedShares[factor],
                $"Of the variance of all answers. It shows in {string.Join(", ", NeedsWords.Leading(needs.Model, factor).DefaultIfEmpty("no question"))}.");
            yield return Judged(
                FactorName(factor), "score_reliability", factors.ScoreReliabilities[factor], LeastReliability, factors.ScoreReliabilities[factor] >= LeastReliability,
                "Squared correlation of the factor with its scores: how well the answers determine it.");
            if (questions.Length > 1)
            {
                yield return Alpha(needs, factor, questions);
            }
        }
    }

    private static EvidenceRow Alpha(NeedsFacts needs, int factor, int[] questions)
    {
        int[] signs = [.. questions.Select(question => needs.Model.Factors.Loadings[question * needs.Model.Factors.FactorCount + factor] < 0 ? -1 : 1)];
        ScaleReliability scale = ScaleReliability.Measure(
            [.. needs.Data.Answers.SelectMany(row => questions.Select((question, place) => signs[place] * row[question]))], questions.Length, MissingAnswers.DropRow);
        string[] spoiling = [.. questions.Where((_, place) => scale.AlphaWithout[place] > scale.Alpha).Select(question => needs.Model.Questions[question])];
        return Judged(
            FactorName(factor), "cronbach_alpha", scale.Alpha, LeastReliability, scale.Alpha >= LeastReliability,
            $"Of {string.Join(", ", questions.Select(question => needs.Model.Questions[question]))}.{(spoiling.Length == 0 ? "" : $" It would be higher without {string.Join(" or ", spoiling)}.")}");
    }

    private static IEnumerable<EvidenceRow> Loadings(NeedsFacts needs)
    {
        FactorAnalysisFit factors = needs.Model.Factors;
        int[] own = NeedsWords.OwnFactors(factors);
        for (int question = 0; question < factors.ColumnCount; question++)
        {
            for (int factor = 0; factor < factors.FactorCount; factor++)
            {
                yield return new EvidenceRow(
                    EvidenceTopics.Needs, needs.Model.Questions[question], $"loading_on_{FactorName(factor)}", factors.Loadings[question * factors.FactorCount + factor],
                    Verdict: own[question] == factor ? "own" : "");
            }

            yield return Row(needs.Model.Questions[question], "communality", factors.Communalities[question], "Share of the question's variance that the factors explain.");
        }
    }

    private static IEnumerable<EvidenceRow> Clusters(NeedsFacts needs)
    {
        double[][] means = needs.Model.Clusters.FeatureMeans;
        for (int cluster = 0; cluster < means.Length; cluster++)
        {
            for (int factor = 0; factor < means[cluster].Length; factor++)
            {
                yield return Row(needs.Facts.CodeOf(cluster), $"mean_{FactorName(factor)}", means[cluster][factor], "Mean factor score of those who answered; 0 is the mean of all of them.");
            }
        }
    }

    private static IEnumerable<EvidenceRow> Typing(NeedsFacts needs)
    {
        if (needs.Accuracy is not { } accuracy)
        {
            yield return new EvidenceRow(EvidenceTopics.Needs, "typing", "accuracy", Detail: "Customers who did not answer are not typed: there are no features to type them from, or one segment only.");
            yield break;
        }

        double spread = 1.96 * accuracy.StandardError;
        bool isBetter = accuracy.Accuracy - spread > accuracy.LargestShare;
        string features = string.Join(", ", needs.Model.TypingScaler!.Features.Select(feature => feature.Name));
        yield return new EvidenceRow(
            EvidenceTopics.Needs, "typing", "accuracy", accuracy.Accuracy, accuracy.Accuracy - spread, accuracy.Accuracy + spread, accuracy.LargestShare,
            isBetter ? "pass" : "warn",
            string.Create(CultureInfo.InvariantCulture, $"Share of those who answered whom the tool puts into their own segment from {features}, cross-validated in {accuracy.FoldAccuracies.Count} folds; guessing the largest segment for everybody reaches {accuracy.LargestShare:0.0%}.{(isBetter ? "" : " It is no better than that: do not act on typed customers.")}"));
        for (int cluster = 0; cluster < accuracy.SegmentCount; cluster++)
        {
            double? precision = double.IsFinite(accuracy.Precisions[cluster]) ? accuracy.Precisions[cluster] : null;
            yield return Row(needs.Facts.CodeOf(cluster), "typing_recall", accuracy.Recalls[cluster], "Of those in the segment, the share typed so.");
            yield return Row(needs.Facts.CodeOf(cluster), "typing_precision", precision, precision is null ? "Nobody was typed so." : "Of those typed so, the share who are.");
        }
    }

    private static IEnumerable<EvidenceRow> Questions(NeedsFacts needs)
    {
        if (needs.Fewest is not { } fewest)
        {
            yield break;
        }

        string[] names = [.. fewest.Columns.Select(column => needs.Model.Questions[column])];
        yield return new EvidenceRow(
            EvidenceTopics.Needs, "fewest_questions", "questions", names.Length, Threshold: needs.Model.Questions.Length,
            Detail: string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names)} place {fewest.Chosen.Accuracy:0.0%} of those who answered in their segment; all {needs.Model.Questions.Length} questions {fewest.Full.Accuracy:0.0%}. Cross-validated, but chosen on the same answers, so somewhat flattered."));
        for (int step = 0; step < fewest.Steps.Count; step++)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Needs, needs.Model.Questions[fewest.Steps[step].Question], "accuracy_with_question", fewest.Steps[step].Accuracy,
                Threshold: fewest.Target, Detail: string.Create(CultureInfo.InvariantCulture, $"Asked as number {step + 1}, with those before it."));
        }
    }

    private static string FactorName(int factor) => string.Create(CultureInfo.InvariantCulture, $"factor_{factor + 1}");

    private static EvidenceRow Judged(string subject, string item, double value, double threshold, bool isPassed, string detail) =>
        new(EvidenceTopics.Needs, subject, item, value, Threshold: threshold, Verdict: isPassed ? "pass" : "warn", Detail: detail);

    private static EvidenceRow Row(string subject, string item, double? value, string detail) =>
        new(EvidenceTopics.Needs, subject, item, value, Detail: detail);
}

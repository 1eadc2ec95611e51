using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Models.Clustering;
using Segmentation.Models.Factors;
using Segmentation.Models.Typing;

namespace Segmentation.Jobs.Fit;

/// <summary>A survey's answers of the customers who can be scored, in order of customer id.</summary>
/// <param name="Questions">The questions.</param>
/// <param name="Answers">One array per customer, a value per question; NaN is missing.</param>
/// <param name="Spend">Net spend of each.</param>
/// <param name="Behaviour">Raw typing features of each, one array per feature; empty when nobody is predicted.</param>
internal sealed record NeedsData(string[] Questions, double[][] Answers, double[] Spend, double[][] Behaviour)
{
    public int RowCount => Answers.Length;
}

/// <summary>A needs fit and all that may be said of it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Data">The answers it was fitted on.</param>
/// <param name="Facts">The clusters of factor scores, as every other clustering is described.</param>
/// <param name="Accuracy">How often the typing tool is right; null when nobody is predicted.</param>
/// <param name="Fewest">The fewest questions that place a customer; null for a single cluster.</param>
internal sealed record NeedsFacts(NeedsModel Model, NeedsData Data, FitFacts Facts, TypingAccuracy? Accuracy, FewestQuestions? Fewest);

/// <summary>Fits a needs scheme: factors of the answers, clusters of factor scores, and the typing tool.</summary>
internal static class NeedsFitting
{
    /// <summary>Fits.</summary>
    /// <exception cref="RunRefusedException">The answers cannot be factored, or the factors not be cut.</exception>
    public static NeedsFacts Fit(
        SchemeRun scheme, NeedsData data, NeedsModel? earlier, IReadOnlyCollection<string> retiredCodes, CancellationToken cancellationToken)
    {
        NeedsConfig config = scheme.Config.Needs;
        try
        {
            FactorAnalysisFit factors = FactorAnalysis.Fit([.. data.Answers.SelectMany(row => row)], data.Questions.Length, Options(config));
            double[][] scores = NeedsModel.FactorScores(factors, data.Answers);
            SchemeRun clustered = scheme with { Fitting = Clustering(config, factors.FactorCount) };
            int[]? earlierClusters = earlier is null ? null : EarlierClusters(scheme, earlier, data, cancellationToken);
            FitFacts facts = ClusterFitting.Fit(
                clustered, new ClusterData(scores, data.Spend), earlier?.Clusters, retiredCodes, cancellationToken, earlierClusters);
            facts = facts with
            {
                Whom = $"who can be scored and answered survey {config.Survey}; the others are typed, or have a state of their own",
                Cut = facts.Cut with { Algorithm = $"{factors.FactorCount} factors of {data.Questions.Length} questions of survey {config.Survey} ({config.Rotation.ToString().ToLowerInvariant()}), then {facts.Cut.Algorithm}" },
            };
            return Typed(config, new NeedsModel { Questions = data.Questions, Factors = factors, Clusters = facts.Model }, data, facts, cancellationToken);
        }
        catch (ArgumentException error)
        {
            throw new RunRefusedException(
                $"Scheme {scheme.Name} cannot be fitted on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd} on {data.RowCount:N0} customers who answered survey {config.Survey}: {error.Message} The published tables are unchanged. Change {scheme.ClustersPath} in segmentation.yml.", error);
        }
    }

    /// <summary>Clusters of factor scores, which have one unit already.</summary>
    private static KMeansConfig Clustering(NeedsConfig config, int factorCount) => new()
    {
        K = config.K,
        ChooseK = config.ChooseK,
        Seed = config.Seed,
        Restarts = config.Restarts,
        RefitDays = config.RefitDays,
        KeepJaccard = config.KeepJaccard,
        Gates = config.Gates,
        Evidence = config.Evidence,
        Features = [.. Enumerable.Range(1, factorCount).Select(factor => new ClusterFeature { Name = $"factor_{factor}", Scale = Configuration.FeatureScale.None })],
    };

    private static FactorAnalysisOptions Options(NeedsConfig config) => new()
    {
        Seed = config.Seed,
        FactorCount = config.Factors == 0 ? null : config.Factors,
        Rotation = Enum.Parse<FactorRotation>(config.Rotation.ToString()),
        Missing = config.Missing == NeedsMissing.Mean ? MissingAnswers.ColumnMean : MissingAnswers.Refuse,
    };

    /// <summary>Where the model before puts tonight's customers, by its own factors; -1 where it asks what they did not answer.</summary>
    private static int[] EarlierClusters(SchemeRun scheme, NeedsModel earlier, NeedsData data, CancellationToken cancellationToken)
    {
        int[] places = [.. earlier.Questions.Select(question => Array.IndexOf(data.Questions, question))];
        double[][] answers = [.. data.Answers.Select(row => places.Select(place => place < 0 ? double.NaN : row[place]).ToArray())];
        int[] known = [.. Enumerable.Range(0, answers.Length)
            .Where(row => earlier.Factors.Missing == MissingAnswers.ColumnMean || !answers[row].Any(double.IsNaN))];
        var clusters = new int[answers.Length];
        Array.Fill(clusters, -1);
        if (known.Length > 0)
        {
            int[] placed = earlier.Clusters.Place(
                earlier.FactorScores([.. known.Select(row => answers[row])]), scheme.Context.Run.Config.Engine.Threads, cancellationToken).Clusters;
            for (int place = 0; place < known.Length; place++)
            {
                clusters[known[place]] = placed[place];
            }
        }

        return clusters;
    }

    private static NeedsFacts Typed(NeedsConfig config, NeedsModel model, NeedsData data, FitFacts facts, CancellationToken cancellationToken)
    {
        int clusterCount = facts.Cut.ClusterCount;
        if (clusterCount < 2)
        {
            return new NeedsFacts(model, data, facts, null, null);
        }

        var options = new TypingOptions
        {
            Seed = config.Seed,
            Method = config.Typing.Method == NeedsTypingMethod.Logit ? TypingMethod.MultinomialLogit : TypingMethod.LinearDiscriminant,
            FoldCount = config.Typing.Folds,
        };
        FewestQuestions fewest = FewestQuestions.Select(
            Filled(model, data), data.Questions.Length, facts.Cut.Assignments, clusterCount,
            new FewestQuestionsOptions { Typing = options, ShareOfFull = config.FewestQuestionsShare }, null, cancellationToken);
        if (config.Typing.Features.Count == 0)
        {
            return new NeedsFacts(model, data, facts, null, fewest);
        }

        FeatureScaler scaler = FeatureScaler.Fit(data.Behaviour, ClusterFitting.Scaling(config.Typing.Features));
        double[] rows = NeedsModel.Doubles(scaler.Apply(data.Behaviour));
        TypingFit typing = TypingFit.Fit(rows, data.Behaviour.Length, facts.Cut.Assignments, clusterCount, options, cancellationToken);
        TypingAccuracy accuracy = CrossValidation.Measure(rows, data.Behaviour.Length, facts.Cut.Assignments, clusterCount, options, null, cancellationToken);
        return new NeedsFacts(model with { TypingScaler = scaler, Typing = typing.Tool }, data, facts, accuracy, fewest);
    }

    /// <summary>Answers with the question's mean where there is none, as the factors took them.</summary>
    private static double[] Filled(NeedsModel model, NeedsData data) =>
        [.. data.Answers.SelectMany(row => row.Select((value, question) => double.IsNaN(value) ? model.Factors.Means[question] : value))];
}

using System.Text.Json;
using Segmentation.Models.Clustering;
using Segmentation.Models.Factors;
using Segmentation.Models.Typing;

namespace Segmentation.Jobs.Fit;

/// <summary>A fitted needs scheme as the ledger keeps it: from answers to segment, and from behaviour to segment.</summary>
internal sealed record NeedsModel
{
    /// <summary>Questions, in the order of the factors' columns.</summary>
    public required string[] Questions { get; init; }

    public required FactorAnalysisFit Factors { get; init; }

    /// <summary>The clusters of factor scores; its features are factor_1 and on.</summary>
    public required ClusterModel Clusters { get; init; }

    /// <summary>How behaviour is brought to scale for the typing tool; null when nobody is predicted.</summary>
    public FeatureScaler? TypingScaler { get; init; }

    /// <summary>Predicts the cluster from scaled behaviour; null when nobody is predicted.</summary>
    public TypingTool? Typing { get; init; }

    public static NeedsModel Read(string json) => JsonSerializer.Deserialize<NeedsModel>(json)!;

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>Whether another model assigns differently than this one; words do not count.</summary>
    public bool DiffersFrom(NeedsModel other) =>
        (other with { Clusters = other.Clusters with { Labels = Clusters.Labels, Descriptions = Clusters.Descriptions } }).Write() != Write();

    /// <summary>Factor scores, one array per factor.</summary>
    /// <param name="answers">One array per customer, a value per question; NaN is missing.</param>
    public double[][] FactorScores(double[][] answers) => FactorScores(Factors, answers);

    /// <summary>Factor scores, one array per factor.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="answers">One array per customer, a value per question; NaN is missing.</param>
    public static double[][] FactorScores(FactorAnalysisFit factors, double[][] answers)
    {
        var scores = new double[answers.Length * factors.FactorCount];
        factors.Score([.. answers.SelectMany(row => row)], scores);
        return [.. Enumerable.Range(0, factors.FactorCount)
            .Select(factor => Enumerable.Range(0, answers.Length).Select(row => scores[row * factors.FactorCount + factor]).ToArray())];
    }

    /// <summary>The likeliest cluster, the next, and the probability of the likeliest, from behaviour.</summary>
    /// <param name="columns">Raw features of <see cref="TypingScaler"/>, one array per feature; NaN is missing.</param>
    public (int Cluster, int NextCluster, double Probability)[] Predict(double[][] columns)
    {
        int rowCount = columns[0].Length;
        var clusters = new int[rowCount];
        var probabilities = new double[rowCount * Typing!.SegmentCount];
        Typing.Predict(Doubles(TypingScaler!.Apply(columns)), clusters, probabilities);
        return [.. clusters.Select((cluster, row) =>
        {
            ReadOnlySpan<double> own = probabilities.AsSpan(row * Typing.SegmentCount, Typing.SegmentCount);
            int next = -1;
            for (int other = 0; other < own.Length; other++)
            {
                next = other != cluster && (next < 0 || own[other] > own[next]) ? other : next;
            }

            return (cluster, next, own[cluster]);
        })];
    }

    internal static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>Segments by what customers say they need: a survey's scales to factors, factors to clusters, and a typing tool
/// that predicts the segment of customers who did not answer.</summary>
public sealed record NeedsConfig
{
    [Description("survey_id of the survey (survey_answers).")]
    public string Survey { get; init; } = "";

    [Description("Questions that are answered in numbers, all pointing the way they are asked. Default: every question of the survey with a number for an answer.")]
    public IReadOnlyList<string> Questions { get; init; } = [];

    [Description("Number of factors. 0: as many as exceed chance (parallel analysis).")]
    [Range(0, 100)]
    public int Factors { get; init; }

    [Description("How factors are turned: varimax (uncorrelated), oblimin or promax (correlated), none.")]
    public NeedsRotation Rotation { get; init; } = NeedsRotation.Varimax;

    [Description("Customers who left out a question: drop (they count as not having answered) or mean (the question's mean stands in, for those who answered half or more).")]
    public NeedsMissing Missing { get; init; } = NeedsMissing.Drop;

    [Description("Fewest customers who must have answered. With fewer no model is fitted, and everybody is untyped.")]
    [Range(10, 1_000_000_000)]
    public int FewestAnswered { get; init; } = 100;

    [Description("Number of clusters, unless choose_k finds it.")]
    [Range(2, 100)]
    public int K { get; init; } = 4;

    [Description("Find the number of clusters by votes within limits, at every fit. A code goes on only where customers agree.")]
    public ChooseKConfig? ChooseK { get; init; }

    [Description("Seed of every random draw.")]
    public long Seed { get; init; } = 1;

    [Description("Starts of k-means tried; the best is kept.")]
    [Range(1, 1000)]
    public int Restarts { get; init; } = 10;

    [Description("Days after which the model is fitted anew; in between it only scores.")]
    [Range(0, 3660)]
    public int RefitDays { get; init; } = 90;

    [Description("A new cluster keeps an old segment's code only when they share more than this part of all customers in either (Jaccard).")]
    [Range(0d, 0.99)]
    public double KeepJaccard { get; init; } = 0.5;

    [Description("What a fit must show.")]
    public GateConfig Gates { get; init; } = new();

    [Description("How much is measured at a fit: basic (factors, separation, typing) or full (stability over regions and resamples too).")]
    public EvidenceLevel Evidence { get; init; } = EvidenceLevel.Full;

    [Description("The fewest questions reported are those that place customers this share as often right as all questions do.")]
    [Range(0.5, 1d)]
    public double FewestQuestionsShare { get; init; } = 0.95;

    [Description("How the segment of customers who did not answer is predicted.")]
    public TypingConfig Typing { get; init; } = new();
}

/// <summary>How the segment of customers who did not answer a survey is predicted from what they do.</summary>
public sealed record TypingConfig
{
    [Description("Features or metrics to predict from, with their scaling. An empty list: nobody is predicted.")]
    public IReadOnlyList<ClusterFeature> Features { get; init; } =
    [
        new() { Name = "recency_days", Transform = FeatureTransform.Log1p },
        new() { Name = "tenure_days", Transform = FeatureTransform.Log1p },
        new() { Name = "order_count", Transform = FeatureTransform.Log1p },
        new() { Name = "average_order_amount", Transform = FeatureTransform.Log1p },
        new() { Name = "discount_share", Transform = FeatureTransform.Log1p },
    ];

    [Description("logit (multinomial) or discriminant (linear).")]
    public NeedsTypingMethod Method { get; init; } = NeedsTypingMethod.Logit;

    [Description("Folds of the cross-validation that says how often a prediction is right.")]
    [Range(2, 100)]
    public int Folds { get; init; } = 10;

    [Description("Least probability of a prediction; customers below are untyped. 0: everybody is predicted.")]
    [Range(0d, 1d)]
    public double LeastProbability { get; init; }
}

/// <summary>How factors are turned.</summary>
public enum NeedsRotation
{
    Varimax,
    Oblimin,
    Promax,
    None,
}

/// <summary>What becomes of customers who left out a question.</summary>
public enum NeedsMissing
{
    Drop,
    Mean,
}

/// <summary>How a typing tool learns.</summary>
public enum NeedsTypingMethod
{
    Logit,
    Discriminant,
}

namespace Segmentation.Models.Typing;

/// <summary>How a typing tool learns its weights. Both end as one linear score per segment.</summary>
public enum TypingMethod
{
    /// <summary>Multinomial logit: assumes least of the answers, costs iterations.</summary>
    MultinomialLogit,

    /// <summary>Linear discriminant: answers normal with like spread within segments; one pass over the rows.</summary>
    LinearDiscriminant,
}

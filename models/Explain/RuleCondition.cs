namespace Segmentation.Models.Explain;

/// <summary>One comparison.</summary>
/// <param name="Feature">Name of the feature.</param>
/// <param name="FeatureIndex">Its position among the columns.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Threshold">What to compare with, exactly as the tree does; 0 where nothing is compared.</param>
/// <param name="IncludesMissing">Whether a missing value meets the condition too.</param>
public sealed record RuleCondition(
    string Feature, int FeatureIndex, RuleOperator Operator, double Threshold, bool IncludesMissing)
{
    /// <summary>Whether a value, NaN when missing, meets the condition.</summary>
    public bool IsMetBy(double value) =>
        double.IsNaN(value)
            ? IncludesMissing || Operator == RuleOperator.IsMissing
            : Operator switch
            {
                RuleOperator.AtMost => value <= Threshold,
                RuleOperator.Above => value > Threshold,
                _ => Operator == RuleOperator.IsPresent,
            };
}

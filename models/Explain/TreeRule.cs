namespace Segmentation.Models.Explain;

/// <summary>One leaf: a row that meets all conditions has the segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Conditions">At most two per feature, in column order; none when the tree is one leaf.</param>
/// <param name="Share">Share of the weight the tree was grown from.</param>
/// <param name="Purity">Share of that weight which has the segment.</param>
public sealed record TreeRule(int Segment, IReadOnlyList<RuleCondition> Conditions, double Share, double Purity)
{
    /// <summary>Whether a row, in column order, meets all conditions.</summary>
    public bool IsMetBy(IReadOnlyList<double> row) =>
        Conditions.All(condition => condition.IsMetBy(row[condition.FeatureIndex]));
}

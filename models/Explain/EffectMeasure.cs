namespace Segmentation.Models.Explain;

/// <summary>How the size of a difference is expressed, free of the feature's units.</summary>
public enum EffectMeasure
{
    /// <summary>
    /// Difference of means over the pooled standard deviation (Cohen, "Statistical power analysis", 1988).
    /// </summary>
    CohensD,

    /// <summary>
    /// Chance that a member is above one of the rest, less the chance that it is below (Cliff, "Dominance statistics",
    /// 1993). From −1 to 1.
    /// </summary>
    CliffsDelta,
}

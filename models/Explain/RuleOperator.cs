namespace Segmentation.Models.Explain;

/// <summary>How a value is compared.</summary>
public enum RuleOperator
{
    /// <summary>The value is the threshold or less.</summary>
    AtMost,

    /// <summary>The value is more than the threshold.</summary>
    Above,

    /// <summary>There is no value.</summary>
    IsMissing,

    /// <summary>There is a value, whichever.</summary>
    IsPresent,
}

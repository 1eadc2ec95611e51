namespace Segmentation.Models.Explain;

/// <summary>How a feature's values are spoken of.</summary>
public enum FeatureKind
{
    /// <summary>A bare number.</summary>
    Number,

    /// <summary>A number of things, such as orders.</summary>
    Count,

    /// <summary>An amount of money.</summary>
    Money,

    /// <summary>A length of time.</summary>
    Time,

    /// <summary>A share from 0 to 1.</summary>
    Share,

    /// <summary>A code for a word. Its size means nothing, so it is never described or used for a label.</summary>
    Text,
}

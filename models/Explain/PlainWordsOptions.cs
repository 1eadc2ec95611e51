namespace Segmentation.Models.Explain;

/// <summary>How much is said.</summary>
public sealed record PlainWordsOptions
{
    /// <summary>Sentences per segment at most, strongest first.</summary>
    public int MostSentences { get; init; } = 5;

    /// <summary>
    /// Weaker contrasts are left out, however clear: among a million rows everything is clear. 0.147 is where Romano
    /// and others (2006) end "negligible" for Cliff's delta.
    /// </summary>
    public double SmallestStrength { get; init; } = 0.147;
}

namespace Segmentation.Models.Explain;

/// <summary>What a proposed label may look like.</summary>
public sealed record LabelOptions
{
    /// <summary>Features in a label at most; from 1 to 4.</summary>
    public int MostFeatures { get; init; } = 3;

    /// <summary>Characters at most, where a shorter label can be made.</summary>
    public int MostCharacters { get; init; } = 48;

    /// <summary>Weaker contrasts name nothing; see <see cref="PlainWordsOptions.SmallestStrength"/>.</summary>
    public double SmallestStrength { get; init; } = 0.147;

    /// <summary>The label of a segment that nothing sets apart.</summary>
    public string AverageLabel { get; init; } = "Like the average";

    /// <summary>Words that name no segment.</summary>
    public RefusedWords Refused { get; init; } = RefusedWords.Default;
}

namespace Segmentation.Models.Explain;

/// <summary>A label for one segment, and why.</summary>
public sealed record LabelProposal
{
    /// <summary>Number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>The label. Different from every other, whatever their case and accents.</summary>
    public required string Label { get; init; }

    /// <summary>The person whose label this is and stays; null for a proposal.</summary>
    public required string? NamedBy { get; init; }

    /// <summary>Features whose words make the label, strongest first; none for a label by a person.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>
    /// Refused words in it. Only a person's label can have any: it is kept, and they should look again.
    /// </summary>
    public required IReadOnlyList<string> RefusedWords { get; init; }
}

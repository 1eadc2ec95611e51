namespace Segmentation.Models.Explain;

/// <summary>Rules that say what a model does, and how far to believe them.</summary>
public sealed record SurrogateTreeFit
{
    /// <summary>The tree. Look at it even when refused; do not score with it then.</summary>
    public required DecisionTree Tree { get; init; }

    /// <summary>Share of judged weight to which the rules give the right segment.</summary>
    public required double Fidelity { get; init; }

    /// <summary>The same for a rule that says the largest segment of all rows.</summary>
    public required double LargestSegmentFidelity { get; init; }

    /// <summary>Fidelity of each segment, ascending.</summary>
    public required IReadOnlyList<SegmentFidelity> Segments { get; init; }

    /// <summary>Rows on which fidelity was measured.</summary>
    public required int JudgedRowCount { get; init; }

    /// <summary>Whether the tree had never seen those rows.</summary>
    public required bool IsHeldOut { get; init; }

    /// <summary>Leaves before pruning.</summary>
    public required int GrownLeafCount { get; init; }

    /// <summary>Whether the rules are too far from the model to stand for it.</summary>
    public required bool IsRefused { get; init; }

    /// <summary>The verdict in words, with its figures.</summary>
    public required string Verdict { get; init; }

    /// <summary>The rules as one SQL expression.</summary>
    /// <param name="quote">Turns a feature's name into a column reference, quoted as the warehouse wants it.</param>
    /// <inheritdoc cref="TreeRules.ToSqlCase" path="/remarks"/>
    /// <exception cref="InvalidOperationException">The rules were refused.</exception>
    public string ToSqlCase(Func<string, string> quote) =>
        IsRefused
            ? throw new InvalidOperationException($"These rules may not score customers. {Verdict}")
            : TreeRules.ToSqlCase(Tree.ToRules(), quote);
}

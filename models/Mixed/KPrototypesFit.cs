namespace Segmentation.Models.Mixed;

/// <summary>Fitted prototypes and the evidence for them.</summary>
public sealed record KPrototypesFit
{
    /// <summary>The prototypes.</summary>
    public required KPrototypesModel Model { get; init; }

    /// <summary>Nearest prototype of each row, as <see cref="KPrototypesModel.Assign"/> gives it.</summary>
    public required int[] Assignments { get; init; }

    /// <summary>Rows per cluster.</summary>
    public required long[] Sizes { get; init; }

    /// <summary>Sum over rows of the distance to the nearest prototype.</summary>
    public required double Cost { get; init; }

    /// <summary>
    /// Cost of each iteration's assignment, to the prototypes it was made with. Never rises but for rounding.
    /// </summary>
    public required IReadOnlyList<double> CostPerIteration { get; init; }

    /// <summary>Iterations of the start that won.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the start that won stopped by itself rather than at the iteration limit.</summary>
    public required bool Converged { get; init; }

    /// <summary>Which start won, counted from 0.</summary>
    public required int WinningRestart { get; init; }

    /// <summary>Final cost of every start, in order: how much the result depends on luck.</summary>
    public required IReadOnlyList<double> CostPerRestart { get; init; }

    /// <summary>Times an empty cluster was moved to a far row, in the start that won.</summary>
    public required int Relocations { get; init; }
}

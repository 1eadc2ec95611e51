namespace Segmentation.Models.Explain;

/// <summary>Customers in two cuts, and what they did after. Arrays pair by row.</summary>
public sealed record TierSample
{
    /// <summary>Broad tier of each row, any numbers.</summary>
    public required int[] Tiers { get; init; }

    /// <summary>Micro-segment of each row, any numbers.</summary>
    public required int[] MicroSegments { get; init; }

    /// <summary>Spend afterwards; 0 for nothing bought, never NaN.</summary>
    public required double[] NextSpend { get; init; }

    /// <summary>Whether the customer responded afterwards; null leaves response out.</summary>
    public bool[]? HasResponded { get; init; }

    /// <summary>One stable key per row, from which folds and bootstrap draws are made; null means its index.</summary>
    public ulong[]? RowKeys { get; init; }

    internal void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(Tiers);
        ExplainChecks.SameLength(MicroSegments, Tiers.Length, $"Micro-segments of the {name} sample");
        ExplainChecks.SameLength(NextSpend, Tiers.Length, $"Next spend of the {name} sample");
        ExplainChecks.Finite(NextSpend, $"Next spend of the {name} sample");
        if (HasResponded is not null)
        {
            ExplainChecks.SameLength(HasResponded, Tiers.Length, $"Response of the {name} sample");
        }

        if (RowKeys is not null)
        {
            ExplainChecks.SameLength(RowKeys, Tiers.Length, $"Row keys of the {name} sample");
        }
    }
}

namespace Segmentation.Models.Explain;

/// <summary>
/// Customers as they were known on a date, and what they did after it. Arrays pair by row.
/// </summary>
public sealed record PredictionSample
{
    /// <summary>Segment of each row on the date. A number below 0 is a group of its own.</summary>
    public required int[] Segments { get; init; }

    /// <summary>Spend in the period before the date; NaN for none known, which is a group of its own.</summary>
    public required double[] LastSpend { get; init; }

    /// <summary>Days since the last order on the date, NaN for none; null leaves this baseline out.</summary>
    public double[]? RecencyDays { get; init; }

    /// <summary>Spend in the period after the date; 0 for nothing bought, never NaN.</summary>
    public required double[] NextSpend { get; init; }

    /// <summary>Whether the customer was lost in the period after the date; null leaves churn out.</summary>
    public bool[]? HasChurned { get; init; }

    /// <summary>One stable key per row, from which folds and bootstrap draws are made; null means its index.</summary>
    public ulong[]? RowKeys { get; init; }

    internal void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(Segments);
        int rowCount = Segments.Length;
        ExplainChecks.SameLength(LastSpend, rowCount, $"Last spend of the {name} sample");
        ExplainChecks.NotInfinite(LastSpend, $"Last spend of the {name} sample");
        ExplainChecks.SameLength(NextSpend, rowCount, $"Next spend of the {name} sample");
        ExplainChecks.Finite(NextSpend, $"Next spend of the {name} sample");
        if (RecencyDays is not null)
        {
            ExplainChecks.SameLength(RecencyDays, rowCount, $"Recency of the {name} sample");
            ExplainChecks.NotInfinite(RecencyDays, $"Recency of the {name} sample");
        }

        if (HasChurned is not null)
        {
            ExplainChecks.SameLength(HasChurned, rowCount, $"Churn of the {name} sample");
        }

        if (RowKeys is not null)
        {
            ExplainChecks.SameLength(RowKeys, rowCount, $"Row keys of the {name} sample");
        }
    }
}

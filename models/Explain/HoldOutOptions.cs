namespace Segmentation.Models.Explain;

/// <summary>How predictions by group are judged on rows they were not made from.</summary>
public sealed record HoldOutOptions
{
    /// <summary>Seed of folds and bootstrap draws.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// Folds, dealt by hash of the key, when there is no earlier sample to learn from; from 2 to 50.
    /// </summary>
    public int FoldCount { get; init; } = 5;

    /// <summary>Bootstrap replicates behind every interval; from 20 to 10,000.</summary>
    public int ReplicateCount { get; init; } = 500;

    /// <summary>Share of intervals that hold the truth, each by itself; above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// A group's mean is drawn to that of all rows by so many customers of it, so that a group of one predicts nothing
    /// for certain; above 0.
    /// </summary>
    public double PriorCustomers { get; init; } = 1;

    internal void Check()
    {
        ExplainChecks.Share(Confidence, nameof(Confidence));
        if (FoldCount is < 2 or > 50 || ReplicateCount is < 20 or > 10_000)
        {
            throw new ArgumentException(
                $"{FoldCount} folds must be from 2 to 50, {ReplicateCount} replicates from 20 to 10,000.");
        }

        if (!(PriorCustomers > 0) || double.IsInfinity(PriorCustomers))
        {
            throw new ArgumentException($"PriorCustomers is {PriorCustomers}; it must be finite and above 0.");
        }
    }
}

namespace Segmentation.Models.Selection;

/// <summary>One line of the evidence: what a criterion says of a number of clusters.</summary>
/// <param name="ClusterCount">k.</param>
/// <param name="Criterion">What was measured.</param>
/// <param name="Value">What it came to; NaN when it could not be measured.</param>
/// <param name="HasVote">Whether the criterion votes for this k.</param>
/// <param name="Weight">What its vote counts; 0 for a limit or a criterion only shown.</param>
/// <param name="IsVeto">Whether this line rules the k out.</param>
/// <param name="Reason">Why, in a sentence; empty when there is nothing to say.</param>
public sealed record ClusterCountRow(
    int ClusterCount,
    ClusterCountCriterion Criterion,
    double Value,
    bool HasVote,
    double Weight,
    bool IsVeto,
    string Reason);

/// <summary>A person's decision against, or in place of, the votes.</summary>
/// <param name="ClusterCount">The k decided on; one of the candidates.</param>
/// <param name="Person">Who decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="Date">When, as the caller knows it.</param>
public sealed record ClusterCountOverride(int ClusterCount, string Person, string Reason, DateOnly Date);

/// <summary>The number of clusters chosen, and everything it rests on.</summary>
public sealed record ClusterCountDecision
{
    /// <summary>Every criterion for every candidate: by k, then by criterion.</summary>
    public required IReadOnlyList<ClusterCountRow> Rows { get; init; }

    /// <summary>
    /// What the votes say; null when every candidate is vetoed or no criterion found anything to vote for.
    /// </summary>
    public required int? VotedClusterCount { get; init; }

    /// <summary>What holds: the override, or else the vote.</summary>
    public required int? ChosenClusterCount { get; init; }

    /// <summary>Why, in a few sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>The override, if there was one.</summary>
    public ClusterCountOverride? Override { get; init; }

    /// <summary>The evidence, with the fit of every candidate.</summary>
    public required ClusterCountMeasures Measures { get; init; }

    /// <summary>The fit of the chosen number of clusters; null when none was chosen.</summary>
    public FittedClusters? ChosenFit => Measures.Candidates
        .FirstOrDefault(candidate => candidate.ClusterCount == ChosenClusterCount)?.Fit;

    /// <summary>Weight of the votes a k received.</summary>
    public double VotesFor(int clusterCount) =>
        Rows.Where(row => row.ClusterCount == clusterCount && row.HasVote).Sum(row => row.Weight);

    /// <summary>
    /// The decision after a person overruled it. The votes stay as they were; a veto is named, not obeyed.
    /// </summary>
    /// <param name="decided">Who decided what, why and when.</param>
    /// <exception cref="ArgumentException">
    /// The k is no candidate, so nothing is known of it, or person or reason are blank.
    /// </exception>
    public ClusterCountDecision OverruledBy(ClusterCountOverride decided)
    {
        ArgumentNullException.ThrowIfNull(decided);
        ArgumentException.ThrowIfNullOrWhiteSpace(decided.Person, nameof(decided));
        ArgumentException.ThrowIfNullOrWhiteSpace(decided.Reason, nameof(decided));
        if (Measures.Candidates.All(candidate => candidate.ClusterCount != decided.ClusterCount))
        {
            throw new ArgumentException(
                $"{decided.ClusterCount} segments were decided on, of which there is no evidence. The decision is as " +
                "it was. Add the number to the candidates and measure it first.",
                nameof(decided));
        }

        string[] vetoes = [.. Rows
            .Where(row => row.ClusterCount == decided.ClusterCount && row.IsVeto).Select(row => row.Reason)];
        string against = vetoes.Length > 0 ? $" This goes against a limit: {string.Join(" ", vetoes)}" : "";
        string voted = VotedClusterCount is { } count ? $"The votes said {count}." : "The votes settled on none.";
        return this with
        {
            ChosenClusterCount = decided.ClusterCount,
            Override = decided,
            Reason = $"{decided.ClusterCount} segments, as decided by {decided.Person} on {decided.Date:yyyy-MM-dd}: " +
                $"{decided.Reason.TrimEnd('.')}. {voted}{against}",
        };
    }
}

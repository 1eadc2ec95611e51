using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>A segment as it is published: counts and sums, no customer.</summary>
public sealed record SegmentFigures
{
    public required string Code { get; init; }

    public required string Label { get; init; }

    public required string Description { get; init; }

    /// <summary>Whether the model assigns it; else it is a state of its own, such as a prospect.</summary>
    public required bool IsScored { get; init; }

    public required long CustomerCount { get; init; }

    public required decimal NetSpendAmount { get; init; }
}

/// <summary>Customers who went from one segment to another between two snapshots, or stayed.</summary>
public record MigrationFlow(string From, string To, bool IsMove, long CustomerCount, decimal NetSpendAmount);

/// <summary>A model that was published before.</summary>
public sealed record EarlierModel(string ModelVersion, DateOnly FittedDate, double? Silhouette, double? ClusterCount);

/// <summary>All that a page about a scheme says, read from the published tables.</summary>
public sealed record SchemeFacts
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string Description { get; init; }

    public required string Owner { get; init; }

    public required string ModelVersion { get; init; }

    public required DateOnly FittedDate { get; init; }

    public required DateOnly SnapshotDate { get; init; }

    /// <summary>Currency of the company's amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The model card, in Markdown.</summary>
    public required string Card { get; init; }

    public required IReadOnlyList<SegmentFigures> Segments { get; init; }

    /// <summary>Segments that no longer take customers: their names are needed to say who left them.</summary>
    public required IReadOnlyList<SegmentFigures> RetiredSegments { get; init; }

    public required IReadOnlyList<EvidenceRow> Evidence { get; init; }

    /// <summary>Days between which <see cref="Flows"/> went; null at the first snapshot.</summary>
    public required (DateOnly From, DateOnly To)? FlowDates { get; init; }

    public required IReadOnlyList<MigrationFlow> Flows { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<EarlierModel> EarlierModels { get; init; }

    public IEnumerable<SegmentFigures> ScoredSegments => Segments.Where(segment => segment.IsScored);

    public IEnumerable<EvidenceRow> Of(string topic) => Evidence.Where(row => row.Topic == topic);

    public IEnumerable<EvidenceRow> Of(string topic, string item) => Evidence.Where(row => row.Topic == topic && row.Item == item);

    public double? Value(string topic, string subject, string item) =>
        Evidence.FirstOrDefault(row => row.Topic == topic && row.Subject == subject && row.Item == item)?.Value;

    /// <summary>Code and label, as readers call a segment, or called it before it was retired.</summary>
    public string NameOf(string code) => Segments.Concat(RetiredSegments).FirstOrDefault(segment => segment.Code == code) is { } segment && segment.Label.Length > 0 && segment.Label != code
        ? $"{code} {segment.Label}"
        : code;
}

namespace Segmentation.Jobs.Explain;

/// <summary>Why a customer is in the segments they are in.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Records">Their records in the source systems.</param>
/// <param name="Schemes">One entry per scheme, by name.</param>
public sealed record CustomerExplanation(string CustomerId, IReadOnlyList<SourceRecord> Records, IReadOnlyList<SchemeExplanation> Schemes);

/// <summary>A record of a source system.</summary>
public sealed record SourceRecord(string SourceSystem, string SourceRecordId);

/// <summary>Why a customer has the tag they have in one scheme.</summary>
public sealed record SchemeExplanation
{
    public required PublishedTag Tag { get; init; }

    /// <summary>The segments the customer was in, newest first, as it is believed now.</summary>
    public required IReadOnlyList<MembershipStretch> History { get; init; }

    /// <summary>The features that the scheme looks at, in its order.</summary>
    public required IReadOnlyList<FeaturePlace> Features { get; init; }

    /// <summary>Why, a sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>How far each segment is, nearest first; empty for a scheme that knows no distance.</summary>
    public IReadOnlyList<SegmentDistance> Distances { get; init; } = [];
}

/// <summary>A row of customer_segments, with its scheme and the meaning of its segment.</summary>
public sealed record PublishedTag(
    string Scheme, string Kind, string SegmentCode, string SegmentLabel, string SegmentDescription, string State, string? ScoreDetail,
    string? NextSegmentCode, double? Confidence, string ModelVersion, string DefinitionHash, DateOnly SnapshotDate);

/// <summary>A segment and the days a customer was in it: from the first to before the last; no last day for the present one.</summary>
/// <param name="SegmentCode">The segment.</param>
/// <param name="SegmentLabel">Its label, as it is now.</param>
/// <param name="FromDate">The first day.</param>
/// <param name="ToDate">The day after the last; null for the present segment.</param>
/// <param name="IsNewModel">Whether another model scored on the first day than on the snapshot before, so that the cut may have moved
/// instead of the customer; null where there is no snapshot before.</param>
public sealed record MembershipStretch(string SegmentCode, string SegmentLabel, DateOnly FromDate, DateOnly? ToDate, bool? IsNewModel);

/// <summary>A feature of a customer and where that is among all customers.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Value">Its value as text; null when it is missing.</param>
/// <param name="Number">Its value as a number, where it is one.</param>
/// <param name="Percentile">Share of customers with a lower value, those with the same counted half; null for text and missing values.</param>
/// <param name="Description">What it says.</param>
public sealed record FeaturePlace(string Feature, string? Value, double? Number, double? Percentile, string Description);

/// <summary>How far a segment's middle is from a customer, in scaled features.</summary>
public sealed record SegmentDistance(string SegmentCode, string SegmentLabel, double Distance);

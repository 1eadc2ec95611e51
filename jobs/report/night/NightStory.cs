using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Report;

/// <summary>A segment's size on one snapshot.</summary>
public sealed record SegmentPoint(string Scheme, string Code, string Label, bool IsScored, DateOnly Date, long CustomerCount, decimal NetSpendAmount);

/// <summary>Customers that went from one segment to another, or stayed.</summary>
public sealed record NightFlow(string Scheme, string From, string To, bool IsMove, long CustomerCount, decimal NetSpendAmount)
    : MigrationFlow(From, To, IsMove, CustomerCount, NetSpendAmount);

/// <summary>The mean of a feature in a segment, against all customers.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Code">The segment.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Mean">Its mean in the segment.</param>
/// <param name="Deviation">How far that is from the mean of all, in their standard deviations.</param>
public sealed record FeatureMean(string Scheme, string Code, string Feature, double Mean, double Deviation);

/// <summary>How many customers have a feature between two values.</summary>
public sealed record FeatureBin(string Feature, double From, double To, long CustomerCount);

/// <summary>Rows in quarantine for one reason.</summary>
public sealed record QuarantinedRows(string Table, string Reason, long RowCount);

/// <summary>One step between the source files and the tags, in one currency.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Label">What the amount is.</param>
/// <param name="Amount">The amount: a total, or what is left out on the way, which is negative.</param>
/// <param name="IsTotal">Whether it is a total.</param>
public sealed record WaterfallStep(string Currency, string Label, decimal Amount, bool IsTotal);

/// <summary>All that a night's page tells, read from its publication and the ledger.</summary>
public sealed record NightStory
{
    public required string Company { get; init; }

    public required string Currency { get; init; }

    public required RunRow Run { get; init; }

    public required Publication Publication { get; init; }

    public required bool IsLive { get; init; }

    public required IReadOnlyList<StepRow> Steps { get; init; }

    /// <summary>Verdicts of this run and of those before it, the newest first.</summary>
    public required IReadOnlyList<RunAudit> Audits { get; init; }

    /// <summary>The snapshot before this one; null on the first night.</summary>
    public required DateOnly? Before { get; init; }

    public required IReadOnlyList<SegmentPoint> Segments { get; init; }

    public required IReadOnlyList<NightFlow> Flows { get; init; }

    public required IReadOnlyList<FeatureMean> Profiles { get; init; }

    public required IReadOnlyList<FeatureBin> Bins { get; init; }

    public required IReadOnlyList<QuarantinedRows> Quarantine { get; init; }

    public required IReadOnlyList<WaterfallStep> Waterfall { get; init; }

    /// <summary>Sums that do not come to each other on the way from the files to the tags.</summary>
    public required long UntiedCount { get; init; }

    public IEnumerable<string> Schemes => Segments.Select(segment => segment.Scheme).Distinct();

    /// <summary>A scheme's segments on this night's snapshot.</summary>
    public IEnumerable<SegmentPoint> Now(string scheme) => Segments.Where(segment => segment.Scheme == scheme && segment.Date == Publication.SnapshotDate);
}

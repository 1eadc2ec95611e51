using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Plan;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs;

/// <summary>What one night did.</summary>
public sealed record NightResult
{
    public IngestResult? Ingest { get; init; }

    public IReadOnlyList<AuditResult> Audits { get; init; } = [];

    public ChangePlan? Change { get; init; }

    /// <summary>What was fitted, when that was the goal.</summary>
    public IReadOnlyList<FittedScheme> Fits { get; init; } = [];

    /// <summary>Hash of the live raw parts that were read.</summary>
    public string? InputHash { get; init; }

    /// <summary>Content hash of what was published; null if nothing was.</summary>
    public string? PublishedHash { get; init; }

    /// <summary>The run, which may be an earlier one that went on.</summary>
    public string? RunId { get; init; }

    /// <summary>Whether the run had been killed and went on.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Whether the night was not needed any more: it had been done when its turn came.</summary>
    public bool WasDoneBefore { get; init; }

    /// <summary>Whether readers see it; false while it waits to be promoted.</summary>
    public bool IsPromoted { get; init; }

    /// <summary>What became of the deltas for the ERP.</summary>
    public IReadOnlyList<ErpOutcome> Erp { get; init; } = [];

    /// <summary>Engine and version.</summary>
    public string? EngineVersion { get; init; }
}

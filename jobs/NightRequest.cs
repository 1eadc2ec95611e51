using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>How far a night goes.</summary>
public enum NightGoal
{
    /// <summary>Load new files only.</summary>
    Ingest,

    /// <summary>Everything up to the scores: fit, keep the models with their evidence, publish nothing.</summary>
    Fit,

    /// <summary>Everything up to the candidate: say what would change, publish nothing.</summary>
    Plan,

    /// <summary>Publish.</summary>
    Publish,
}

/// <summary>What one night is asked to do.</summary>
public sealed record NightRequest
{
    public required RunContext Run { get; init; }

    public required TransformCatalog Catalog { get; init; }

    public required NightGoal Goal { get; init; }

    /// <summary>Schemes to score; the others keep what is published.</summary>
    public required IReadOnlyList<string> Schemes { get; init; }

    /// <summary>Steps to run, with all they need; null runs all. A selection never publishes.</summary>
    public string? Selection { get; init; }

    /// <summary>Read every file anew and fit every model anew.</summary>
    public bool IsFullRefresh { get; init; }

    /// <summary>The way to readers.</summary>
    public required PublishGate Gate { get; init; }

    /// <summary>The way to the ERP.</summary>
    public required ErpDesk Erp { get; init; }

    /// <summary>Who runs it: the account, for the change log.</summary>
    public required string Actor { get; init; }

    /// <summary>When schemes that find their segments are fitted.</summary>
    public FitRule Fitting { get; init; }

    /// <summary>Schemes that are scored with a model named here, whatever its age.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    /// <summary>Whether the run was killed before and goes on: what it had finished is not done again.</summary>
    public bool IsResumed { get; init; }
}

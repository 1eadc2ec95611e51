using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Run;

/// <summary>A step of the night that is C#, not SQL: it reads tables and writes tables, once per snapshot.</summary>
public interface IBatchJob
{
    /// <summary>Verb and noun, such as <c>score_schemes</c>.</summary>
    string Name { get; }

    /// <summary>Tables it reads: it runs after all of them are made.</summary>
    IReadOnlyList<string> Reads { get; }

    /// <summary>Tables it writes: their readers run after it.</summary>
    IReadOnlyList<string> Writes { get; }

    /// <summary>Does the step. Running it twice leaves one result.</summary>
    JobResult Run(JobContext context, CancellationToken cancellationToken);
}

/// <summary>What a job works with.</summary>
/// <param name="Run">The run.</param>
/// <param name="Engine">The engine, on the run's scratch database.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Catalog">Every transform, audit and function.</param>
/// <param name="Schemes">The schemes that this run scores; others keep what is published.</param>
/// <param name="IsFullRefresh">Whether models are fitted anew as if there had been none.</param>
/// <param name="Fitting">Whether schemes that find their segments may, or must, be fitted.</param>
/// <param name="Models">Schemes that are scored with a model named here, whatever its age.</param>
public sealed record JobContext(
    RunContext Run, DuckDbEngine Engine, ILedger Ledger, TransformCatalog Catalog, IReadOnlyList<string> Schemes, bool IsFullRefresh,
    FitRule Fitting = FitRule.WhenDue, IReadOnlyDictionary<string, string>? Models = null);

/// <summary>When a run fits the schemes that find their segments.</summary>
public enum FitRule
{
    /// <summary>When there is no model, or it has grown old.</summary>
    WhenDue,

    /// <summary>Whatever the age of the model; a fit that its gates refuse is shown, and stops nothing.</summary>
    Always,

    /// <summary>Not at all: a scheme without a model is refused.</summary>
    Never,
}

/// <summary>What a job did.</summary>
/// <param name="RowCount">Rows written.</param>
/// <param name="Summary">One line for people: counts, never values.</param>
public sealed record JobResult(long RowCount, string Summary);

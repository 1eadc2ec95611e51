using Segmentation.Jobs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Observability;

/// <summary>One night, for those who watch it.</summary>
/// <param name="Run">The run, as it started.</param>
/// <param name="Config">The configuration, secrets resolved: nothing of it is passed on as a whole.</param>
/// <param name="Folders">Where files lie.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Catalog">Every transform.</param>
/// <param name="Clock">The clock.</param>
internal sealed record ObservedNight(
    RunRow Run, SegmentationConfig Config, ProjectFolders Folders, ILedger Ledger, TransformCatalog Catalog, TimeProvider Clock);

/// <summary>How a night ended.</summary>
/// <param name="Run">The run, as the ledger has it now.</param>
/// <param name="Result">What it did; null when it failed.</param>
/// <param name="Incidents">What of its incidents changed.</param>
internal sealed record NightEnd(RunRow Run, NightResult? Result, IReadOnlyList<IncidentChange> Incidents);

/// <summary>How a step ended.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Status">How.</param>
/// <param name="RowCount">Rows it wrote, where that means something.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="Summary">What it did, or why it failed.</param>
internal sealed record StepEnd(string Step, RunStatus Status, long? RowCount, StepCost Cost, string Summary);

/// <summary>Watches a night and tells of it elsewhere. What it throws is said once and never stops the night.</summary>
internal interface INightWitness : IDisposable
{
    void NightStarted();

    void StepStarted(string step);

    void StepEnded(StepEnd step);

    void Noted(string message);

    void NightEnded(NightEnd end);
}

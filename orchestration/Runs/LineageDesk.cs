using System.Text.Json.Nodes;
using Segmentation.Batch.Configuration;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Observability;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Lineage;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Runs;

/// <summary>The lineage of a run, or of the next one.</summary>
/// <param name="Run">The run; null for the configuration and transforms as they are now.</param>
/// <param name="Loaded">The configuration of then.</param>
/// <param name="Catalog">The transforms of then.</param>
/// <param name="Graph">Which columns bear on which.</param>
public sealed record RunLineage(RunRow? Run, LoadedConfig Loaded, TransformCatalog Catalog, ColumnGraph Graph);

/// <summary>Reads the lineage of runs from what made them: the configuration that the ledger keeps, and the transforms.</summary>
public sealed class LineageDesk(ProjectSession session)
{
    /// <summary>Reads the lineage as the next night would have it.</summary>
    public RunLineage OfNow(CancellationToken cancellationToken)
    {
        session.RefuseDefinitionErrors();
        return new RunLineage(null, session.Loaded, session.Catalog, Read(session.Loaded, session.Catalog, cancellationToken).Graph);
    }

    /// <summary>Reads the lineage of a run.</summary>
    /// <exception cref="RunRefusedException">The run is unknown, or was made by transforms that are no longer there.</exception>
    public RunLineage OfRun(string runId, CancellationToken cancellationToken)
    {
        RunRow run = (session.HasLedger ? session.Ledger.Runs(int.MaxValue).FirstOrDefault(known => known.RunId == runId) : null)
            ?? throw new RunRefusedException($"The ledger knows no run {runId}. Nothing was read. 'segbatch status' lists the last runs.");
        LoadedConfig loaded = run.ConfigHash == session.Loaded.Sha256 ? session.Loaded
            : session.Ledger.KeptConfiguration(run.ConfigHash) is { } text ? ConfigLoader.Load(session.Loaded.Path, text, null)
            : throw new RunRefusedException($"The configuration of run {runId} is not kept, so its lineage cannot be read. Nothing was changed. Without --run the lineage of now is printed.");
        TransformCatalog catalog = ProjectSession.CatalogOf(loaded);
        return catalog.Fingerprint() == run.TransformsHash
            ? new RunLineage(run, loaded, catalog, Read(loaded, catalog, cancellationToken).Graph)
            : throw new RunRefusedException(
                $"Run {runId} was made by other transforms (program {run.ProgramVersion}) than there are now, so its lineage cannot be read from these. Nothing was changed. "
                + "Take the program and the transforms folder of then; without --run the lineage of now is printed.");
    }

    /// <summary>The OpenLineage event of a run's end, with where its columns come from.</summary>
    public JsonObject Event(RunLineage lineage, TimeProvider clock)
    {
        var night = new ObservedNight(lineage.Run!, lineage.Loaded.Config, session.Folders, session.Ledger, lineage.Catalog, clock);
        return new LineageEvents(night).End(lineage.Run!, LineageDatasets.Inputs(night, hasComputed: true), LineageDatasets.Outputs(night, lineage.Graph));
    }

    /// <summary>Reads the lineage of a configuration and transforms.</summary>
    /// <exception cref="RunRefusedException">There is SQL from which no lineage can be read.</exception>
    public static NightTables Read(LoadedConfig loaded, TransformCatalog catalog, CancellationToken cancellationToken) =>
        Read(loaded.Config, new ProjectFolders(loaded.Folder, loaded.Folder), catalog, cancellationToken);

    /// <summary>The same for a configuration that is in force.</summary>
    public static NightTables Read(SegmentationConfig config, ProjectFolders folders, TransformCatalog catalog, CancellationToken cancellationToken)
    {
        var run = new RunContext
        {
            RunId = "lineage",
            SnapshotDate = new DateOnly(2000, 1, 1),
            StartedAt = DateTimeOffset.UnixEpoch,
            Config = config,
            Folders = folders,
            Log = new SilentLog(),
        };
        // A night over no rows is told nothing by the ledger either.
        string folder = Directory.CreateTempSubdirectory("segbatch-lineage-").FullName;
        try
        {
            return NightLineage.Read(run, catalog, SqlLedger.Open(new SqliteDialect(Path.Combine(folder, "ledger.db"))), cancellationToken);
        }
        catch (LineageException error)
        {
            throw new RunRefusedException($"The lineage of {error.Message} Nothing was changed.", error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using Segmentation.Batch.Configuration;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>Something that a run's content depends on and that is not what it was.</summary>
/// <param name="What">configuration, transforms, program, engine, raw parts, previous publication or request.</param>
/// <param name="Message">What is different, and what would bring it back.</param>
internal sealed record Obstacle(string What, string Message);

/// <summary>Compares what a run's ledger row names with what is at hand.</summary>
/// <param name="session">The project.</param>
/// <param name="run">The run.</param>
/// <param name="then">The ledger as the run found it.</param>
internal sealed class RepeatCheck(ProjectSession session, RunRow run, SqlLedger then)
{
    /// <summary>Everything that is in the way; empty when the run can be repeated.</summary>
    /// <param name="config">The run's configuration; null when it is not kept.</param>
    /// <param name="catalog">The transforms at hand; null without a configuration, which may name some.</param>
    /// <param name="cancellationToken">Interrupts the reading of raw parts.</param>
    public IReadOnlyList<Obstacle> Find(LoadedConfig? config, TransformCatalog? catalog, CancellationToken cancellationToken) =>
    [
        .. Request(),
        .. ProgramAndEngine(),
        .. Definitions(config, catalog),
        .. RawParts(cancellationToken),
        .. PublicationBefore(),
    ];

    private IEnumerable<Obstacle> Request()
    {
        if (run.Request is null || run.SnapshotDate is null)
        {
            yield return new Obstacle("request", "What the run was asked is not recorded: an older program ran it.");
        }
    }

    private IEnumerable<Obstacle> ProgramAndEngine()
    {
        if (run.ProgramVersion != RunStarter.ProgramVersion)
        {
            yield return new Obstacle("program", $"The run was made by segbatch {run.ProgramVersion}, this is {RunStarter.ProgramVersion}. Repeat it with that version.");
        }

        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        if (run.EngineVersion is { } version && version != engine.NameAndVersion)
        {
            yield return new Obstacle("engine", $"The run was computed by {version}, this is {engine.NameAndVersion}. Repeat it with the program of then.");
        }
    }

    private IEnumerable<Obstacle> Definitions(LoadedConfig? config, TransformCatalog? catalog)
    {
        if (config is null)
        {
            yield return new Obstacle(
                "configuration", $"The ledger does not keep the configuration of the run (sha256 {run.ConfigHash[..12]}), and {session.Loaded.Path} is another one. Put the file of then in its place.");
        }

        if (catalog is not null && catalog.Fingerprint() != run.TransformsHash)
        {
            string whose = config!.Config.Transforms is { } folder ? $"the program's or those in {folder}" : "the program's";
            yield return new Obstacle(
                "transforms", $"The transforms ({whose}) are not those of the run: their hash was {run.TransformsHash[..12]} and is {catalog.Fingerprint()[..12]}. Put back those of then.");
        }
    }

    private IEnumerable<Obstacle> RawParts(CancellationToken cancellationToken)
    {
        string[] forgotten = [.. session.Ledger.InputsOf(run.RunId).Except(session.Ledger.Loads())];
        if (forgotten.Length > 0)
        {
            return [new Obstacle(
                "raw parts", $"{forgotten.Length} of the loads that the run read, such as {forgotten[0]}, were forgotten when all files were read anew (--full-refresh). Restore ledger and raw files from a backup of then.")];
        }

        IReadOnlyList<RawPart> parts = then.Parts();
        if (run.InputHash is { } hash && InputHash.Of(parts) != hash)
        {
            return [new Obstacle(
                "raw parts", "The raw parts that the ledger lists for the loads of the run are not those that the run read. Restore the ledger from a backup.")];
        }

        return [.. parts.Select(part => Damage(part, cancellationToken)).OfType<Obstacle>()];
    }

    private Obstacle? Damage(RawPart part, CancellationToken cancellationToken)
    {
        try
        {
            RawStore.Verify([part], session.Folders, cancellationToken);
            return null;
        }
        catch (RunRefusedException error)
        {
            return new Obstacle("raw parts", error.Message);
        }
    }

    private IEnumerable<Obstacle> PublicationBefore()
    {
        if (run.BasedOnRunId is not { } before || File.Exists(PublicationFile.Of(session.Folders, before).Path))
        {
            yield break;
        }

        DateTimeOffset? dropped = session.Ledger.Publications(int.MaxValue).FirstOrDefault(publication => publication.RunId == before)?.DroppedAt;
        yield return new Obstacle(
            "previous publication", $"The run continued the history of run {before}, and the publication of that run {(dropped is { } at ? $"was dropped on {at:yyyy-MM-dd} by retention (publish.keep_runs)" : "is not there")}. Restore publications/{before}.duckdb from a backup, or repeat a newer run; a larger publish.keep_runs lets later runs be repeated for longer.");
    }
}

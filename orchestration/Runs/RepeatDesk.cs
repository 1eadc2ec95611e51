using System.Text.Json;
using Segmentation.Batch.Configuration;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Repeat;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>Repeats the night of a run from what its ledger row names, and compares what comes out with what it published.</summary>
/// <remarks>It holds no lock and changes nothing, so it may be asked while a night is on. A night that drops the files it reads makes it
/// stop with a message, never with a wrong verdict.</remarks>
internal sealed class RepeatDesk(ProjectSession session, Terminal terminal, TimeProvider clock)
{
    /// <summary>Repeats a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="threads">Threads of the engine, over the configuration of then.</param>
    /// <param name="isQuiet">Whether progress is kept to oneself.</param>
    /// <param name="cancellationToken">Cancelling leaves nothing behind.</param>
    /// <exception cref="RunRefusedException">The run is unknown or published nothing.</exception>
    public RepeatVerdict Repeat(string runId, int? threads, bool isQuiet, CancellationToken cancellationToken)
    {
        (RunRow run, Publication publication) = Find(runId);
        string folder = Directory.CreateTempSubdirectory("segbatch-repeat-").FullName;
        try
        {
            SqlLedger then = session.Ledger.CopyAsOf(run, Path.Combine(folder, "ledger.db"));
            LoadedConfig? config = ConfigurationOf(run);
            TransformCatalog? catalog = config is null ? null : ProjectSession.CatalogOf(config);
            IReadOnlyList<Obstacle> obstacles = new RepeatCheck(session, run, then).Find(config, catalog, cancellationToken);
            if (obstacles.Count > 0)
            {
                return new RepeatVerdict(run, publication, Obstacles: obstacles);
            }

            SegmentationConfig asked = threads is { } given
                ? config!.Config with { Engine = config.Config.Engine with { Threads = given } }
                : config!.Config;
            var context = new RunContext
            {
                RunId = run.RunId,
                SnapshotDate = run.SnapshotDate!.Value,
                StartedAt = run.StartedAt,
                Config = asked,
                Folders = RepeatNight.FoldersOf(session.Folders, run.BasedOnRunId, Path.Combine(folder, "scratch")),
                Log = new ProgressLog(terminal, then, run.RunId, clock, isQuiet),
            };
            RepeatRequest request = RequestOf(run, context, catalog!);
            IReadOnlyList<TableContent> repeated = RepeatNight.Build(request, then, cancellationToken);
            return new RepeatVerdict(run, publication, ContentHash.Of(repeated))
            {
                Differences = Differences(publication, repeated, asked.Engine.Threads, cancellationToken),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"Run {runId} could not be repeated: {error.Message} Nothing of the project was changed. Free disk space in {Path.GetTempPath()} (or name another folder in TMPDIR), then run it again.", error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private (RunRow Run, Publication Publication) Find(string runId)
    {
        RunRow run = (session.HasLedger ? session.Ledger.Runs(int.MaxValue).FirstOrDefault(known => known.RunId == runId) : null)
            ?? throw new RunRefusedException($"The ledger knows no run {runId}. Nothing was repeated. 'segbatch status' lists the last runs and the publications that are kept.");
        Publication publication = session.Ledger.Publications(int.MaxValue).FirstOrDefault(known => known.RunId == runId)
            ?? throw new RunRefusedException($"Run {runId} ({run.Command}, {run.Status.ToString().ToLowerInvariant()}) built no publication, so there is nothing to compare with. Nothing was repeated. Name a run that did; 'segbatch status' lists them.");
        return (run, publication);
    }

    /// <summary>Whatever the file says now: the ledger keeps the text of every configuration that a run had.</summary>
    private LoadedConfig? ConfigurationOf(RunRow run) =>
        run.ConfigHash == session.Loaded.Sha256 ? session.Loaded
        : session.Ledger.KeptConfiguration(run.ConfigHash) is { } text ? ConfigLoader.Load(session.Loaded.Path, text, null)
        : null;

    private static RepeatRequest RequestOf(RunRow run, RunContext context, TransformCatalog catalog)
    {
        RunRequest asked = JsonSerializer.Deserialize<RunRequest>(run.Request!)!;
        return new RepeatRequest
        {
            Run = context,
            Catalog = catalog,
            Schemes = asked.Schemes,
            IsFullRefresh = asked.IsFullRefresh,
            Fitting = Enum.Parse<FitRule>(asked.Fitting),
            Models = asked.Models,
        };
    }

    /// <summary>Which tables differ; null when the publication's file is no longer there to be asked.</summary>
    private List<TableDifference>? Differences(
        Publication publication, IReadOnlyList<TableContent> repeated, int threads, CancellationToken cancellationToken)
    {
        if (ContentHash.Of(repeated) == publication.ContentHash)
        {
            return [];
        }

        PublicationFile file = PublicationFile.Of(session.Folders, publication.RunId);
        if (!File.Exists(file.Path))
        {
            return null;
        }

        Dictionary<string, TableContent> published = RepeatNight.Read(file, threads, cancellationToken).ToDictionary(table => table.Table);
        Dictionary<string, TableContent> again = repeated.ToDictionary(table => table.Table);
        return
        [
            .. published.Keys.Union(again.Keys).Order(StringComparer.Ordinal)
                .Where(table => published.GetValueOrDefault(table) != again.GetValueOrDefault(table))
                .Select(table => new TableDifference(table, published.GetValueOrDefault(table)?.RowCount, again.GetValueOrDefault(table)?.RowCount)),
        ];
    }
}

/// <summary>A table that the repetition made otherwise.</summary>
/// <param name="Table">Schema and name.</param>
/// <param name="PublishedRowCount">Rows that were published; null when the table was not.</param>
/// <param name="RepeatedRowCount">Rows that the repetition made; null when it made none such.</param>
internal sealed record TableDifference(string Table, long? PublishedRowCount, long? RepeatedRowCount);

/// <summary>What came of repeating a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Publication">What it published.</param>
/// <param name="RepeatedHash">Content hash of what the repetition made; null when it could not be made.</param>
/// <param name="Obstacles">Why it could not.</param>
internal sealed record RepeatVerdict(RunRow Run, Publication Publication, string? RepeatedHash = null, IReadOnlyList<Obstacle>? Obstacles = null)
{
    /// <summary>Whether the repetition holds what was published.</summary>
    public bool IsSame => RepeatedHash == Publication.ContentHash;

    /// <summary>Tables that differ; null when the publication's file is gone and cannot be asked.</summary>
    public IReadOnlyList<TableDifference>? Differences { get; init; } = [];

    /// <summary>The verdict, as programs read it.</summary>
    public string Word => Obstacles is not null ? "cannot_be_repeated" : IsSame ? "same" : "differs";
}

using Segmentation.Batch.Configuration;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Observability;
using Segmentation.Batch.Shell;
using Segmentation.Batch.Targets;
using Segmentation.Jobs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>One project, opened: its configuration, its ledger, its transforms. Starts runs and records how they ended.</summary>
public sealed class ProjectSession
{
    private readonly LoadedConfig loaded;
    private readonly Terminal terminal;
    private readonly LedgerDialect ledgerDialect;
    private readonly Lazy<SqlLedger> ledger;
    private readonly Lazy<TimeProvider> steadyClock;
    private readonly Lazy<IReadOnlyList<IPublishTarget>> targets;
    private bool areDefinitionsChecked;

    private ProjectSession(LoadedConfig loaded, ProjectFolders folders, LedgerDialect ledgerDialect, TransformCatalog catalog, TimeProvider clock, Terminal terminal)
    {
        this.loaded = loaded;
        this.terminal = terminal;
        this.ledgerDialect = ledgerDialect;
        ledger = new Lazy<SqlLedger>(() => SqlLedger.Open(ledgerDialect));
        steadyClock = new Lazy<TimeProvider>(() => SteadyClock.After(RunStarter.NewestInstant(Ledger), clock));
        // PostgreSQL may refuse, the file cannot: it is moved last.
        targets = new Lazy<IReadOnlyList<IPublishTarget>>(() =>
            Config.Publish.Postgres is { } postgres ? [PostgresWarehouse.Open(postgres, catalog), new FileTarget(folders)] : [new FileTarget(folders)]);
        Folders = folders;
        Catalog = catalog;
    }

    public SegmentationConfig Config => loaded.Config;

    /// <summary>Where the configuration was read from.</summary>
    internal LoadedConfig Loaded => loaded;

    public ProjectFolders Folders { get; }

    /// <summary>The ledger. It is made when it is first asked for, so that a command which only reads leaves nothing behind.</summary>
    public SqlLedger Ledger => ledger.Value;

    /// <summary>Whether a run was ever recorded here.</summary>
    public bool HasLedger => ledger.IsValueCreated || ledgerDialect.Exists();

    /// <summary>The folder of the ledger's files; null when it is in a database server.</summary>
    internal string? LedgerFolder => ledgerDialect.Folder;

    public TransformCatalog Catalog { get; }

    /// <summary>The way by which readers come to see another publication.</summary>
    public PublishGate Gate => new(Ledger, Folders, targets.Value, Clock);

    /// <summary>The way by which the ERP is told of what readers see.</summary>
    public ErpDesk Erp => new(Config, Folders, Ledger, Catalog, Clock, Environment.UserName)
    {
        OpenClosings = () => [.. SignoffBook.Of(Ledger.Signoffs()).Where(period => period.IsClosing).Select(period => period.Name)],
    };

    /// <summary>Reads back what the ERP says.</summary>
    public ErpAcknowledgements ErpAcknowledgements => new(Erp, Ledger, Clock, Environment.UserName);

    /// <summary>The clock, which never stands before what the ledger knows. Asking for it makes the ledger.</summary>
    private TimeProvider Clock => steadyClock.Value;

    /// <summary>The publication that readers see; null when nothing is published.</summary>
    public Publication? Live => HasLedger && new PublishGate(Ledger, Folders, [], Clock).LiveRunId is { } live
        ? Ledger.Publications(int.MaxValue).FirstOrDefault(publication => publication.RunId == live)
        : null;

    /// <summary>The instant at which something is recorded that people did: never before what they did already.</summary>
    internal DateTimeOffset FinanceNow()
    {
        DateTimeOffset now = Clock.GetUtcNow();
        DateTimeOffset newest = Ledger.BreakDeeds().Select(deed => deed.At).Concat(Ledger.Signoffs().Select(row => row.At)).DefaultIfEmpty(now).Max();
        return newest > now ? newest : now;
    }

    /// <summary>Opens the live publication itself, read-only, for what people decide about it.</summary>
    /// <param name="table">A table that it must have.</param>
    /// <exception cref="RunRefusedException">Nothing is live, or an older program published it.</exception>
    internal DuckDbEngine OpenLive(string table)
    {
        Publication live = Live ?? throw new RunRefusedException("Nothing is published yet. Nothing was changed. Run 'segbatch nightly' first.");
        DuckDbEngine engine = PublishedTables.OpenEngine(Folders, live.RunId, Config.Engine.Threads);
        if (engine.HasTable(table))
        {
            return engine;
        }

        engine.Dispose();
        throw new RunRefusedException($"The live publication (run {live.RunId}) was made by an older program and has no {table}. Nothing was changed. Run 'segbatch nightly' first.");
    }

    /// <summary>Opens a project.</summary>
    /// <param name="configPath">segmentation.yml, or the folder it is in.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="terminal">Where messages go.</param>
    public static ProjectSession Open(string configPath, TimeProvider clock, Terminal terminal)
    {
        string path = Directory.Exists(configPath) ? Path.Combine(configPath, "segmentation.yml") : configPath;
        LoadedConfig loaded = ConfigLoader.Load(path);
        string warehouse = Path.GetFullPath(loaded.Config.Warehouse, loaded.Folder);
        var folders = new ProjectFolders(loaded.Folder, warehouse);
        LedgerDialect ledger = loaded.Config.Ledger is { } given && PostgresLedgerAddress.IsMeant(given)
            ? new PostgresDialect(PostgresLedgerAddress.Parse(given))
            : new SqliteDialect(loaded.Config.Ledger is { } file ? Path.GetFullPath(file, loaded.Folder) : Path.Combine(warehouse, "ledger.db"));
        return new ProjectSession(loaded, folders, ledger, CatalogOf(loaded), clock, terminal);
    }

    /// <summary>The transforms of the program and of the company.</summary>
    internal static TransformCatalog CatalogOf(LoadedConfig loaded)
    {
        string? transforms = loaded.Config.Transforms is { } own ? Path.GetFullPath(own, loaded.Folder) : null;
        return transforms is null || Directory.Exists(transforms)
            ? TransformCatalog.Load(transforms)
            : throw new RunRefusedException($"The transforms folder {transforms} does not exist. Nothing was run. Make it, or remove 'transforms' from {loaded.Path}.");
    }

    /// <summary>Runs one night and records it, however it ends. A night that was killed goes on, if the same is asked again.</summary>
    public NightResult RunNight(NightOptions options, CancellationToken cancellationToken)
    {
        RefuseDefinitionErrors();
        using RunLock runLock = RunLock.Take(Folders, options.Command);
        SegmentationConfig config = options.Threads is { } threads
            ? Config with { Engine = Config.Engine with { Threads = threads } }
            : Config;
        RunStarter starter = new(loaded, Ledger, Gate, Clock);
        RunRow asked = starter.Ask(options, config, ChosenSchemes(options.Schemes), Catalog.Fingerprint());
        using ILease lease = Ledger.TakeLease(asked.RunId);
        if (starter.Settle(asked, lease, run => HasNews(run, config, cancellationToken), options.IsStillDue, cancellationToken) is not { } row)
        {
            return new NightResult { WasDoneBefore = true };
        }

        bool isResumed = row.RunId != asked.RunId;
        using var log = new NightObserver(
            new ObservedNight(row, config, Folders, Ledger, Catalog, Clock),
            new ProgressLog(terminal, Ledger, row.RunId, Clock, options.IsQuiet, isResumed ? starter.LastPosition(row) : 0),
            isWatched: options is { Goal: NightGoal.Publish, Selection: null });
        foreach (string note in starter.Notes)
        {
            log.Note(note);
        }

        var request = new NightRequest
        {
            Run = Context(row, config, log),
            Catalog = Catalog,
            Goal = options.Goal,
            Schemes = ChosenSchemes(options.Schemes),
            Selection = options.Selection,
            IsFullRefresh = options.IsFullRefresh,
            Fitting = options.Fitting,
            Models = options.Models,
            Gate = Gate,
            Erp = Erp,
            Actor = Environment.UserName,
            IsResumed = isResumed,
        };
        return Recorded(row, log, () => NightRunner.Run(request, Ledger, lease, cancellationToken))
            with
        { RunId = row.RunId, IsResumed = isResumed };
    }

    private RunContext Context(RunRow row, SegmentationConfig config, IRunLog log) => new()
    {
        RunId = row.RunId,
        SnapshotDate = row.SnapshotDate!.Value,
        StartedAt = row.StartedAt,
        Config = config,
        Folders = Folders,
        Log = log,
    };

    private bool HasNews(RunRow row, SegmentationConfig config, CancellationToken cancellationToken)
    {
        try
        {
            return IngestJob.HasNews(
                Context(row, config, new ProgressLog(terminal, Ledger, row.RunId, Clock, isQuiet: true)), Ledger, cancellationToken);
        }
        catch (RunRefusedException)
        {
            // The run that begins anew says what is wrong with the files.
            return true;
        }
    }

    /// <summary>What a source has brought, loaded or not.</summary>
    /// <exception cref="RunRefusedException">Its files are missing or cannot be opened.</exception>
    internal FeedState Feed(string source, CancellationToken cancellationToken)
    {
        var row = new RunRow
        {
            RunId = "feeds",
            Command = "feeds",
            SnapshotDate = DateOnly.MinValue,
            StartedAt = Clock.GetUtcNow(),
            ProgramVersion = "",
            ConfigHash = "",
            TransformsHash = "",
        };
        return FeedState.Of(
            Context(row, Config, new ProgressLog(terminal, Ledger, row.RunId, Clock, isQuiet: true)), source, Ledger, cancellationToken);
    }

    /// <summary>Refuses a configuration whose SQL does not bind. It is read once, so one look does for all nights of a session.</summary>
    /// <exception cref="ConfigException">Something in it names what does not exist.</exception>
    internal void RefuseDefinitionErrors()
    {
        if (!areDefinitionsChecked)
        {
            RefuseDefinitionErrorsOnce();
            areDefinitionsChecked = true;
        }
    }

    /// <summary>A look must not make the ledger of a project that never had a run.</summary>
    private void RefuseDefinitionErrorsOnce()
    {
        if (HasLedger)
        {
            DefinitionErrors.Refuse(loaded, Catalog, Ledger);
            return;
        }

        string folder = Directory.CreateTempSubdirectory("segbatch-check-").FullName;
        try
        {
            DefinitionErrors.Refuse(loaded, Catalog, SqlLedger.Open(new SqliteDialect(Path.Combine(folder, "ledger.db"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private NightResult Recorded(RunRow row, NightObserver log, Func<NightResult> night)
    {
        log.NightStarted();
        try
        {
            NightResult result = night();
            RunRow done = row with
            {
                FinishedAt = Clock.GetUtcNow(),
                Status = RunStatus.Done,
                EngineVersion = result.EngineVersion,
                InputHash = result.InputHash,
                PublishedHash = result.PublishedHash,
            };
            Ledger.FinishRun(done);
            log.NightEnded(done, result);
            return result;
        }
        catch (Exception error)
        {
            RunStatus status = error is OperationCanceledException ? RunStatus.Cancelled : RunStatus.Failed;
            // Only messages that we wrote ourselves are kept: a foreign one may quote data.
            string message = ExitCodes.Explains(error) || status == RunStatus.Cancelled ? error.Message : error.GetType().Name;
            RunRow failed = row with { FinishedAt = Clock.GetUtcNow(), Status = status, Message = message };
            RecordFailure(failed, log);
            log.NightEnded(failed, null);
            throw;
        }
    }

    /// <summary>What stopped the run is what the reader must hear, also when the ledger cannot take it any more.</summary>
    private void RecordFailure(RunRow row, NightObserver log)
    {
        try
        {
            log.CloseOpenStep(row.Status, row.Message!);
            Ledger.FinishRun(row);
        }
        catch (RunRefusedException)
        {
            // The ledger shows the run as started; 'status' says what that means.
        }
    }

    private string[] ChosenSchemes(IReadOnlyList<string> asked)
    {
        foreach (string scheme in asked.Where(scheme => !Config.Schemes.ContainsKey(scheme)))
        {
            throw new UsageException(
                $"--scheme {scheme}: there is no such scheme. Nothing was run. Known: {string.Join(", ", Config.Schemes.Keys)}.");
        }

        return asked.Count > 0 ? [.. Config.Schemes.Keys.Where(asked.Contains)] : [.. Config.Schemes.Keys];
    }
}

/// <summary>What the command line asks of one night.</summary>
public sealed record NightOptions
{
    public required string Command { get; init; }

    public required DateOnly SnapshotDate { get; init; }

    public required NightGoal Goal { get; init; }

    public IReadOnlyList<string> Schemes { get; init; } = [];

    public string? Selection { get; init; }

    public bool IsFullRefresh { get; init; }

    public FitRule Fitting { get; init; }

    /// <summary>Schemes that are scored with a model named here, whatever its age.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    /// <summary>Asked under the lock, before the first step: false when somebody has done it meanwhile, and the night is over before it begins.</summary>
    public Func<bool>? IsStillDue { get; init; }

    public bool IsQuiet { get; init; }

    public int? Threads { get; init; }
}

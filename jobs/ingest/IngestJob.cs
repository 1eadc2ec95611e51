using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Brings new source files into the raw tables, each row once and each bad row into quarantine.</summary>
/// <remarks>Reads the source files and the ledger. Writes raw.* and quarantine.*, and records one load in the ledger when
/// all of it is in place; until then nothing has happened.</remarks>
/// <param name="limits">How much is worked on at a time.</param>
public sealed class IngestJob(IngestLimits? limits = null)
{
    private readonly IngestLimits limits = limits ?? new IngestLimits();

    /// <summary>Loads what is new.</summary>
    /// <exception cref="RunRefusedException">Files are missing or damaged, too much went to quarantine, or the disk refuses.
    /// Nothing was loaded.</exception>
    public IngestResult Run(RunContext run, ILoadLedger ledger, CancellationToken cancellationToken = default)
    {
        string scratch = Path.Combine(run.Folders.Scratch, $"{run.RunId}-ingest");
        try
        {
            Directory.CreateDirectory(scratch);
            return Load(run, ledger, scratch, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"Ingest could not read or write a file: {error.Message} Nothing was loaded; raw and quarantine are as before. "
                + "Free disk space or give the account of the batch access, and run again.", error);
        }
        catch (EngineException error) when (error.Failure is EngineFailure.Resources or EngineFailure.Storage or EngineFailure.Locked)
        {
            throw new RunRefusedException($"Ingest stopped. {error.Message} Nothing was loaded; raw and quarantine are as before. Run again once that is mended.", error);
        }
        finally
        {
            RemoveScratch(scratch);
        }
    }

    /// <summary>Whether files came that no load has read, or that hold something else now. A database has always something new:
    /// it counts only if it was never read.</summary>
    /// <exception cref="RunRefusedException">Files are missing or cannot be opened.</exception>
    public static bool HasNews(RunContext run, ILoadLedger ledger, CancellationToken cancellationToken)
    {
        HashSet<string> read = [.. ledger.Watermarks().Select(mark => mark.Source)];
        return run.Config.Sources.Any(source => source.Value.Postgres is not null && !read.Contains(source.Key))
            || Inbox.Open(run, ledger, databases: null, [], cancellationToken).SelectMany(inbox => inbox.Deliveries)
                .Any(delivery => delivery.IsRead || delivery.Supersedes is not null);
    }

    private IngestResult Load(RunContext run, ILoadLedger ledger, string scratch, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        if (ledger.Files().Any(file => file.LoadId == run.RunId) || ledger.Parts().Any(part => part.LoadId == run.RunId))
        {
            run.Log.Note($"Load {run.RunId} is recorded already; nothing was read.");
            return new IngestResult(null, [], [], [$"Load {run.RunId} is recorded already; nothing was read."]);
        }

        using DuckDbEngine engine = OpenEngine(run, scratch);
        IReadOnlyList<SourceInbox> inboxes = Inbox.Open(run, ledger, new DatabaseExtraction(engine, run, ledger, scratch), notes, cancellationToken);
        Delivery[] deliveries = [.. inboxes.SelectMany(inbox => inbox.Deliveries)];
        NumberedFile[] files = [.. deliveries.Where(delivery => delivery.IsRead).Select((delivery, index) => new NumberedFile(index, delivery))];
        IngestedFile[] superseded = [.. deliveries.Select(delivery => delivery.Supersedes).OfType<IngestedFile>(), .. inboxes.SelectMany(inbox => inbox.Gone)];
        var load = new LoadContext(run, ledger, files, superseded);
        notes.ForEach(load.Note);

        SortedDictionary<string, Stage> stages = CreateStages(engine, load);
        try
        {
            ReadSources(engine, load, inboxes, stages, cancellationToken);
            load.Totals.AssertBalanced();
            RefuseTooMuchQuarantine(load, stages.Keys);

            bool isRecorded = Record(load, ledger, inboxes, stages);
            RawStore.RemoveOrphans(ledger, run.Folders);
            RemoveOldExtracts(run, ledger, inboxes);
            return new IngestResult(isRecorded ? run.RunId : null, Outcomes(inboxes, load), load.Totals.Totals, load.Notes)
            {
                Quarantine = CountQuarantine(engine, run.Folders, stages),
            };
        }
        catch
        {
            foreach (PendingPart part in stages.Values.SelectMany(stage => stage.Parts))
            {
                RawStore.Discard(part);
            }

            throw;
        }
    }

    private void ReadSources(
        DuckDbEngine engine,
        LoadContext load,
        IReadOnlyList<SourceInbox> inboxes,
        SortedDictionary<string, Stage> stages,
        CancellationToken cancellationToken)
    {
        SourceLoader[] loaders = [.. inboxes.Select(inbox => new SourceLoader(
            engine, load, limits, inbox.Source, inbox.Config, [.. load.Files.Where(file => file.Delivery.Source == inbox.Source)]))];
        foreach (SourceLoader loader in loaders)
        {
            loader.Prepare(cancellationToken);
        }

        StopOnRefused(load, loaders);
        foreach (SourceLoader loader in loaders)
        {
            loader.Read(stages, cancellationToken);
        }

        StopOnRefused(load, loaders);
        QuarantineRefused(load, inboxes, stages, cancellationToken);
        foreach (string note in load.Calendar.LateNotes())
        {
            load.Note(note);
        }
    }

    /// <summary>The company must not publish on half a delivery: refused files of a required source stop the run, all named at once.</summary>
    private static void StopOnRefused(LoadContext load, SourceLoader[] loaders)
    {
        HashSet<string> required = [.. loaders.Where(loader => !loader.IsOptional).Select(loader => loader.Source)];
        string[] refused = [.. load.Refused.Where(file => required.Contains(load.Files[file.Key].Delivery.Source))
            .Select(file => $"{load.Files[file.Key].Delivery.File.Path} (source {load.Files[file.Key].Delivery.Source}): {file.Value}")];
        if (refused.Length > 0)
        {
            throw new RunRefusedException(
                $"{refused.Length} source {(refused.Length == 1 ? "file" : "files")} cannot be read: {string.Join("; ", refused)}. Nothing was loaded. "
                + "Have them delivered anew or correct the mapping, and run again; optional: true on a source lets the run go on without them.");
        }
    }

    /// <summary>Each refused file of an optional source becomes one row of quarantine; the file itself is not known to the
    /// ledger, so that a corrected delivery is picked up.</summary>
    private static void QuarantineRefused(
        LoadContext load,
        IReadOnlyList<SourceInbox> inboxes,
        SortedDictionary<string, Stage> stages,
        CancellationToken cancellationToken)
    {
        foreach ((int index, string reason) in load.Refused)
        {
            Delivery delivery = load.Files[index].Delivery;
            load.Note($"{delivery.File.Path} was refused: {reason}. Source {delivery.Source} is optional; the run goes on without the file.");
            foreach (string table in inboxes.Single(inbox => inbox.Source == delivery.Source).Config.Tables.Keys.Where(stages.ContainsKey))
            {
                // Known by its hash like any file: a file that lies there damaged for a year is one row, not 365.
                string content = $"sha256 {delivery.Hash}, {delivery.SizeBytes} bytes";
                if (!stages[table].HasRefused(delivery, content))
                {
                    stages[table].Refuse(index, $"the file was refused: {reason}", content);
                }
            }
        }

        foreach (Stage stage in stages.Values)
        {
            stage.Flush(cancellationToken);
        }
    }

    private static void RefuseTooMuchQuarantine(LoadContext load, IEnumerable<string> tables)
    {
        if (load.Run.Config.Thresholds.QuarantineShare is not { } largest)
        {
            return;
        }

        foreach (string table in tables)
        {
            long read = load.Totals.Rows(table, LoadFate.Read);
            long quarantined = load.Totals.Rows(table, LoadFate.Quarantined);
            if (quarantined > largest * read)
            {
                throw new RunRefusedException(
                    $"{quarantined} of {read} rows for {table} broke the contract, a share of {(double)quarantined / read:0.####}; "
                    + $"thresholds.quarantine_share allows {largest:0.####}. Nothing was loaded. "
                    + "Correct the delivery or the mapping, or raise the threshold to load the good rows and see the others in quarantine.");
            }
        }
    }

    /// <summary>Puts the parts in place, then records the load. A crash in between leaves files that nobody lists.</summary>
    private static bool Record(LoadContext load, ILoadLedger ledger, IReadOnlyList<SourceInbox> inboxes, SortedDictionary<string, Stage> stages)
    {
        PendingPart[] parts = [.. stages.Values.SelectMany(stage => stage.Parts)];
        IngestedFile[] files = [.. load.Files.Where(file => !load.Refused.ContainsKey(file.Index)).Select(file =>
        {
            (DateOnly? first, DateOnly? last) = load.Calendar.Of(file.Index);
            Delivery delivery = file.Delivery;
            return new IngestedFile(delivery.Source, delivery.File.Path, delivery.Hash, delivery.SizeBytes, load.Run.RunId, IsLive: true, first, last);
        })];
        IngestedFile[] superseded = [.. load.SupersededNow().Select(file => file with { IsLive = false })];
        // A mark must not pass rows that were refused.
        SourceWatermark[] watermarks = [.. inboxes.Where(inbox => load.Refused.Keys.All(file => load.Files[file].Delivery.Source != inbox.Source))
            .Select(inbox => inbox.Watermark).OfType<SourceWatermark>()];
        if (files.Length + superseded.Length + parts.Length == 0)
        {
            if (watermarks.Length > 0)
            {
                ledger.RecordWatermarks(watermarks);
            }

            return false;
        }

        foreach (PendingPart part in parts)
        {
            RawStore.Place(part);
        }

        foreach (SourceInbox inbox in inboxes.Where(inbox => inbox.Watermark is not null))
        {
            var store = new ExtractStore(load.Run.Folders, inbox.Source);
            foreach (Delivery delivery in inbox.Deliveries.Where(delivery => delivery.IsRead))
            {
                store.Keep(delivery.File, delivery.Hash);
            }
        }

        ledger.RecordLoad(new Load(
            load.Run.RunId, load.Run.StartedAt, files, superseded, [.. parts.Select(part => part.Part)], load.Totals.Totals)
        {
            Watermarks = watermarks,
        });
        return true;
    }

    private static void RemoveOldExtracts(RunContext run, ILoadLedger ledger, IReadOnlyList<SourceInbox> inboxes)
    {
        IReadOnlyList<IngestedFile> files = ledger.Files();
        foreach (SourceInbox inbox in inboxes.Where(inbox => inbox.Config.Postgres is not null))
        {
            new ExtractStore(run.Folders, inbox.Source).RemoveOthers(files);
        }
    }

    private static QuarantineCount[] CountQuarantine(DuckDbEngine engine, ProjectFolders folders, SortedDictionary<string, Stage> stages) =>
        [.. stages.Values.SelectMany(stage => stage.Parts).Where(part => part.Part.IsQuarantine).SelectMany(part => engine.Query(
            $"select reason, count(*) from read_parquet({SqlText.Literal(Path.Combine(folders.Warehouse, part.Part.Path))}) group by 1",
            "counting quarantine", row => new QuarantineCount(part.Part.Table, row.GetString(0), row.GetInt64(1))))
            .GroupBy(count => (count.Table, count.Reason))
            .Select(group => new QuarantineCount(group.Key.Table, group.Key.Reason, group.Sum(count => count.RowCount)))
            .OrderByDescending(count => count.RowCount).ThenBy(count => count.Reason, StringComparer.Ordinal)];

    private static SourceOutcome[] Outcomes(IReadOnlyList<SourceInbox> inboxes, LoadContext load) =>
        [.. inboxes.Select(inbox =>
        {
            int[] refused = [.. load.Refused.Keys.Where(index => load.Files[index].Delivery.Source == inbox.Source)];
            int Count(DeliveryKind kind) => inbox.Deliveries.Count(delivery => delivery.Kind == kind)
                - refused.Count(index => load.Files[index].Delivery.Kind == kind);
            return new SourceOutcome(
                inbox.Source, Count(DeliveryKind.New), Count(DeliveryKind.Changed), Count(DeliveryKind.Known), Count(DeliveryKind.Renamed), refused.Length);
        })];

    private static SortedDictionary<string, Stage> CreateStages(DuckDbEngine engine, LoadContext load)
    {
        load.CreateFileTable(engine);
        var stages = new SortedDictionary<string, Stage>(StringComparer.Ordinal);
        foreach (string name in load.Run.Config.Sources.Values.SelectMany(source => source.Tables.Keys).Distinct())
        {
            if (SourceContract.Find(name) is { } table)
            {
                stages.Add(name, new Stage(engine, load, table));
                stages[name].Create();
            }
        }

        return stages;
    }

    /// <summary>An engine in memory that spills to the scratch folder: text is landed and dropped without ever being
    /// compressed or logged, which a database file would do.</summary>
    private static DuckDbEngine OpenEngine(RunContext run, string scratch)
    {
        DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions
        {
            Threads = run.Config.Engine.Threads,
            MemoryLimit = run.Config.Engine.MemoryLimit,
            SpillFolder = scratch,
        });
        // Parts keep the order of the files, so that the same files give the same parts.
        engine.Execute("set preserve_insertion_order = true; set TimeZone = 'UTC'", "configuring ingest");
        return engine;
    }

    private static void RemoveScratch(string scratch)
    {
        try
        {
            Directory.Delete(scratch, recursive: true);
        }
        catch (IOException)
        {
            // The next run may delete it; nobody reads it.
        }
        catch (UnauthorizedAccessException)
        {
            // As above.
        }
    }
}

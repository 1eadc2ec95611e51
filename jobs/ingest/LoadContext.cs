using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>What the parts of one load share while it is in progress.</summary>
internal sealed class LoadContext
{
    private readonly List<string> notes = [];

    /// <summary>Starts a load over the files to read.</summary>
    public LoadContext(RunContext run, ILoadLedger ledger, IReadOnlyList<NumberedFile> files, IReadOnlyList<IngestedFile> superseded)
    {
        (Run, Files, Superseded) = (run, files, superseded);
        LedgerParts = ledger.Parts();
        LedgerFiles = ledger.Files();
        Totals = new TotalsBook(run.RunId, files);
        Calendar = new FileCalendar(LedgerFiles, files);
    }

    /// <summary>The run.</summary>
    public RunContext Run { get; }

    /// <summary>Files to read, numbered from 0.</summary>
    public IReadOnlyList<NumberedFile> Files { get; }

    /// <summary>Live files that deliveries of this load withdraw, unless the delivery is refused.</summary>
    public IReadOnlyList<IngestedFile> Superseded { get; }

    /// <summary>Parts loaded before.</summary>
    public IReadOnlyList<RawPart> LedgerParts { get; }

    /// <summary>Files loaded before.</summary>
    public IReadOnlyList<IngestedFile> LedgerFiles { get; }

    /// <summary>Control totals.</summary>
    public TotalsBook Totals { get; }

    /// <summary>Which days the files tell of.</summary>
    public FileCalendar Calendar { get; }

    /// <summary>Why files were refused, by number.</summary>
    public SortedDictionary<int, string> Refused { get; } = [];

    /// <summary>What was noted.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Files whose rows no longer count: withdrawn before, or by this load.</summary>
    public IReadOnlyList<IngestedFile> Withdrawn => [.. LedgerFiles.Where(file => !file.IsLive), .. SupersededNow()];

    /// <summary>Files that this load withdraws. A refused delivery withdraws nothing.</summary>
    public IReadOnlyList<IngestedFile> SupersededNow()
    {
        HashSet<string> refused = [.. Refused.Keys.Select(index => Files[index].Delivery).Select(delivery => $"{delivery.Source}\n{delivery.File.Path}")];
        return [.. Superseded.Where(file => !refused.Contains($"{file.Source}\n{file.Path}"))];
    }

    /// <summary>Tells the reader of the run's log something, and the caller.</summary>
    public void Note(string message)
    {
        notes.Add(message);
        Run.Log.Note(message);
    }

    /// <summary>The source system whose rows a source brings.</summary>
    public string SystemOf(string source) => Run.Config.Sources[source].System ?? source;

    /// <summary>Makes the files known to the engine.</summary>
    public void CreateFileTable(DuckDbEngine engine)
    {
        engine.Execute("create or replace table main.files (in_file integer, source varchar, source_system varchar, source_file varchar, latest_date date)", "listing files");
        engine.Append("main.files", Files, (row, file) =>
        {
            row.AppendValue((int?)file.Index).AppendValue(file.Delivery.Source)
                .AppendValue(SystemOf(file.Delivery.Source)).AppendValue(file.Delivery.File.Path);
            DateOnly? latest = Calendar.LatestBefore(file.Delivery.Source);
            if (latest is { } date && file.Delivery.Kind == DeliveryKind.New)
            {
                row.AppendValue(new DuckDB.NET.Native.DuckDBDateOnly(date.Year, (byte)date.Month, (byte)date.Day));
            }
            else
            {
                row.AppendNullValue();
            }
        });
    }
}

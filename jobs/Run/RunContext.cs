using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Run;

/// <summary>What every step of one run shares. Nothing in it is ambient: the clock's reading is a value here.</summary>
public sealed record RunContext
{
    /// <summary>The run's id: sortable by time, unique in its ledger.</summary>
    public required string RunId { get; init; }

    /// <summary>The day the data is as of: everything strictly before it is known.</summary>
    public required DateOnly SnapshotDate { get; init; }

    /// <summary>When the run started (UTC). Recorded beside results, never part of them.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The company's configuration.</summary>
    public required SegmentationConfig Config { get; init; }

    /// <summary>Where files of this project lie.</summary>
    public required ProjectFolders Folders { get; init; }

    /// <summary>Where progress and findings are told.</summary>
    public required IRunLog Log { get; init; }
}

/// <summary>Where the files of one project lie. All paths are absolute.</summary>
/// <param name="Project">The folder of segmentation.yml: relative source paths start here.</param>
/// <param name="Warehouse">The warehouse folder.</param>
public sealed record ProjectFolders(string Project, string Warehouse)
{
    /// <summary>Raw Parquet with manifests: raw/TABLE/LOAD.parquet.</summary>
    public string Raw => Path.Combine(Warehouse, "raw");

    /// <summary>Rows that broke the contract: quarantine/TABLE/LOAD.parquet.</summary>
    public string Quarantine => Path.Combine(Warehouse, "quarantine");

    /// <summary>Work in progress; may be deleted when no run is on.</summary>
    public string Scratch { get; init; } = Path.Combine(Warehouse, "scratch");

    /// <summary>Finished publications, one file per run, live or not: RUN.duckdb.</summary>
    public string Publications => Path.Combine(Warehouse, "publications");

    /// <summary>Files for the ERP: erp/CATEGORY/SEQUENCE.csv, .txt and .json.</summary>
    public string Erp => Path.Combine(Warehouse, "erp");

    /// <summary>What the ERP was sent, as we keep it: erp_sent/CATEGORY/SEQUENCE.parquet.</summary>
    public string ErpSent => Path.Combine(Warehouse, "erp_sent");

    /// <summary>What readers open: a link to the live publication. A night that is repeated has in its place what was live then.</summary>
    public string ServingFile { get; init; } = Path.Combine(Warehouse, "segments.duckdb");
}

/// <summary>Where a run tells what it does. Lines carry counts, never personal values.</summary>
public interface IRunLog
{
    /// <summary>So many steps are to come, as far as is known now.</summary>
    void StepsPlanned(int count)
    {
    }

    /// <summary>A step begins.</summary>
    void StepStarted(string step);

    /// <summary>A step ended.</summary>
    /// <param name="step">The step.</param>
    /// <param name="rowCount">Rows it wrote, where that means something.</param>
    /// <param name="summary">What it did, in one line.</param>
    void StepFinished(string step, long? rowCount, string summary);

    /// <summary>Something the reader should know, which does not stop the run.</summary>
    void Note(string message);
}

/// <summary>A run refused to go on. Nothing was published; exit code 1.</summary>
public sealed class RunRefusedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether nothing is wrong but that another run is at work: the same asked later would be done.</summary>
    public bool IsBusy { get; init; }
}

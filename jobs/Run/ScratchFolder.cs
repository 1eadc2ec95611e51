using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Run;

/// <summary>A run's own folder for work in progress, gone when the run ends. Folders of runs that died, and do not go on, are cleared
/// first: the run lock is held, so nobody else is at work.</summary>
public sealed class ScratchFolder : IDisposable
{
    private const string DatabaseName = "work.duckdb";
    private const string SpillName = "spill";
    private readonly RunContext run;

    private ScratchFolder(RunContext run, string path)
    {
        this.run = run;
        Path = path;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes the folder, or takes up what the run left there when it died.</summary>
    public static ScratchFolder Open(RunContext run, bool isResumed)
    {
        try
        {
            Collect(run.Folders, isResumed ? run.RunId : null);
            string path = System.IO.Path.Combine(run.Folders.Scratch, run.RunId);
            Directory.CreateDirectory(path);
            FaultPoint.Reach("scratch: made");
            return new ScratchFolder(run, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"The scratch folder {run.Folders.Scratch} cannot be made: {error.Message} Nothing was read or published. Grant write access and free disk space.", error);
        }
    }

    /// <summary>Makes the folder for work that is no night of this warehouse: nobody's scratch is looked at.</summary>
    public static ScratchFolder Make(RunContext run)
    {
        string path = System.IO.Path.Combine(run.Folders.Scratch, run.RunId);
        Directory.CreateDirectory(path);
        return new ScratchFolder(run, path);
    }

    /// <summary>The scratch database of a run, which may not be there.</summary>
    public static string Database(ProjectFolders folders, string runId) => System.IO.Path.Combine(folders.Scratch, runId, DatabaseName);

    /// <summary>Deletes what the run has done so far.</summary>
    public void Clear()
    {
        Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Deletes what runs that died had not finished.</summary>
    private static void Collect(ProjectFolders folders, string? kept)
    {
        if (Directory.Exists(folders.Scratch))
        {
            foreach (string folder in Directory.GetDirectories(folders.Scratch).Where(folder => System.IO.Path.GetFileName(folder) != kept))
            {
                FaultPoint.Reach("scratch of a dead run: before delete");
                Directory.Delete(folder, recursive: true);
            }

            if (kept is not null && Directory.Exists(System.IO.Path.Combine(folders.Scratch, kept, SpillName)))
            {
                Directory.Delete(System.IO.Path.Combine(folders.Scratch, kept, SpillName), recursive: true);
            }
        }

        foreach (string abandoned in Abandoned(folders.Warehouse).Concat(Abandoned(folders.Publications)))
        {
            AtomicFile.Delete(abandoned);
        }
    }

    private static IEnumerable<string> Abandoned(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, ".*.duckdb.tmp*") : [];

    /// <summary>Opens the run's scratch database. Its SQL, also a company's own transforms, reaches files of the warehouse only.</summary>
    public DuckDbEngine OpenEngine() => DuckDbEngine.Open(new DuckDbOptions
    {
        Path = System.IO.Path.Combine(Path, DatabaseName),
        Threads = run.Config.Engine.Threads,
        MemoryLimit = run.Config.Engine.MemoryLimit,
        SpillFolder = System.IO.Path.Combine(Path, SpillName),
        AllowedFolders = [run.Folders.Warehouse, run.Folders.Scratch],
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            FaultPoint.Reach("scratch: before delete");
            Directory.Delete(Path, recursive: true);
            FaultPoint.Reach("scratch: after delete");
        }
        catch (IOException)
        {
            // The next run clears it; the run's own outcome is what matters now.
        }
    }
}

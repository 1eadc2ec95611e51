using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Run;

/// <summary>A run's own folder for work in progress, gone when the run ends. Folders of runs that died are cleared first:
/// the run lock is held, so nobody else is at work.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly RunContext run;

    private ScratchFolder(RunContext run, string path)
    {
        this.run = run;
        Path = path;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    public static ScratchFolder Create(RunContext run)
    {
        try
        {
            if (Directory.Exists(run.Folders.Scratch))
            {
                Directory.Delete(run.Folders.Scratch, recursive: true);
            }

            foreach (string abandoned in Abandoned(run.Folders.Warehouse).Concat(Abandoned(run.Folders.Publications)))
            {
                File.Delete(abandoned);
            }

            string path = System.IO.Path.Combine(run.Folders.Scratch, run.RunId);
            Directory.CreateDirectory(path);
            return new ScratchFolder(run, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"The scratch folder {run.Folders.Scratch} cannot be made: {error.Message} Nothing was read or published. Grant write access and free disk space.", error);
        }
    }

    /// <summary>Files that a run had not finished when it died.</summary>
    private static IEnumerable<string> Abandoned(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, ".*.duckdb.tmp*") : [];

    /// <summary>Opens the run's scratch database. Its SQL, also a company's own transforms, reaches files of the warehouse only.</summary>
    public DuckDbEngine OpenEngine() => DuckDbEngine.Open(new DuckDbOptions
    {
        Path = System.IO.Path.Combine(Path, "work.duckdb"),
        Threads = run.Config.Engine.Threads,
        MemoryLimit = run.Config.Engine.MemoryLimit,
        SpillFolder = System.IO.Path.Combine(Path, "spill"),
        AllowedFolders = [run.Folders.Warehouse],
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // The next run clears it; the run's own outcome is what matters now.
        }
    }
}

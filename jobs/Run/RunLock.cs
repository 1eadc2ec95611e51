using System.Globalization;

namespace Segmentation.Jobs.Run;

/// <summary>Holds a warehouse for one run: two runs at once cannot both write.</summary>
/// <remarks>The operating system gives the lock back when the process dies, however it dies.</remarks>
public sealed class RunLock : IDisposable
{
    private readonly FileStream stream;

    private RunLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock.</summary>
    /// <param name="folders">The project's folders.</param>
    /// <param name="holder">The command that takes it, for whoever finds the warehouse locked.</param>
    /// <exception cref="RunRefusedException">Another run holds it, or the warehouse cannot be written.</exception>
    public static RunLock Take(ProjectFolders folders, string holder)
    {
        string path = Path.Combine(folders.Warehouse, ".lock");
        try
        {
            Directory.CreateDirectory(folders.Warehouse);
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);
            using (var writer = new StreamWriter(stream, leaveOpen: true))
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{holder}, process {Environment.ProcessId}"));
            }

            stream.Flush();
            return new RunLock(stream);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new RunRefusedException(
                $"The warehouse {folders.Warehouse} cannot be written: {error.Message} Nothing was read or published. Grant write access, or set 'warehouse' in segmentation.yml.", error);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new RunRefusedException(
                $"Another run is at work in {folders.Warehouse}. This run did nothing; the published tables are unchanged. Wait for it to finish ('segbatch status' shows it), then run again.", error)
            { IsBusy = true };
        }
        catch (IOException error)
        {
            throw new RunRefusedException(
                $"The warehouse {folders.Warehouse} cannot be made: {error.Message} Nothing was read or published. Make the folder, or set 'warehouse' in segmentation.yml.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}

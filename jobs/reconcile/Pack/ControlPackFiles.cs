using System.Text;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>Puts a pack in place: the workbook, and the page beside it.</summary>
public static class ControlPackFiles
{
    /// <summary>Writes both files, in place of those that are there. Until both are complete, neither is touched.</summary>
    /// <param name="pack">What they say.</param>
    /// <param name="folder">Where; it is made.</param>
    /// <param name="createdAt">The clock, for the one cell that says when.</param>
    /// <returns>The workbook, then the page.</returns>
    /// <exception cref="RunRefusedException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Write(ControlPack pack, string folder, DateTimeOffset createdAt)
    {
        IReadOnlyList<PackSheet> sheets = pack.Sheets(createdAt);
        (string Path, byte[] Content)[] files =
        [
            (Path.Combine(folder, $"{pack.FileName}.xlsx"), PackWorkbook.Of(sheets)),
            (Path.Combine(folder, $"{pack.FileName}.html"), Encoding.UTF8.GetBytes(PackPage.Of(sheets))),
        ];
        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string path, byte[] content) in files)
            {
                File.WriteAllBytes(AtomicFile.TemporaryName(path), content);
                AtomicFile.Flush(AtomicFile.TemporaryName(path));
            }

            foreach ((string path, _) in files)
            {
                AtomicFile.Place(AtomicFile.TemporaryName(path), path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            RemoveTemporary(files.Select(file => file.Path));
            throw new RunRefusedException(
                $"The control pack could not be written into {folder}: {error.Message} The published tables are unchanged. Choose another folder with --pack, or make this one writable.", error);
        }

        return [.. files.Select(file => file.Path)];
    }

    private static void RemoveTemporary(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            try
            {
                File.Delete(AtomicFile.TemporaryName(path));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The folder takes no writing; then there is nothing of ours in it.
            }
        }
    }
}

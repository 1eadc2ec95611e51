using System.Runtime.InteropServices;
using System.Text;

namespace Segmentation.Jobs.Run;

/// <summary>Puts files in place so that a reader sees the whole of one or nothing of it, even after a power cut.</summary>
public static class AtomicFile
{
    /// <summary>The name under which a file is written before it is complete; beside it, so that a rename suffices.</summary>
    public static string TemporaryName(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.tmp");

    /// <summary>Writes a small file whole: under a temporary name, flushed to disk, renamed.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = TemporaryName(path);
        FaultPoint.Reach($"write {Path.GetFileName(path)}: before");
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            FaultPoint.Reach($"write {Path.GetFileName(path)}: before flush");
            stream.Flush(flushToDisk: true);
        }

        Place(temporary, path);
    }

    /// <summary>Forces what was written to a file, by anyone, onto the disk.</summary>
    public static void Flush(string path)
    {
        FaultPoint.Reach($"flush {Path.GetFileName(path)}: before");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
        FaultPoint.Reach($"flush {Path.GetFileName(path)}: after");
    }

    /// <summary>Renames a complete, flushed file to its final name and makes the rename durable.</summary>
    public static void Place(string temporary, string path)
    {
        FaultPoint.Reach($"rename {Path.GetFileName(path)}: before");
        File.Move(temporary, path, overwrite: true);
        FaultPoint.Reach($"rename {Path.GetFileName(path)}: before flush of the folder");
        FlushFolder(Path.GetDirectoryName(path)!);
        FaultPoint.Reach($"rename {Path.GetFileName(path)}: after");
    }

    /// <summary>Deletes a file if it is there.</summary>
    public static void Delete(string path)
    {
        FaultPoint.Reach($"delete {Path.GetFileName(path)}: before");
        File.Delete(path);
        FaultPoint.Reach($"delete {Path.GetFileName(path)}: after");
    }

    /// <summary>Makes renames in a folder durable. Windows has no such call and does it by itself.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders, so this asks the C library. A file system that cannot flush a folder is let be.
        int handle = OpenFile(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (handle >= 0)
        {
            _ = FlushFile(handle);
            _ = CloseFile(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushFile(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int handle);
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Segmentation.Jobs.Run;

/// <summary>Puts finished files in place so that a crash, even of the machine, leaves the old file or the new one.</summary>
public static partial class DurableFiles
{
    /// <summary>Moves a finished file over another: its bytes reach the disk first, then its name.</summary>
    public static void Replace(string temporary, string final)
    {
        FlushFile(temporary);
        File.Move(temporary, final, overwrite: true);
        FlushFolder(Path.GetDirectoryName(final)!);
    }

    private static void FlushFile(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes a rename last. Windows has no such call and needs none.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            _ = Fsync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

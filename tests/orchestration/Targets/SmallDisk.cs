using System.Diagnostics;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>A disk in memory that is soon full, for PostgreSQL's account. Where none can be mounted the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("segbatch-disk-");
    private bool isMounted;

    public string Folder => Path.Combine(parent.FullName, "disk");

    public static SmallDisk Mount(string size)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Folder);
        disk.isMounted = Succeeds("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Folder);
        if (!disk.isMounted)
        {
            disk.Dispose();
            Skip.If(true, "No small disk can be mounted here.");
        }

        Succeeds("chmod", "755", disk.parent.FullName).ShouldBeTrue();
        Succeeds("chown", "postgres", disk.Folder).ShouldBeTrue();
        return disk;
    }

    public void Dispose()
    {
        if (isMounted)
        {
            // The server may have a file open on it still.
            Succeeds("umount", "-l", Folder).ShouldBeTrue();
        }

        parent.Delete(recursive: true);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

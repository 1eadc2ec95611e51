using System.Globalization;
using System.Runtime.InteropServices;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Doctor;

/// <summary>What the program runs on: runtime, memory, disk.</summary>
internal static class MachineChecks
{
    private const long Gigabyte = 1L << 30;

    /// <summary>Below this a night of a real company spills all the time.</summary>
    private const long LittleMemory = 2 * Gigabyte;

    /// <summary>Scratch, raw copy and publication of a night take a few times the source files; less than this is asking for trouble.</summary>
    private const int DiskPerSource = 4;

    public static Finding Runtime()
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = ":memory:", Threads = 1 });
        return Finding.Ok(
            "runtime",
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture}), {Environment.ProcessorCount} processors, DuckDB {engine.Version}");
    }

    public static Finding Memory(string? limit)
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string found = $"{Size(available)} for this process; the engine may use {limit ?? Size(available * 6 / 10)} before it spills to disk";
        return available < LittleMemory
            ? Finding.Warn("memory", found, "Give the machine or container at least 2 GB, or expect nights that spill and take longer.")
            : Finding.Ok("memory", found);
    }

    public static Finding Disk(ProjectFolders folders, long sourceBytes)
    {
        string existing = folders.Warehouse;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        long free = new DriveInfo(existing).AvailableFreeSpace;
        string found = $"{Size(free)} free where the warehouse is; the source files are {Size(sourceBytes)}";
        return free < Math.Max(Gigabyte, DiskPerSource * sourceBytes)
            ? Finding.Warn("disk", found, $"A night needs about {DiskPerSource} times the source files for raw copy, scratch and publication: free space, or set 'warehouse' to a larger disk.")
            : Finding.Ok("disk", found);
    }

    /// <summary>Bytes as people say them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= Gigabyte => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Gigabyte:0.0} GB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1 << 20):0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1 << 10):0.0} KB"),
    };
}

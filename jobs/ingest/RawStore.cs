using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>Raw and quarantined rows as Parquet files: how they are put in place, checked and read.</summary>
/// <remarks>A part is written under a temporary name and renamed once it is on disk. What counts is what the ledger lists:
/// a file that it does not list is left over from a run that did not finish, and nobody reads it.</remarks>
public static partial class RawStore
{
    /// <summary>The columns every raw row has behind those of its contract table.</summary>
    public static IReadOnlyList<(string Name, string SqlType)> OriginColumns { get; } =
    [
        ("source_system", "varchar"), ("loaded_at", "timestamp"), ("load_id", "varchar"), ("source_file", "varchar"), ("source_row", "bigint"),
    ];

    /// <summary>The columns of every quarantine table.</summary>
    public static IReadOnlyList<(string Name, string SqlType)> QuarantineColumns { get; } =
    [
        .. OriginColumns, ("reason", "varchar"), ("raw_text", "varchar"), ("amount", "decimal(18,4)"), ("currency", "varchar"),
    ];

    /// <summary>The columns of a raw table: those of the contract in its order, then where the row came from.</summary>
    public static IReadOnlyList<(string Name, string SqlType)> RawColumns(ContractTable table) =>
        [.. table.Columns.Select(column => (column.Name, ColumnRule.DuckType(column))), .. OriginColumns];

    /// <summary>Checks that parts are, byte for byte, what was loaded. DuckDB reads a damaged Parquet page without complaint.</summary>
    /// <exception cref="RunRefusedException">A part or its manifest is missing, damaged or replaced.</exception>
    public static void Verify(IEnumerable<RawPart> parts, ProjectFolders folders, CancellationToken cancellationToken = default)
    {
        foreach (RawPart part in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(folders.Warehouse, part.Path);
            if (Difference(path, part) is { } difference)
            {
                throw new RunRefusedException(
                    $"{part.Path} of load {part.LoadId} is not what was loaded: {difference}. Nothing was read from it and nothing was changed. "
                    + "Restore the file from a backup, or load everything anew from the source files with --full-refresh.");
            }
        }
    }

    /// <summary>Deletes what runs that did not finish left in the raw and quarantine folders.</summary>
    /// <param name="ledger">The ledger. If it lists no part at all nothing is deleted: it may be the wrong one.</param>
    /// <param name="folders">The project's folders.</param>
    /// <returns>Files deleted.</returns>
    public static int RemoveOrphans(ILoadLedger ledger, ProjectFolders folders)
    {
        HashSet<string> listed = [.. ledger.Parts().Select(part => part.Path)];
        if (listed.Count == 0)
        {
            return 0;
        }

        int count = 0;
        foreach (string root in (string[])[folders.Raw, folders.Quarantine])
        {
            string[] files = Directory.Exists(root) ? Directory.GetFiles(root, "*", SearchOption.AllDirectories) : [];
            foreach (string file in files)
            {
                string name = Path.GetFileName(file);
                string part = Path.GetRelativePath(folders.Warehouse, file).Replace('\\', '/').Replace(ManifestSuffix, "", StringComparison.Ordinal);
                bool isOurs = name.EndsWith(".parquet", StringComparison.Ordinal) || name.EndsWith(ManifestSuffix, StringComparison.Ordinal)
                    || (name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal));
                if (isOurs && !listed.Contains(part))
                {
                    AtomicFile.Delete(file);
                    count++;
                }
            }
        }

        return count;
    }

    private static string? Difference(string path, RawPart part)
    {
        if (!File.Exists(path))
        {
            return "the file is missing";
        }

        long size = new FileInfo(path).Length;
        if (size != part.SizeBytes)
        {
            return $"it has {size} bytes, the ledger says {part.SizeBytes}";
        }

        if (FileHash.Of(path) != part.Sha256)
        {
            return "its content differs from the hash in the ledger";
        }

        PartManifest? manifest = ReadManifest(path);
        return manifest is null ? "its manifest is missing or unreadable"
            : manifest.Sha256 != part.Sha256 || manifest.RowCount != part.RowCount ? "its manifest does not agree with the ledger"
            : null;
    }

    private static PartManifest? ReadManifest(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PartManifest>(File.ReadAllBytes(path + ManifestSuffix), ManifestJson);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }
}

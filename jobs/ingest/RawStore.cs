using System.Security.Cryptography;
using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Raw and quarantined rows: Parquet files with manifests, and the views that read them.</summary>
/// <remarks>A damaged Parquet page is read by DuckDB without any error and with wrong sums. So the hash of every file is kept in
/// the ledger and checked before anything is read.</remarks>
public static class RawStore
{
    private const string Origin = "source_system string, loaded_at timestamp, load_id string, source_file string, source_row bigint";
    private const string QuarantineColumns = $"{Origin}, reason string, raw_text string, amount decimal(18,4), currency string";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes one part: temporary name, flushed, renamed, with its manifest beside it.</summary>
    internal static RawPart Write(
        DuckDbEngine engine, ProjectFolders folders, string table, bool isQuarantine, string loadId, string query, IEnumerable<LoadTotal> totals,
        CancellationToken cancellationToken)
    {
        string folder = Path.Combine(isQuarantine ? folders.Quarantine : folders.Raw, table);
        Directory.CreateDirectory(folder);
        string final = Path.Combine(folder, $"{loadId}.parquet");
        string temporary = Path.Combine(folder, $".{loadId}.parquet.tmp");
        try
        {
            engine.Execute(
                $"copy ({query}) to {SqlText.Literal(temporary)} (format parquet, compression zstd)", $"writing {table}", null, cancellationToken);
            long rows = engine.Scalar<long>(
                $"select num_rows from parquet_file_metadata({SqlText.Literal(temporary)})", $"counting {table}", null, cancellationToken);
            var part = new RawPart(
                table, isQuarantine, loadId, Path.GetRelativePath(folders.Warehouse, final).Replace('\\', '/'), rows,
                new FileInfo(temporary).Length, Hash(temporary));
            DurableFiles.Replace(temporary, final);
            WriteManifest(final, part, totals);
            return part;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes files of loads that never were recorded: their run died before the ledger knew of them.</summary>
    internal static void RemoveOrphans(ProjectFolders folders, IReadOnlyList<RawPart> parts)
    {
        HashSet<string> known = [.. parts.Select(part => Path.Combine(folders.Warehouse, part.Path.Replace('/', Path.DirectorySeparatorChar)))];
        foreach (string root in new[] { folders.Raw, folders.Quarantine }.Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                string parquet = file.EndsWith(".manifest.json", StringComparison.Ordinal) ? file[..^".manifest.json".Length] : file;
                if (!known.Contains(parquet))
                {
                    File.Delete(file);
                }
            }
        }
    }

    /// <summary>Checks that every part is there and is, byte for byte, what was written.</summary>
    /// <exception cref="RunRefusedException">A part is missing or differs.</exception>
    public static void Verify(ProjectFolders folders, IReadOnlyList<RawPart> parts, CancellationToken cancellationToken)
    {
        foreach (RawPart part in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(folders.Warehouse, part.Path);
            string? differs = !File.Exists(path) ? "is missing"
                : new FileInfo(path).Length is var size && size != part.SizeBytes ? $"has {size:N0} bytes where {part.SizeBytes:N0} were written"
                : Hash(path) != part.Sha256 ? "does not have the content that was written (its SHA-256 differs)"
                : null;
            if (differs is not null)
            {
                throw new RunRefusedException(
                    $"Raw file {part.Path} {differs}. Nothing was computed from it; the published tables are unchanged. Restore it from a backup, or load all source files anew with --full-refresh.");
            }
        }
    }

    /// <summary>Makes schemas raw and quarantine over all live rows.</summary>
    public static void CreateViews(DuckDbEngine engine, ILoadLedger ledger, ProjectFolders folders) =>
        CreateViews(engine, folders, ledger.Parts(), [.. ledger.Files().Where(file => !file.IsLive)]);

    internal static void CreateViews(
        DuckDbEngine engine, ProjectFolders folders, IReadOnlyList<RawPart> parts, IReadOnlyList<IngestedFile> superseded)
    {
        engine.Execute(
            """
            create schema if not exists raw;
            create schema if not exists quarantine;
            create or replace table raw.superseded_files (load_id string, source_file string)
            """,
            "raw tables");
        engine.Append("raw.superseded_files", superseded, (row, file) => row
            .AppendValue(file.LoadId).AppendValue(file.Path));
        foreach (ContractTable table in SourceContract.Tables)
        {
            View(engine, folders, "raw", table.Name, RawColumns(table), [.. parts.Where(part => part.Table == table.Name && !part.IsQuarantine)], superseded.Count > 0);
            View(engine, folders, "quarantine", table.Name, QuarantineColumns, [.. parts.Where(part => part.Table == table.Name && part.IsQuarantine)], superseded.Count > 0);
        }
    }

    /// <summary>Makes the same tables without any rows.</summary>
    public static void CreateEmpty(DuckDbEngine engine) => CreateViews(engine, new ProjectFolders("", ""), [], []);

    private static string RawColumns(ContractTable table) =>
        string.Concat(table.Columns.Select(column => $"{column.Name} {column.SqlType}, ")) + Origin;

    private static void View(
        DuckDbEngine engine, ProjectFolders folders, string schema, string table, string columns, RawPart[] parts, bool hasSuperseded)
    {
        if (parts.Length == 0)
        {
            engine.Execute($"create or replace table {schema}.{table} ({columns})", $"{schema}.{table}");
            return;
        }

        IEnumerable<string> files = parts.Select(part => SqlText.Literal(Path.Combine(folders.Warehouse, part.Path)));
        string filter = hasSuperseded
            ? """
                anti join raw.superseded_files as superseded
                    on superseded.load_id = parts.load_id
                    and superseded.source_file = parts.source_file
                """
            : "";
        engine.Execute(
            $"create or replace view {schema}.{table} as select parts.* from read_parquet([{string.Join(", ", files)}], union_by_name = true) as parts {filter}",
            $"{schema}.{table}");
    }

    private static void WriteManifest(string parquet, RawPart part, IEnumerable<LoadTotal> totals)
    {
        string temporary = $"{parquet}.manifest.json.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(
            new
            {
                table = part.Table,
                load_id = part.LoadId,
                rows = part.RowCount,
                size_bytes = part.SizeBytes,
                sha256 = part.Sha256,
                amounts = totals.GroupBy(total => total.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new { currency = group.Key, rows = group.Sum(total => total.RowCount), amount = group.Sum(total => total.Amount) }),
            },
            Indented));
        DurableFiles.Replace(temporary, $"{parquet}.manifest.json");
    }

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

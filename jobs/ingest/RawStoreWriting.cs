using System.Text.Json;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>What a part holds, as a file beside it says.</summary>
/// <param name="Table">Contract table.</param>
/// <param name="LoadId">The load that wrote it.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Amounts">Sum of the table's amount column per currency, where it has one.</param>
/// <param name="Sha256">SHA-256 of the part, lowercase hex.</param>
/// <param name="SizeBytes">Size of the part.</param>
/// <param name="Columns">Name and type of each column, in order.</param>
internal sealed record PartManifest(
    string Table,
    string LoadId,
    long RowCount,
    IReadOnlyDictionary<string, decimal> Amounts,
    string Sha256,
    long SizeBytes,
    IReadOnlyList<string> Columns);

/// <summary>A part that is complete and on disk, still under its temporary name.</summary>
internal sealed record PendingPart(RawPart Part, string TemporaryPath, string Path, PartManifest Manifest);

/// <content>Writing parts.</content>
public static partial class RawStore
{
    private const string ManifestSuffix = ".manifest.json";

    private static readonly JsonSerializerOptions ManifestJson = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Writes the rows of a query as a part, under a temporary name.</summary>
    /// <param name="engine">The engine that has the rows.</param>
    /// <param name="folders">The project's folders.</param>
    /// <param name="part">The part's table, load and path; its counts are filled in here.</param>
    /// <param name="query">The rows.</param>
    /// <param name="amount">Name of the amount column, if there is one; the currency column is then named currency.</param>
    /// <param name="cancellationToken">Interrupts the write.</param>
    internal static PendingPart Write(
        DuckDbEngine engine, ProjectFolders folders, RawPart part, string query, string? amount, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folders.Warehouse, part.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = AtomicFile.TemporaryName(path);
        try
        {
            FaultPoint.Reach("raw part: before it is written");
            long written = engine.Execute(
                $"copy ({query}) to {SqlText.Literal(temporary)} (format parquet, compression zstd)", $"writing {part.Path}", null, cancellationToken);
            AtomicFile.Flush(temporary);
            PartManifest manifest = Describe(engine, part, temporary, amount, cancellationToken);
            return manifest.RowCount == written
                ? new PendingPart(part with { RowCount = written, SizeBytes = manifest.SizeBytes, Sha256 = manifest.Sha256 }, temporary, path, manifest)
                : throw new InvalidOperationException($"{part.Path}: {written} rows were written and {manifest.RowCount} are in the file.");
        }
        catch
        {
            // A disk that is full leaves what it could take.
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Counts what is in a file, rather than in the table it came from: a manifest says what is on disk.</summary>
    private static PartManifest Describe(DuckDbEngine engine, RawPart part, string path, string? amount, CancellationToken cancellationToken)
    {
        string file = $"read_parquet({SqlText.Literal(path)})";
        string currency = amount is null ? "''" : "coalesce(currency, '')";
        string sum = amount is null ? "0" : $"coalesce(sum({amount}), 0)";
        IReadOnlyList<(string Currency, long Rows, decimal Amount)> sums = engine.Query(
            $"select {currency}, count(*), cast({sum} as decimal(28,4)) from {file} group by 1 order by 1", $"checking {part.Path}",
            row => (row.GetString(0), row.GetInt64(1), row.GetDecimal(2)), null, cancellationToken);
        IReadOnlyList<string> columns = engine.Query(
            $"describe select * from {file}", $"checking {part.Path}",
            row => $"{row.GetString(0)} {row.GetString(1).ToLowerInvariant()}", null, cancellationToken);
        return new PartManifest(
            part.Table,
            part.LoadId,
            sums.Sum(found => found.Rows),
            amount is null ? new Dictionary<string, decimal>() : sums.ToDictionary(found => found.Currency, found => found.Amount),
            FileHash.Of(path),
            new FileInfo(path).Length,
            columns);
    }

    /// <summary>Puts a part and its manifest in place.</summary>
    internal static void Place(PendingPart part)
    {
        AtomicFile.Place(part.TemporaryPath, part.Path);
        FaultPoint.Reach("raw part: before its manifest");
        AtomicFile.Write(part.Path + ManifestSuffix, JsonSerializer.SerializeToUtf8Bytes(part.Manifest, ManifestJson));
    }

    /// <summary>Takes away all traces of a part that was not recorded.</summary>
    internal static void Discard(PendingPart part)
    {
        File.Delete(part.TemporaryPath);
        File.Delete(part.Path);
        File.Delete(part.Path + ManifestSuffix);
    }
}

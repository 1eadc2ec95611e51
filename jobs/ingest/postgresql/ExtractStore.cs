using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>What was read from a database, kept as Parquet files that stand for parts of the table.</summary>
/// <remarks>A row belongs to the file that the hash of its key says. A file is delivered like any other: under a stable name, known by
/// the hash of its content. So an updated row changes its file, which takes the place of what it was before, and nothing counts twice.</remarks>
/// <param name="folders">The project's folders.</param>
/// <param name="source">The source.</param>
internal sealed class ExtractStore(ProjectFolders folders, string source)
{
    /// <summary>Rows in one file, about: what one changed row causes to be read again.</summary>
    private const long RowsPerFile = 250_000;
    private const int MostFiles = 256;

    /// <summary>A table that has grown to so many times what its files were made for is cut into more files.</summary>
    private const int OutgrownBy = 4;

    private readonly string folder = Path.Combine(folders.Warehouse, "extracts", source);

    /// <summary>Whether a file of the ledger is an extract of this source.</summary>
    public bool IsMine(IngestedFile file) => file.Source == source && file.Path.StartsWith($"postgres:{source}/", StringComparison.Ordinal);

    /// <summary>Where an extract lies, by its content.</summary>
    public string PathOf(string hash) => Path.Combine(folder, $"{hash}.parquet");

    /// <summary>Whether all files are here as they were loaded.</summary>
    public bool AreWhole(IReadOnlyList<IngestedFile> files) => files.All(file => File.Exists(PathOf(file.ContentHash)) && FileHash.Of(PathOf(file.ContentHash)) == file.ContentHash);

    /// <summary>Makes the files of a whole table.</summary>
    public IReadOnlyList<SourceFile> WriteAll(DuckDbEngine engine, Rows rows, string scratch, CancellationToken cancellationToken)
    {
        int count = (int)Math.Clamp((Rows.Count(engine) + RowsPerFile - 1) / RowsPerFile, 1, MostFiles);
        return [.. rows.Buckets(engine, count).Select(bucket => Write(engine, rows, bucket, count, "", scratch, cancellationToken))];
    }

    /// <summary>Puts rows read anew in the place of those with the same key.</summary>
    public IReadOnlyList<SourceFile> Merge(
        DuckDbEngine engine, Rows rows, IReadOnlyList<IngestedFile> before, string scratch, CancellationToken cancellationToken)
    {
        if (before.Count == 0)
        {
            return WriteAll(engine, rows, scratch, cancellationToken);
        }

        int count = int.Parse(before[0].Path.Split('-', '.')[^2], CultureInfo.InvariantCulture);
        string isSame = string.Join(" and ", rows.Key.Select(column => $"new_rows.{SqlText.Identifier(column)} is not distinct from old_rows.{SqlText.Identifier(column)}"));
        string Kept(string files) =>
            $"select * from read_parquet({files}) as old_rows where not exists (select 1 from {Rows.Table} as new_rows where {isSame})";
        string everything = $"[{string.Join(", ", before.Select(file => SqlText.Literal(PathOf(file.ContentHash))))}]";
        if (count < MostFiles && engine.Scalar<long>($"select count(*) from read_parquet({everything})", "extract", null, cancellationToken) > OutgrownBy * RowsPerFile * count)
        {
            engine.Execute($"insert into {Rows.Table} {Kept(everything)}", $"extract of source {source}", null, cancellationToken);
            return WriteAll(engine, rows, scratch, cancellationToken);
        }

        var files = before.ToDictionary(file => file.Path, file => new SourceFile(PathOf(file.ContentHash), file.Path), StringComparer.Ordinal);
        foreach (int bucket in rows.Buckets(engine, count))
        {
            string kept = files.TryGetValue(Name(bucket, count), out SourceFile? old) ? $"union all {Kept(SqlText.Literal(old.FullPath))}" : "";
            SourceFile file = Write(engine, rows, bucket, count, kept, scratch, cancellationToken);
            files[file.Path] = file;
        }

        return [.. files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Moves a file of this load to where the next one looks for it.</summary>
    public void Keep(SourceFile file, string hash)
    {
        if (file.FullPath != PathOf(hash))
        {
            Directory.CreateDirectory(folder);
            File.Move(file.FullPath, PathOf(hash), overwrite: true);
        }
    }

    /// <summary>Deletes files that no live file of the ledger stands for.</summary>
    public void RemoveOthers(IReadOnlyList<IngestedFile> ledger)
    {
        HashSet<string> live = [.. ledger.Where(file => file.IsLive && IsMine(file)).Select(file => PathOf(file.ContentHash))];
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.parquet") : [])
        {
            if (!live.Contains(file))
            {
                File.Delete(file);
            }
        }
    }

    private string Name(int bucket, int count) => $"postgres:{source}/part-{bucket:000}-of-{count:000}.parquet";

    private SourceFile Write(DuckDbEngine engine, Rows rows, int bucket, int count, string kept, string scratch, CancellationToken cancellationToken)
    {
        string path = Path.Combine(scratch, $"{source}-{bucket}.parquet");
        string order = string.Join(", ", rows.Key.Concat(rows.Columns).Distinct().Select(column => SqlText.Identifier(column)));
        engine.Execute(
            $"copy (select * from (select * from {Rows.Table} where {rows.Bucket(count)} = {bucket} {kept}) order by {order}) to {SqlText.Literal(path)} (format parquet, compression zstd)",
            $"extract of source {source}", null, cancellationToken);
        return new SourceFile(path, Name(bucket, count));
    }

    /// <summary>The rows just read, in the engine.</summary>
    /// <param name="Columns">Their columns.</param>
    /// <param name="Key">The columns that identify a row: all of them where none are named.</param>
    internal sealed record Rows(IReadOnlyList<string> Columns, IReadOnlyList<string> Key)
    {
        public const string Table = "main.extracted";

        /// <summary>The engine holds a few of these in memory whatever the rows are like.</summary>
        public const int LongestRowBytes = 16 << 20;

        /// <summary>Takes rows from the text that PostgreSQL wrote.</summary>
        public static Rows Read(DuckDbEngine engine, DatabaseTable table, IReadOnlyList<string> key, IReadOnlyList<string> files, CancellationToken cancellationToken)
        {
            string columns = string.Join(", ", table.Columns.Select(column => $"{SqlText.Literal(column.Name)}: 'VARCHAR'"));
            string values = string.Join(", ", table.Columns.Select(column => column.Type is "double precision" or "real"
                ? $"{FloatText.Sql(SqlText.Identifier(column.Name))} as {SqlText.Identifier(column.Name)}"
                : SqlText.Identifier(column.Name)));
            engine.Execute($$"""
                create or replace table {{Table}} as select {{values}}
                from read_csv([{{string.Join(", ", files.Select(file => SqlText.Literal(file)))}}], columns = { {{columns}} }, header = false, auto_detect = false,
                    delim = ',', quote = '"', escape = '"', new_line = '\n', max_line_size = {{LongestRowBytes}}, buffer_size = {{2 * LongestRowBytes}}, allow_quoted_nulls = false, parallel = false)
                """, "rows of a database", null, cancellationToken);
            string[] all = [.. table.Columns.Select(column => column.Name)];
            return new Rows(all, key.Count > 0 ? key : all);
        }

        public static long Count(DuckDbEngine engine) => engine.Scalar<long>($"select count(*) from {Table}", "rows of a database");

        /// <summary>A key that several rows have would let one of them take the place of another.</summary>
        public static void RefuseTwins(DuckDbEngine engine, string source, DatabaseTable table, IReadOnlyList<string> key)
        {
            string columns = string.Join(", ", key.Select(column => SqlText.Identifier(column)));
            long twins = key.Count == 0 ? 0 : engine.Scalar<long>($"select count(*) from (select 1 from {Table} group by {columns} having count(*) > 1)", "rows of a database");
            if (twins > 0)
            {
                throw new RunRefusedException(
                    $"Source {source}: {twins:N0} values of the key ({string.Join(", ", key)}) belong to several rows of {table.Subject}. Nothing was loaded. "
                    + "Name columns in key that identify a row, and run again.");
            }
        }

        /// <summary>The file a row belongs to, the same on every machine and version.</summary>
        public string Bucket(int count) =>
            $"md5_number_lower(concat_ws('|', {string.Join(", ", Key.Select(column => $"coalesce({SqlText.Identifier(column)}, '')"))})) % {count}";

        public IReadOnlyList<int> Buckets(DuckDbEngine engine, int count) =>
            engine.Query($"select distinct cast({Bucket(count)} as integer) as bucket from {Table} order by 1", "rows of a database", row => row.GetInt32(0));
    }
}

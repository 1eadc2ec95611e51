using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Init;

/// <summary>The beginning of one file or table, read as the nightly load would read it.</summary>
/// <param name="Path">The file, relative to the project folder; the table, with its schema.</param>
/// <param name="Config">How it is written.</param>
/// <param name="Columns">What its columns look like.</param>
/// <param name="IsWhole">Whether every record was looked at.</param>
internal sealed record SourceSample(string Path, SourceConfig Config, IReadOnlyList<ColumnProfile> Columns, bool IsWhole)
{
    /// <summary>How many rows are looked at.</summary>
    public const int MostRows = 50_000;

    /// <summary>How many values are looked at, however few the rows.</summary>
    public const int MostCells = 2_000_000;

    /// <summary>The table, when it is one of a database.</summary>
    public FoundTable? Table { get; init; }

    /// <summary>Files with the same shape are one source; a table is one by itself.</summary>
    public string Shape => $"{Table?.Name} {Config.Format} {Config.Delimiter} {Config.Encoding} {Config.Header} {string.Join('\u001f', Columns.Select(column => column.Name))}";

    /// <summary>Reads the beginning of a file.</summary>
    /// <exception cref="FileRefusedException">The file cannot be read.</exception>
    public static SourceSample Read(string project, string fullPath)
    {
        var file = new SourceFile(fullPath, System.IO.Path.GetRelativePath(project, fullPath).Replace('\\', '/'));
        SourceFormat format = SourceFormats.FromName(fullPath);
        if (format == SourceFormat.Parquet)
        {
            return ReadParquet(file);
        }

        SourceConfig config = format == SourceFormat.Csv ? TextShape.Of(fullPath) : new SourceConfig();
        using RecordReader reader = Readers.Open(config, file);
        string[] names = [.. Names(reader)];
        reader.Choose(names);
        var rows = new List<string?[]>();
        int most = Math.Min(MostRows, MostCells / Math.Max(1, names.Length));
        bool isWhole = true;
        while (reader.Read())
        {
            if (rows.Count == most)
            {
                isWhole = false;
                break;
            }

            if (reader.Defect is null)
            {
                rows.Add([.. names.Select((_, place) => Encoding.UTF8.GetString(reader.Field(place)))]);
            }
        }

        return new SourceSample(file.Path, config, Profiles(names, rows), isWhole);
    }

    /// <summary>The beginning of a table.</summary>
    public static SourceSample OfTable(FoundTable table, DatabaseAccess access, IReadOnlyList<string?[]> rows, bool isWhole)
    {
        string columns = string.Join(", ", table.Columns.Select(DatabaseTable.Quote));
        var postgres = new PostgresSourceConfig
        {
            Connection = access.Written,
            // The load refuses a table with bytes in it; a query leaves them out.
            Table = table.HasBytes ? null : table.Name,
            Query = table.HasBytes ? $"select {columns} from {table.Name}" : null,
            Key = table.Key,
        };
        return new SourceSample(table.Name, new SourceConfig { Postgres = postgres }, Profiles([.. table.Columns], rows), isWhole) { Table = table };
    }

    private static SourceSample ReadParquet(SourceFile file)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = ":memory:", Threads = 1 });
        IReadOnlyList<(string Name, string Type)> columns = ParquetFiles.Columns(engine, file);
        string fields = string.Join(", ", columns.Select(column => $"cast({SqlText.Identifier(column.Name)} as varchar)"));
        IReadOnlyList<string?[]> rows = engine.Query(
            $"select {fields} from read_parquet({SqlText.Literal(file.FullPath)}) limit {MostRows}",
            $"the beginning of {file.Path}",
            row => Enumerable.Range(0, columns.Count).Select(place => row.IsDBNull(place) ? null : row.GetString(place)).ToArray());
        return new SourceSample(
            file.Path, new SourceConfig(), Profiles([.. columns.Select(column => column.Name)], rows), rows.Count < MostRows);
    }

    /// <summary>A column that has no name, or shares it with another, cannot be mapped.</summary>
    private static IEnumerable<string> Names(RecordReader reader) =>
        reader.Columns.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() == 1).Select(group => group.Key);

    private static IReadOnlyList<ColumnProfile> Profiles(string[] names, IReadOnlyList<string?[]> rows)
    {
        ColumnProfile[] profiles = [.. names.Select((name, place) => new ColumnProfile(name, rows.Select(row => row[place])))];
        bool prefersDayFirst = !profiles.Any(profile => profile.HasDecimalPoint) || profiles.Any(profile => profile.HasDecimalComma);
        return [.. profiles.Select((profile, place) => profile.Settle(rows.Select(row => row[place]), prefersDayFirst))];
    }
}

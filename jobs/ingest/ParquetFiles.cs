using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Lands Parquet files. The engine reads them itself; values become text, as in every other format.</summary>
internal static class ParquetFiles
{
    private const long ChunkRows = 1_000_000;

    /// <summary>Names and types of a file's columns.</summary>
    /// <exception cref="FileRefusedException">The file is not Parquet, or is cut short.</exception>
    public static IReadOnlyList<(string Name, string Type)> Columns(DuckDbEngine engine, SourceFile file) => Guard(() => engine.Query(
        $"describe select * from read_parquet({SqlText.Literal(file.FullPath)})", $"columns of {file.Path}",
        row => (row.GetString(0), row.GetString(1))));

    /// <summary>Lands a file in chunks.</summary>
    /// <param name="engine">The scratch engine.</param>
    /// <param name="file">The file and its number.</param>
    /// <param name="columns">Source columns to land.</param>
    /// <param name="nullValues">Texts that mean "no value".</param>
    /// <param name="landed">Called for each chunk, with the landing table filled.</param>
    /// <param name="cancellationToken">Interrupts.</param>
    /// <returns>Rows landed.</returns>
    /// <exception cref="FileRefusedException">The file is damaged; chunks of it may have been given before.</exception>
    public static long Land(
        DuckDbEngine engine,
        NumberedFile file,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> nullValues,
        Action landed,
        CancellationToken cancellationToken)
    {
        string path = SqlText.Literal(file.Delivery.File.FullPath);
        IReadOnlyList<(string Name, string Type)> present = Columns(engine, file.Delivery.File);
        string[] names = [.. present.Select(column => column.Name)];
        string fields = string.Concat(columns.Select(column => $", {Text(present[RecordReader.Find(names, column)], nullValues)}"));
        string raw = string.Join(", ", names.Select(name => $"{SqlText.Identifier(name)} := rows.{SqlText.Identifier(name)}"));
        long expected = Guard(() => engine.Scalar<long>($"select num_rows from parquet_file_metadata({path})", $"footer of {file.Delivery.File.Path}"));
        long total = 0;
        for (long first = 0; first < expected; first += ChunkRows)
        {
            Landing.Create(engine, columns.Count);
            total += Guard(() => engine.Execute($"""
                insert into {Landing.Table}
                select {file.Index}, file_row_number + 1, null, cast(to_json(struct_pack({raw})) as varchar){fields}
                from read_parquet({path}, file_row_number = true) as rows
                where file_row_number >= {first} and file_row_number < {first + ChunkRows}
                """, $"reading {file.Delivery.File.Path}", null, cancellationToken));
            landed();
        }

        return total == expected
            ? total
            : throw new FileRefusedException($"its footer promises {expected} rows and {total} are in it");
    }

    private static string Text((string Name, string Type) column, IReadOnlyList<string> nullValues)
    {
        string value = $"rows.{SqlText.Identifier(column.Name)}";
        bool isNested = column.Type.EndsWith(']') || column.Type.StartsWith("STRUCT", StringComparison.Ordinal) || column.Type.StartsWith("MAP", StringComparison.Ordinal);
        string text = column.Type is "DOUBLE" or "FLOAT" ? FloatText.Sql(value)
            : isNested ? $"cast(to_json({value}) as varchar)"
            : $"cast({value} as varchar)";
        string nulls = string.Join(", ", nullValues.Append("").Distinct().Select(word => SqlText.Literal(word)));
        return $"case when {text} not in ({nulls}) then {text} end";
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EngineException error) when (error.Failure is EngineFailure.Data or EngineFailure.Storage or EngineFailure.Statement)
        {
            throw new FileRefusedException("it is not Parquet, or is cut short or damaged", error);
        }
    }
}

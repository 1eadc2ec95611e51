using System.Text;
using DuckDB.NET.Data;
using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Where records lie as they were read, until enough have come to be mapped together.</summary>
internal sealed class Landing(DuckDbEngine engine, SourceMapping mapping, IngestCurrencies currencies)
{
    /// <summary>Bytes of text mapped together: enough for the engine's vectors, little enough for any machine.</summary>
    private const long BatchBytes = 64L << 20;

    private IReadOnlyList<TablePlan>? textPlans;
    private long landedBytes;

    /// <summary>Checks the mapping before anything is read.</summary>
    /// <exception cref="Run.RunRefusedException">An expression does not bind to text columns.</exception>
    public void Check()
    {
        engine.Execute(new TextSql(mapping.Config, acceptsIso: true).CreateMacros, $"functions of source {mapping.Source}");
        Clear();
        textPlans = Plans();
    }

    /// <summary>Reads one file into the landing table; maps what lies there when there is enough of it.</summary>
    /// <exception cref="FileRefusedException">The file as a whole cannot be read. Rows it had brought are withdrawn.</exception>
    public void Read(SourceFile file, int number, CancellationToken cancellationToken)
    {
        try
        {
            if (SourceFormats.Of(mapping.Config, file.Path) == SourceFormat.Parquet)
            {
                ReadParquet(file, number, cancellationToken);
            }
            else
            {
                ReadText(file, number, cancellationToken);
            }
        }
        catch (FileRefusedException)
        {
            Withdraw(number);
            throw;
        }
    }

    /// <summary>Maps what lies in the landing table.</summary>
    public void Flush(CancellationToken cancellationToken)
    {
        Map(textPlans!, cancellationToken);
        engine.Execute("delete from landing", "landing", null, cancellationToken);
        landedBytes = 0;
    }

    private IReadOnlyList<TablePlan> Plans() =>
        [.. mapping.Config.Tables.Keys.Select(table => TablePlan.Make(engine, mapping, table, currencies))];

    private void Map(IReadOnlyList<TablePlan> plans, CancellationToken cancellationToken)
    {
        foreach (TablePlan plan in plans)
        {
            engine.Execute(plan.InsertStatement(mapping.System), $"mapping {mapping.Source} to {plan.Table.Name}", null, cancellationToken);
        }
    }

    private void Clear()
    {
        IEnumerable<string> columns = mapping.Columns.Select(name => $", {SqlText.Identifier(name)} varchar");
        engine.Execute(
            $"create or replace table landing (__seg_file int, __seg_row bigint, __seg_raw varchar, __seg_defect varchar{string.Concat(columns)})",
            "landing");
    }

    private void Withdraw(int number)
    {
        engine.Execute($"delete from landing where __seg_file = {number}", "landing");
        foreach (string table in mapping.Config.Tables.Keys)
        {
            engine.Execute($"delete from {TablePlan.StageName(table)} where __seg_file = {number}", "landing");
        }
    }

    private void ReadText(SourceFile file, int number, CancellationToken cancellationToken)
    {
        using RecordReader reader = Open(file);
        RefuseMissingColumns(reader);
        bool isAtEnd = false;
        while (!isAtEnd)
        {
            engine.Append("main.landing", Records(reader, () => isAtEnd = true, cancellationToken), (row, _) => Land(row, reader, number));
            if (landedBytes >= BatchBytes)
            {
                Flush(cancellationToken);
            }
        }
    }

    private IEnumerable<RecordReader> Records(RecordReader reader, Action ended, CancellationToken cancellationToken)
    {
        while (landedBytes < BatchBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.Read())
            {
                ended();
                yield break;
            }

            yield return reader;
        }
    }

    private void Land(IDuckDBAppenderRow row, RecordReader reader, int number)
    {
        ReadOnlySpan<byte> raw = reader.Raw;
        landedBytes += raw.Length * 2;
        row.AppendValue(number).AppendValue(reader.RecordNumber).AppendValue(Encoding.UTF8.GetString(raw)).AppendValue(reader.Defect);
        for (int column = 0; column < mapping.Columns.Count; column++)
        {
            row.AppendValue(reader.Defect is null ? Value(reader.Field(column)) : null);
        }
    }

    private string? Value(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(field);
        return mapping.Config.NullValues.Contains(text) ? null : text;
    }

    private RecordReader Open(SourceFile file)
    {
        try
        {
            return SourceFormats.Of(mapping.Config, file.Path) switch
            {
                SourceFormat.Jsonl => new JsonLinesReader(file.FullPath, mapping.Config),
                SourceFormat.Xlsx => new WorkbookReader(file.FullPath, mapping.Config),
                _ => new DelimitedReader(file.FullPath, mapping.Config),
            };
        }
        catch (UnauthorizedAccessException error)
        {
            throw new FileRefusedException("it may not be read", error);
        }
    }

    private void RefuseMissingColumns(RecordReader reader)
    {
        IReadOnlyList<string> missing = reader.Choose(mapping.Columns);
        if (missing.Count > 0)
        {
            throw Missing(missing, reader.Columns);
        }
    }

    private static FileRefusedException Missing(IReadOnlyList<string> missing, IReadOnlyList<string> present)
    {
        IEnumerable<string> words = missing.Select(name =>
            NearestWord.Find(name, present) is { } nearest ? $"'{name}' (the nearest it has is '{nearest}')" : $"'{name}'");
        return new FileRefusedException($"it has no column {string.Join(", ", words)}; it has {string.Join(", ", present)}");
    }

    /// <summary>Parquet keeps its own types, so each file is landed and mapped by itself.</summary>
    private void ReadParquet(SourceFile file, int number, CancellationToken cancellationToken)
    {
        Flush(cancellationToken);
        string from = $"read_parquet({SqlText.Literal(file.FullPath)}, file_row_number = true)";
        try
        {
            IReadOnlyList<string> present = engine.Query($"describe select * from {from}", file.Path, row => row.GetString(0), null, cancellationToken);
            string[] missing = [.. mapping.Columns.Where(name => !present.Contains(name, StringComparer.OrdinalIgnoreCase))];
            if (missing.Length > 0)
            {
                throw Missing(missing, [.. present.Where(name => name != "file_row_number")]);
            }

            IEnumerable<string> columns = mapping.Columns.Select(name => $", {SqlText.Identifier(name)}");
            engine.Execute(
                $"""
                create or replace table landing as
                select cast({number} as int) as __seg_file, file_row_number + 1 as __seg_row, cast(to_json(file_rows) as varchar) as __seg_raw,
                    cast(null as varchar) as __seg_defect{string.Concat(columns)}
                from {from} as file_rows
                """,
                $"reading {file.Path}", null, cancellationToken);
            Map(Plans(), cancellationToken);
        }
        catch (EngineException error) when (error.Failure is EngineFailure.Storage or EngineFailure.Data)
        {
            throw new FileRefusedException("it is no Parquet file, or is cut short or damaged", error);
        }
        finally
        {
            Clear();
        }
    }
}

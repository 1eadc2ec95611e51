using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads the new files of one source into the stages of the tables they fill.</summary>
internal sealed class SourceLoader(
    DuckDbEngine engine, LoadContext load, IngestLimits limits, string source, SourceConfig config, IReadOnlyList<NumberedFile> files)
{
    private readonly Dictionary<int, long> recordCounts = [];
    private SourcePlan? plan;

    /// <summary>The source.</summary>
    public string Source => source;

    /// <summary>Whether the night goes on without this source's refused files.</summary>
    public bool IsOptional => config.Optional;

    /// <summary>Looks at every file's columns, resolves the mappings, and refuses files that cannot be read.</summary>
    /// <exception cref="RunRefusedException">A mapping is wrong whatever the files hold.</exception>
    public void Prepare(CancellationToken cancellationToken)
    {
        var found = new Dictionary<int, (IReadOnlyList<string> Columns, bool IsFixed)>();
        foreach (NumberedFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                found.Add(file.Index, Columns(file.Delivery.File));
            }
            catch (FileRefusedException error)
            {
                load.Refused.Add(file.Index, error.Message);
            }
        }

        if (found.Count == 0)
        {
            return;
        }

        plan = new SourcePlanner(engine, source, config, load.Run.Config).Plan([.. found.Values.SelectMany(file => file.Columns).Distinct()],
            acceptsIso: files.Any(file => IsTyped(file.Delivery.File)));
        foreach ((int file, (IReadOnlyList<string> columns, bool isFixed)) in found)
        {
            if (isFixed && WhyUnfit(columns) is { } reason)
            {
                load.Refused.Add(file, reason);
            }
        }
    }

    /// <summary>Reads the files, batch by batch.</summary>
    public void Read(IReadOnlyDictionary<string, Stage> stages, CancellationToken cancellationToken)
    {
        if (plan is null)
        {
            return;
        }

        NumberedFile[] readable = [.. files.Where(file => !load.Refused.ContainsKey(file.Index))];
        engine.Execute(plan.CreateMacros, $"functions of source {source}", null, cancellationToken);
        ReadRecords([.. readable.Where(file => !IsParquet(file.Delivery.File))], stages, cancellationToken);
        foreach (NumberedFile file in readable.Where(file => IsParquet(file.Delivery.File)))
        {
            ReadParquet(file, stages, cancellationToken);
        }

        foreach (Stage stage in plan.Tables.Select(table => stages[table.Table.Name]))
        {
            stage.Flush(cancellationToken);
        }

        AssertAllStaged();
    }

    private void ReadRecords(IReadOnlyList<NumberedFile> texts, IReadOnlyDictionary<string, Stage> stages, CancellationToken cancellationToken)
    {
        var landing = new Landing(engine, plan!.Columns.Count, [.. config.NullValues.Where(text => text.Length > 0).Select(Encoding.UTF8.GetBytes)]);
        using var reading = new SourceReading(config, texts, plan);
        while (!reading.IsDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Parts end with a file, so that a file which breaks off can still be taken back whole.
            bool isAnyFull = stages.Values.Any(stage => stage.RowCount >= limits.FlushRows);
            landing.Fill(reading, limits.BatchBytes, isAnyFull);
            Map(stages, cancellationToken);
            foreach ((int file, string reason) in reading.Refused)
            {
                TakeBack(file, reason, stages);
            }

            foreach ((int file, (IReadOnlyList<string> absent, IReadOnlyList<string> present)) in reading.TakeAbsent())
            {
                JudgeAbsent(file, absent, present, stages);
            }

            if (reading.IsBetweenFiles)
            {
                FlushFull(stages, limits.FlushRows, cancellationToken);
            }
        }

        foreach ((int file, string doubt) in reading.Doubts)
        {
            load.Note($"{load.Files[file].Delivery.File.Path}: {doubt}. It was loaded as it stands; if it is utf-8, set 'encoding' of source {source} and run with --full-refresh.");
        }

        foreach ((int file, long count) in reading.RecordCounts)
        {
            recordCounts[file] = count;
        }
    }

    private void ReadParquet(NumberedFile file, IReadOnlyDictionary<string, Stage> stages, CancellationToken cancellationToken)
    {
        try
        {
            recordCounts[file.Index] = ParquetFiles.Land(
                engine, file, plan!.Columns, config.NullValues, () => Map(stages, cancellationToken), cancellationToken);
            FlushFull(stages, limits.FlushRows, cancellationToken);
        }
        catch (FileRefusedException error)
        {
            TakeBack(file.Index, error.Message, stages);
        }
    }

    private void Map(IReadOnlyDictionary<string, Stage> stages, CancellationToken cancellationToken)
    {
        foreach (TablePlan table in plan!.Tables)
        {
            stages[table.Table.Name].Add(source, table, cancellationToken);
        }
    }

    /// <summary>Takes back the rows of a file that turned out to be damaged.</summary>
    private void TakeBack(int file, string reason, IReadOnlyDictionary<string, Stage> stages)
    {
        if (load.Refused.TryAdd(file, reason))
        {
            foreach (TablePlan table in plan!.Tables)
            {
                stages[table.Table.Name].Remove(file);
            }
        }
    }

    /// <summary>JSON may leave a key out where it has no value. That no line of a file has it is refused where the contract
    /// requires the column or where a similar key suggests that it was renamed; else it is only said.</summary>
    private void JudgeAbsent(int file, IReadOnlyList<string> absent, IReadOnlyList<string> present, IReadOnlyDictionary<string, Stage> stages)
    {
        string reason = Lacks(absent, present);
        bool isRequired = absent.Any(name => plan!.ColumnUse.TryGetValue(name, out IReadOnlyList<ContractColumn>? uses) && uses.Any(use => use.IsRequired));
        if (isRequired || reason.Contains("nearest", StringComparison.Ordinal))
        {
            TakeBack(file, reason, stages);
        }
        else
        {
            load.Note($"{load.Files[file].Delivery.File.Path}: {reason} in any line; it was read as having no value.");
        }
    }

    private (IReadOnlyList<string> Columns, bool IsFixed) Columns(SourceFile file)
    {
        if (IsParquet(file))
        {
            return ([.. ParquetFiles.Columns(engine, file).Select(column => column.Name)], true);
        }

        using RecordReader reader = Readers.Open(config, file);
        return (reader.Columns, reader.HasFixedColumns);
    }

    private bool IsParquet(SourceFile file) => SourceFormats.Of(config, file.Path) == SourceFormat.Parquet;

    /// <summary>Whether dates come as dates, and are then text in ISO 8601 whatever formats the source names.</summary>
    private bool IsTyped(SourceFile file) =>
        (config.Format == SourceFormat.Auto ? SourceFormats.FromName(file.Path) : config.Format) is SourceFormat.Parquet or SourceFormat.Xlsx;

    private string? WhyUnfit(IReadOnlyList<string> columns)
    {
        try
        {
            string[] missing = [.. plan!.Columns.Where(column => RecordReader.Find(columns, column) < 0)];
            return missing.Length > 0 ? Lacks(missing, columns) : null;
        }
        catch (FileRefusedException error)
        {
            return error.Message;
        }
    }

    /// <summary>Says which columns a file lacks, and which of its own they may have become.</summary>
    private string Lacks(IReadOnlyList<string> missing, IReadOnlyList<string> present)
    {
        string[] free = [.. present.Except(plan!.Columns, StringComparer.OrdinalIgnoreCase).Where(name => name.Length > 0)];
        IEnumerable<string> named = missing.Select(name => NearestWord.Find(name, free) is { } near ? $"{name} (nearest: {near})" : name);
        return $"it has no column {string.Join(", ", named)}";
    }

    private static void FlushFull(IReadOnlyDictionary<string, Stage> stages, long flushRows, CancellationToken cancellationToken)
    {
        foreach (Stage stage in stages.Values.Where(stage => stage.RowCount >= flushRows))
        {
            stage.Flush(cancellationToken);
        }
    }

    /// <summary>What the reader counted must be what the mapping saw.</summary>
    private void AssertAllStaged()
    {
        foreach ((int file, long count) in recordCounts.Where(file => !load.Refused.ContainsKey(file.Key)))
        {
            foreach (TablePlan table in plan!.Tables.Where(table => table.Mapping.Unpivot is null))
            {
                long seen = load.Totals.RowsRead(file, table.Table.Name);
                if (seen != count)
                {
                    throw new InvalidOperationException(
                        $"{load.Files[file].Delivery.File.Path}: {count} records were read and {seen} reached {table.Table.Name}. "
                        + "Nothing was recorded. This is a mistake in the program.");
                }
            }
        }
    }
}

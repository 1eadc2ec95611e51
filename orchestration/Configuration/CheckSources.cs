using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that sources can be read and fill the source contract.</summary>
internal static class CheckSources
{
    private static readonly string[] SelfDescribed = [".parquet", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"];

    public static void Run(CheckContext context)
    {
        foreach ((string name, SourceConfig source) in context.Config.Sources)
        {
            string path = $"sources.{name}";
            CheckOrigin(context, path, source);
            CheckFiles(context, path, source);
            foreach ((string table, TableMapping mapping) in source.Tables)
            {
                CheckMapping(context, $"{path}.tables.{table}.columns", SourceContract.Find(table)!, mapping);
            }
        }

        IReadOnlyDictionary<string, SourceConfig> sources = context.Config.Sources;
        bool isReadable = sources.Count > 0
            && sources.Keys.All(name => !context.Errors.Touch($"sources.{name}.tables.order_lines"));
        if (isReadable && sources.Values.All(source => !source.Tables.ContainsKey("order_lines")))
        {
            context.Errors.Add("sources", context.Index.FindNearest("sources"),
                "no source fills order_lines. Nothing can be segmented without orders; " +
                "map order_id, ordered_at and line_amount under tables.order_lines of a source.");
        }
    }

    private static void CheckOrigin(CheckContext context, string path, SourceConfig source)
    {
        if (context.Errors.Touch($"{path}.files") || context.Errors.Touch($"{path}.postgres"))
        {
            return;
        }

        if (source.Files.Count > 0 == (source.Postgres is not null))
        {
            context.Errors.Add(path, context.Index.FindNearest(path), source.Postgres is null
                ? $"{path} says neither files nor postgres. Say where its rows come from."
                : $"{path} says both files and postgres. A source has one of them; make two sources with the same system.");
            return;
        }

        if (source.Postgres is not { } database)
        {
            return;
        }

        if (database.Table is null == (database.Query is null))
        {
            context.Refuse($"{path}.postgres", $"{path}.postgres needs either table or query, and not both.");
        }

        if (database.Watermark is not null && database.Key.Count == 0)
        {
            context.Refuse($"{path}.postgres.watermark", $"{path}.postgres has a watermark and no key. " +
                "Name the columns that identify a row in key, so that an updated row takes the place of its earlier version.");
        }

        if (database.Watermark == PostgresSourceConfig.TransactionNumbers && database.Query is not null)
        {
            context.Refuse($"{path}.postgres.watermark", $"{path}.postgres reads a query, and only rows of a table have transaction numbers (xmin). Name a column of the query.");
        }

        if (database.FullReadEvery is not null && database.Watermark is null)
        {
            context.Refuse($"{path}.postgres.full_read_every", $"{path}.postgres.full_read_every needs a watermark; without one the whole table is read each night.");
        }

        RefuseFileOptions(context, path, source);
        if (database.Overlap is not null && (database.Watermark is null or PostgresSourceConfig.TransactionNumbers))
        {
            context.Refuse($"{path}.postgres.overlap", $"{path}.postgres.overlap needs a watermark column; without one, or with xmin, nothing is read twice.");
        }
    }

    /// <summary>How files are written says nothing about a database, and would change how its numbers and times are read.</summary>
    private static void RefuseFileOptions(CheckContext context, string path, SourceConfig source)
    {
        var plain = new SourceConfig();
        (string Option, bool IsSet)[] options =
        [
            ("format", source.Format != plain.Format),
            ("delimiter", source.Delimiter != plain.Delimiter),
            ("encoding", source.Encoding != plain.Encoding),
            ("decimal_mark", source.DecimalMark != plain.DecimalMark),
            ("header", source.Header != plain.Header),
            ("columns", source.Columns.Count > 0),
            ("sheet", source.Sheet is not null),
            ("timestamp_formats", source.TimestampFormats.Count > 0),
        ];
        foreach ((string option, _) in options.Where(option => option.IsSet))
        {
            context.Refuse($"{path}.{option}", $"{path}.{option} is about files, and {path} is a table of a database. Leave it out.");
        }
    }

    private static void CheckFiles(CheckContext context, string path, SourceConfig source)
    {
        if (source.Delimiter.Length != 1 && source.Delimiter is not ("tab" or "whitespace"))
        {
            context.Refuse($"{path}.delimiter", $"'{context.Show($"{path}.delimiter")}' is not a delimiter. " +
                $"{path}.delimiter takes one character, 'tab' or 'whitespace'.");
        }

        if (!source.Header && source.Columns.Count == 0 && MayNeedColumns(source))
        {
            context.Refuse($"{path}.columns", $"{path} has header: false, so its columns have no names. " +
                $"Name them in {path}.columns, in the order of the file.");
        }
    }

    /// <summary>Whether any file may be text or a sheet; Parquet and JSON name their columns themselves.</summary>
    private static bool MayNeedColumns(SourceConfig source) => source.Format switch
    {
        SourceFormat.Csv or SourceFormat.Xlsx => true,
        SourceFormat.Auto => source.Postgres is null && !source.Files.All(NamesItsColumns),
        _ => false,
    };

    private static bool NamesItsColumns(string file) =>
        SelfDescribed.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every row needs the required columns. A misspelled one is already refused under its right name.</summary>
    private static void CheckMapping(CheckContext context, string path, ContractTable table, TableMapping mapping)
    {
        bool IsMapped(string column) =>
            mapping.Columns.ContainsKey(column) || context.Errors.Touch(ConfigPath.Child(path, column));

        IReadOnlyList<ContractColumn> missing = table.Missing(IsMapped);
        if (missing.Count > 0)
        {
            string advice = missing.FirstOrDefault(column => column.ComputedFrom.Count > 0) is { } computed
                ? $" {computed.Name} may be left out when {string.Join(" and ", computed.ComputedFrom)} are mapped." : "";
            context.Errors.Add(path, context.Index.FindNearest(path),
                $"{path} does not map {string.Join(", ", missing.Select(column => column.Name))}. " +
                $"Every row of {table.Name} needs {(missing.Count == 1 ? "it" : "them")}.{advice}");
        }
    }
}

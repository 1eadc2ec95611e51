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
        SourceFormat.Auto => !source.Files.All(NamesItsColumns),
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

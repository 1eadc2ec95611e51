using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Tells the format of a file from its name.</summary>
internal static class SourceFormats
{
    /// <summary>The format the name tells, or <see cref="SourceFormat.Auto"/> when it tells none.</summary>
    public static SourceFormat FromName(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".txt" or ".tsv" => SourceFormat.Csv,
            ".jsonl" or ".ndjson" => SourceFormat.Jsonl,
            ".parquet" when name.Length == path.Length => SourceFormat.Parquet,
            ".xlsx" when name.Length == path.Length => SourceFormat.Xlsx,
            _ => SourceFormat.Auto,
        };
    }

    /// <summary>The format a file is read as.</summary>
    /// <exception cref="FileRefusedException">Neither the configuration nor the name tells.</exception>
    public static SourceFormat Of(SourceConfig source, string path)
    {
        SourceFormat format = source.Format == SourceFormat.Auto ? FromName(path) : source.Format;
        return format == SourceFormat.Auto
            ? throw new FileRefusedException("its name does not tell its format; set format in the source")
            : format;
    }
}

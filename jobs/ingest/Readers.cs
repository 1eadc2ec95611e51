using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Opens the reader of a file's format.</summary>
internal static class Readers
{
    /// <summary>Opens a file as far as its column names.</summary>
    /// <exception cref="FileRefusedException">The file cannot be read as a whole.</exception>
    public static RecordReader Open(SourceConfig source, SourceFile file) => SourceFormats.Of(source, file.Path) switch
    {
        SourceFormat.Csv => new DelimitedReader(file.FullPath, source),
        SourceFormat.Jsonl => new JsonLinesReader(file.FullPath, source),
        SourceFormat.Xlsx => new WorkbookReader(file.FullPath, source),
        var format => throw new InvalidOperationException($"{format} is not read record by record."),
    };
}

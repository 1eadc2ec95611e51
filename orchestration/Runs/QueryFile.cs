using System.Text;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>Puts a query's result into a file, whole or not at all.</summary>
internal static class QueryFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="tables">What is read.</param>
    /// <param name="sql">The query.</param>
    /// <param name="format">csv, json or parquet; table means text.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancelling leaves what was there.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="RunRefusedException">The file cannot be written.</exception>
    public static long Write(PublishedTables tables, string sql, string format, string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"--output names the folder {path}; it takes a file. Nothing was written. Try '{Path.Combine(path, $"result.{format}")}'.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (format == "parquet")
            {
                return tables.WriteParquet(sql, path, cancellationToken);
            }

            QueryResult result = tables.Query(sql, cancellationToken);
            var text = new StringWriter();
            ResultPrinter.Print(Terminal.To(text), result, format);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
            return result.Rows.Count;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException($"{path} could not be written: {error.Message} What was there is unchanged. Free disk space or name another file with --output.", error);
        }
    }
}

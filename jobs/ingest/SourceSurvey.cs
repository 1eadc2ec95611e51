using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>What a source's files are like before anything is read.</summary>
/// <param name="Source">The source.</param>
/// <param name="FileCount">Files there are.</param>
/// <param name="SizeBytes">Their size.</param>
/// <param name="NewestAt">When the newest was written (UTC); null without files.</param>
/// <param name="Missing">Entries of the configuration that match nothing.</param>
/// <param name="Unreadable">Files that cannot be opened, or whose beginning cannot be read, and why.</param>
/// <param name="IsOptional">Whether the night goes on without it.</param>
public sealed record SourceSurvey(
    string Source, int FileCount, long SizeBytes, DateTimeOffset? NewestAt, IReadOnlyList<string> Missing,
    IReadOnlyList<(string Path, string Why)> Unreadable, bool IsOptional)
{
    /// <summary>How many files of a source are opened: the newest, where a new shape would show.</summary>
    private const int MostOpened = 20;

    /// <summary>Looks at one source. Files are listed, and the newest are opened as far as their columns.</summary>
    public static SourceSurvey Of(ProjectFolders folders, string name, SourceConfig source)
    {
        SourceListing listing = SourceFiles.List(folders, source);
        (SourceFile File, FileInfo Info)[] files = [.. listing.Files.Select(file => (file, new FileInfo(file.FullPath)))];
        (string, string)[] unreadable = [.. files.OrderByDescending(file => file.Info.LastWriteTimeUtc).Take(MostOpened)
            .Select(file => (file.File.Path, WhyUnreadable(source, file.File))).Where(file => file.Item2 is not null).Select(file => (file.Path, file.Item2!))];
        return new SourceSurvey(
            name, files.Length, files.Sum(file => file.Info.Length),
            files.Length == 0 ? null : new DateTimeOffset(files.Max(file => file.Info.LastWriteTimeUtc), TimeSpan.Zero),
            listing.Missing, unreadable, source.Optional);
    }

    private static string? WhyUnreadable(SourceConfig source, SourceFile file)
    {
        try
        {
            if (SourceFormats.Of(source, file.Path) != SourceFormat.Parquet)
            {
                using RecordReader reader = Readers.Open(source, file);
                return null;
            }

            using FileStream stream = File.OpenRead(file.FullPath);
            return null;
        }
        catch (Exception error) when (error is FileRefusedException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }
}

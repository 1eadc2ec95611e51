using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Publish;

/// <summary>The warehouse folder as a target: <c>segments.duckdb</c> is a link to the live publication, and moving it is one rename.</summary>
/// <remarks>A reader that has a publication open keeps reading it, whole, until it opens <c>segments.duckdb</c> again. A link costs
/// nothing to move and tells which run it shows without opening the file. The lock on the warehouse folder stands for the fencing
/// token: it is held for as long as anybody could move the link, and dies with its holder.</remarks>
public sealed class FileTarget(ProjectFolders folders) : IPublishTarget
{
    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public LivePublication Live()
    {
        var serving = new FileInfo(folders.ServingFile);
        return !serving.Exists
            ? new LivePublication(false, null)
            : new LivePublication(true, serving.LinkTarget is { } target ? Path.GetFileNameWithoutExtension(target) : null);
    }

    /// <summary>Publications are built where this target keeps them.</summary>
    public void Stage(PublicationFile publication, CancellationToken cancellationToken)
    {
        if (!File.Exists(publication.Path))
        {
            throw Missing(publication);
        }
    }

    /// <inheritdoc/>
    public void MoveTo(string runId, long fencingToken)
    {
        PublicationFile publication = PublicationFile.Of(folders, runId);
        if (!File.Exists(publication.Path))
        {
            throw Missing(publication);
        }

        string temporary = AtomicFile.TemporaryName(folders.ServingFile);
        AtomicFile.Delete(temporary);
        // Relative, so that the warehouse folder can be moved as a whole.
        File.CreateSymbolicLink(temporary, Path.GetRelativePath(folders.Warehouse, publication.Path));
        AtomicFile.Place(temporary, folders.ServingFile);
    }

    /// <remarks>Whoever has the file open reads on: the disk keeps it until they close it.</remarks>
    public bool Drop(string runId)
    {
        AtomicFile.Delete(PublicationFile.Of(folders, runId).Path);
        return true;
    }

    private static RunRefusedException Missing(PublicationFile publication) => new(
        $"The publication of run {publication.RunId} is not there: {publication.Path} does not exist. Readers see what they saw. Restore the file from a backup, or run the night again with 'segbatch nightly'.");
}

using System.Security.Cryptography;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>What is done with a file that was delivered.</summary>
internal enum DeliveryKind
{
    /// <summary>Its content was never read: it is read.</summary>
    New,

    /// <summary>Its name is known, its content is not: it is read, and what the name stood for before is superseded.</summary>
    Changed,

    /// <summary>Its content is loaded under this name: it is skipped.</summary>
    Known,

    /// <summary>Its content is loaded under another name: it is skipped.</summary>
    Renamed,
}

/// <summary>One delivered file and what is done with it.</summary>
/// <param name="Source">Source system.</param>
/// <param name="File">The file.</param>
/// <param name="Hash">SHA-256 of its bytes as stored, lowercase hex.</param>
/// <param name="SizeBytes">Size.</param>
/// <param name="Kind">What is done with it.</param>
/// <param name="Supersedes">The live file whose rows this delivery withdraws.</param>
/// <param name="LoadedAs">The name under which the content is loaded, when it is another.</param>
internal sealed record Delivery(
    string Source, SourceFile File, string Hash, long SizeBytes, DeliveryKind Kind, IngestedFile? Supersedes, string? LoadedAs)
{
    /// <summary>Whether the file is read.</summary>
    public bool IsRead => Kind is DeliveryKind.New or DeliveryKind.Changed;
}

/// <summary>Decides, file by file, what is new. A file is known by the hash of its content, never by its name or date.</summary>
internal sealed class DeliveryDesk(IReadOnlyList<IngestedFile> ledger)
{
    /// <summary>Decides about the files of one source, in the order given.</summary>
    /// <exception cref="RunRefusedException">A file cannot be opened.</exception>
    public IReadOnlyList<Delivery> Decide(string source, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        var hashes = new List<(string Hash, long SizeBytes)>(files.Count);
        foreach (SourceFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hashes.Add(Hash(source, file));
        }

        // A name stands for what it holds now: what it held before is withdrawn, also when that moved to another name,
        // under which it is then read again.
        Dictionary<string, IngestedFile> byPath = ledger.Where(file => file.Source == source && file.IsLive)
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
        Dictionary<string, IngestedFile> withdrawn = files.Zip(hashes)
            .Where(item => byPath.TryGetValue(item.First.Path, out IngestedFile? before) && before.ContentHash != item.Second.Hash)
            .ToDictionary(item => item.First.Path, item => byPath[item.First.Path], StringComparer.Ordinal);
        var pathByHash = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IngestedFile file in byPath.Values.Where(file => !withdrawn.ContainsKey(file.Path)))
        {
            pathByHash.TryAdd(file.ContentHash, file.Path);
        }

        return [.. files.Zip(hashes, (file, content) =>
            Decide(source, file, content.Hash, content.SizeBytes, byPath, withdrawn.GetValueOrDefault(file.Path), pathByHash))];
    }

    private static Delivery Decide(
        string source,
        SourceFile file,
        string hash,
        long size,
        Dictionary<string, IngestedFile> byPath,
        IngestedFile? supersedes,
        Dictionary<string, string> pathByHash)
    {
        bool isKnown = byPath.ContainsKey(file.Path) && supersedes is null;
        string? loadedAs = isKnown || pathByHash.TryAdd(hash, file.Path) ? null : pathByHash[hash];
        DeliveryKind kind = isKnown ? DeliveryKind.Known
            : loadedAs is not null ? DeliveryKind.Renamed
            : supersedes is not null ? DeliveryKind.Changed
            : DeliveryKind.New;
        return new Delivery(source, file, hash, size, kind, supersedes, loadedAs);
    }

    private static (string Hash, long SizeBytes) Hash(string source, SourceFile file)
    {
        try
        {
            using var stream = new FileStream(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            return (Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"Source {source}: {file.Path} cannot be opened ({error.Message.Split('\'')[0].Trim()}). Nothing was loaded. "
                + "Let the account of the batch read the file, or take it out of the source, and run again.", error);
        }
    }
}

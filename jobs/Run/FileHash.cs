using System.Security.Cryptography;

namespace Segmentation.Jobs.Run;

/// <summary>SHA-256 of files, by which the ledger knows them again.</summary>
public static class FileHash
{
    /// <summary>SHA-256 of a file's bytes, lowercase hex. The file is read once from end to end, and never held in memory.</summary>
    public static string Of(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

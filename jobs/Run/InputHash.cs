using System.Security.Cryptography;
using System.Text;

namespace Segmentation.Jobs.Run;

/// <summary>A hash that names the raw rows a run read.</summary>
public static class InputHash
{
    /// <summary>SHA-256 over the hashes of the parts, in order of path.</summary>
    public static string Of(IReadOnlyList<RawPart> parts)
    {
        IEnumerable<string> lines = parts.OrderBy(part => part.Path, StringComparer.Ordinal).Select(part => $"{part.Path} {part.Sha256}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }
}

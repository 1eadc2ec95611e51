using System.Security.Cryptography;
using System.Text;

namespace Segmentation.Batch.Observability;

/// <summary>The UUID of a run, for systems that know runs by UUIDs only.</summary>
public static class RunUuid
{
    /// <summary>Of all runs of this program. Any fixed UUID would do; this one is never changed.</summary>
    private static readonly Guid Space = new("5f0f9c1e-6f0b-4c53-9a5e-7d1f0a2b4c6d");

    /// <summary>Version 5 (RFC 9562, section 5.5): the same space and run id give the same UUID.</summary>
    /// <param name="space">What tells runs of the same id apart, such as the lineage namespace and company.</param>
    /// <param name="runId">The run's id.</param>
    public static Guid Of(string space, string runId) => Version5(Version5(Space, space), runId);

    /// <summary>Version 5 of a name in a namespace.</summary>
    public static Guid Version5(Guid space, string name)
    {
        byte[] text = [.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // The standard says SHA-1; it names things here and protects nothing.
        byte[] hash = SHA1.HashData(text);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}

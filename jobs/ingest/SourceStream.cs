using System.Text;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Opens a text file as UTF-8 bytes: unpacked when its first bytes say gzip, recoded when it is Latin-1.</summary>
internal static class SourceStream
{
    private const int GzipMagic = 0x8B1F;

    /// <summary>Opens a file for reading from start to end.</summary>
    public static Stream Open(string path, SourceEncoding encoding)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        int count = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        bool isGzip = count == 2 && (magic[0] | (magic[1] << 8)) == GzipMagic;
        Stream bytes = isGzip ? new WholeGzipStream(file) : file;
        return encoding == SourceEncoding.Latin1
            ? Encoding.CreateTranscodingStream(bytes, Encoding.Latin1, Encoding.UTF8)
            : bytes;
    }
}

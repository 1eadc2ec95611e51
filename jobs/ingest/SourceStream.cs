using System.Text;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>A text file as UTF-8 bytes: unpacked when its first bytes say gzip, recoded when it is Latin-1.</summary>
/// <remarks>A byte order mark is the file's own word on its encoding, and goes before what the source declares.</remarks>
internal sealed class SourceStream : IDisposable
{
    private const int GzipMagic = 0x8B1F;
    private static readonly byte[][] ByteOrderMarks = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]];
    private readonly Utf8WitnessStream? witness;

    /// <summary>Opens a file for reading from start to end.</summary>
    public SourceStream(string path, SourceEncoding encoding)
    {
        if (encoding != SourceEncoding.Latin1 || HasByteOrderMark(path))
        {
            Bytes = Unpacked(path);
            return;
        }

        witness = new Utf8WitnessStream(Unpacked(path));
        Bytes = Encoding.CreateTranscodingStream(witness, Encoding.Latin1, Encoding.UTF8);
    }

    /// <summary>The text.</summary>
    public Stream Bytes { get; }

    /// <summary>What makes one doubt that the declared encoding is the file's, as far as it was read; null for nothing.</summary>
    public string? Doubt => witness is { LetterCount: > 0 }
        ? $"its source says latin-1, but {witness.LetterCount:N0} of its letters are written as utf-8 and were read as two letters each"
        : null;

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();

    private static Stream Unpacked(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        int count = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        bool isGzip = count == 2 && (magic[0] | (magic[1] << 8)) == GzipMagic;
        return isGzip ? new WholeGzipStream(file) : file;
    }

    private static bool HasByteOrderMark(string path)
    {
        using Stream bytes = Unpacked(path);
        byte[] first = new byte[3];
        try
        {
            int count = bytes.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            return ByteOrderMarks.Any(mark => first.AsSpan(0, count).StartsWith(mark));
        }
        catch (InvalidDataException)
        {
            // A damaged file is told by whoever reads it.
            return false;
        }
    }
}

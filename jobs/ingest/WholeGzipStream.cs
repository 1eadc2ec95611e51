using System.IO.Compression;

namespace Segmentation.Jobs.Ingest;

/// <summary>Unpacks gzip and notices when the file was cut short, which .NET's own stream takes for the end.</summary>
/// <remarks>A small gzip member with a mark is appended to the packed bytes. Where the file is whole, unpacking goes on into
/// that member and the mark comes out at the end; where it is cut, it does not.</remarks>
internal sealed class WholeGzipStream(Stream packed) : Stream
{
    private static readonly byte[] Mark = [0x00, .. "end of the whole file"u8, 0xFF, 0x00];
    private static readonly byte[] MarkMember = Pack(Mark);

    private readonly GZipStream unpacked = new(new Appended(packed, MarkMember), CompressionMode.Decompress);
    private readonly byte[] held = new byte[Mark.Length];
    private int heldCount;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is cut short or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        // The last bytes are held back until it is known whether they are the mark.
        Span<byte> target = buffer.Length > held.Length ? buffer : new byte[buffer.Length + held.Length];
        int count = buffer.IsEmpty ? 0 : Take(target);
        if (target != buffer)
        {
            target[..count].CopyTo(buffer);
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        unpacked.Dispose();
        base.Dispose(disposing);
    }

    private int Take(Span<byte> target)
    {
        while (true)
        {
            held.AsSpan(0, heldCount).CopyTo(target);
            int read = unpacked.Read(target[heldCount..]);
            if (read == 0)
            {
                return held.AsSpan(0, heldCount).SequenceEqual(Mark) ? 0 : throw new InvalidDataException("The gzip file is cut short.");
            }

            int given = Math.Max(heldCount + read - held.Length, 0);
            int kept = heldCount + read - given;
            target.Slice(given, kept).CopyTo(held);
            heldCount = kept;
            if (given > 0)
            {
                return given;
            }
        }
    }

    private static byte[] Pack(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return target.ToArray();
    }

    /// <summary>A stream with some bytes behind its end.</summary>
    private sealed class Appended(Stream first, byte[] tail) : Stream
    {
        private int tailCount;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int count = tailCount == 0 ? first.Read(buffer) : 0;
            if (count == 0)
            {
                count = Math.Min(buffer.Length, tail.Length - tailCount);
                tail.AsSpan(tailCount, count).CopyTo(buffer);
                tailCount += count;
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            first.Dispose();
            base.Dispose(disposing);
        }
    }
}

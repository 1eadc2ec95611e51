using System.Text;

namespace Segmentation.Jobs.Ingest;

/// <summary>Passes a Latin-1 file on as it is, and counts letters in it that are written as UTF-8.</summary>
/// <remarks>Every byte is a letter in Latin-1, so a UTF-8 file, or one UTF-8 row among others, is read without complaint, and its "é"
/// becomes "Ã©". Pairs like that do not occur in text: one is reason enough to say so.</remarks>
internal sealed class Utf8WitnessStream(Stream bytes) : Stream
{
    private bool isAfterLead;

    /// <summary>Letters beyond ASCII that stand in the file as UTF-8, as far as it was read.</summary>
    public long LetterCount { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = bytes.Read(buffer);
        Witness(buffer[..count]);
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        bytes.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A letter of UTF-8 beyond ASCII is a first byte from C2 to F4 with one from 80 to BF behind it.</summary>
    private void Witness(ReadOnlySpan<byte> latin)
    {
        if (Ascii.IsValid(latin))
        {
            isAfterLead &= latin.IsEmpty;
            return;
        }

        foreach (byte value in latin)
        {
            LetterCount += isAfterLead && value is >= 0x80 and <= 0xBF ? 1 : 0;
            isAfterLead = value is >= 0xC2 and <= 0xF4;
        }
    }
}

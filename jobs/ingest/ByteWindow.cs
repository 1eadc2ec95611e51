using System.Buffers;

namespace Segmentation.Jobs.Ingest;

/// <summary>A window that moves over a text file; it is only as wide as the longest record.</summary>
internal sealed class ByteWindow : IDisposable
{
    private const int FirstBytes = 1 << 14;
    private readonly SourceStream stream;

    /// <summary>Opens the window on the first bytes of a file.</summary>
    /// <exception cref="FileRefusedException">The file is empty, is not text, or cannot be unpacked.</exception>
    public ByteWindow(SourceStream stream)
    {
        this.stream = stream;
        try
        {
            Sniff();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What was read; valid from <see cref="Start"/> to <see cref="End"/>.</summary>
    public byte[] Buffer { get; private set; } = ArrayPool<byte>.Shared.Rent(1 << 17);

    /// <summary>What makes one doubt the declared encoding, or null.</summary>
    public string? Doubt => stream.Doubt;

    /// <summary>The first byte not yet used.</summary>
    public int Start { get; set; }

    /// <summary>Behind the last byte read.</summary>
    public int End { get; private set; }

    /// <summary>Whether nothing comes after <see cref="End"/>.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads on. Used bytes may make room, so positions count from <see cref="Start"/> anew.</summary>
    /// <returns>False when the file has ended.</returns>
    public bool Fill()
    {
        if (End == Buffer.Length)
        {
            MakeRoom();
        }

        int count;
        try
        {
            count = stream.Bytes.Read(Buffer, End, Buffer.Length - End);
        }
        catch (InvalidDataException error)
        {
            throw new FileRefusedException("it is packed with gzip and is cut short or damaged", error);
        }

        End += count;
        IsAtEnd = count == 0;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = [];
    }

    private void Sniff()
    {
        while (End < FirstBytes && Fill())
        {
        }

        Span<byte> first = Buffer.AsSpan(0, Math.Min(End, FirstBytes));
        if (first.StartsWith<byte>([0xFF, 0xFE]) || first.StartsWith<byte>([0xFE, 0xFF]))
        {
            throw new FileRefusedException("it is UTF-16; deliver it as UTF-8 or Latin-1");
        }

        if (first.Contains((byte)0))
        {
            throw new FileRefusedException("it holds binary data where text is expected");
        }

        Start = first.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        if (IsAtEnd && Buffer.AsSpan(Start, End - Start).IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw new FileRefusedException("it is empty");
        }
    }

    private void MakeRoom()
    {
        int length = End - Start;
        byte[] before = Buffer;
        byte[] target = length > before.Length / 2 ? ArrayPool<byte>.Shared.Rent(before.Length * 2) : before;
        before.AsSpan(Start, length).CopyTo(target);
        (Buffer, Start, End) = (target, 0, length);
        if (target != before)
        {
            ArrayPool<byte>.Shared.Return(before);
        }
    }
}

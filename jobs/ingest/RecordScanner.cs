namespace Segmentation.Jobs.Ingest;

/// <summary>Cuts delimited text into records and fields (RFC 4180; CR, LF or both end a line).</summary>
/// <param name="window">The text.</param>
/// <param name="delimiter">What sets fields apart; null: any number of blanks.</param>
internal sealed class RecordScanner(ByteWindow window, byte? delimiter)
{
    private const int MaxQuotedBytes = 1 << 20;
    private const int MaxLineBytes = 1 << 24;
    private const byte Quote = (byte)'"';
    private readonly byte delimiter = delimiter ?? (byte)' ';
    private readonly bool isBlankDelimited = delimiter is null;
    private (int Start, int Length)[] fields = new (int, int)[16];
    private byte[] unquoted = new byte[256];
    private int unquotedCount;
    private int recordStart;
    private int recordLength;

    private enum Outcome
    {
        Record,
        NeedsMore,
        Broken,
    }

    /// <summary>The record's bytes, without the line end.</summary>
    public Span<byte> Record => window.Buffer.AsSpan(recordStart, recordLength);

    /// <summary>Fields in the record.</summary>
    public int FieldCount { get; private set; }

    /// <summary>Whether a quote was opened and not closed properly. The record is then only its first line,
    /// and reading goes on at the next, so that one stray quote cannot swallow the rest of the file.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>One field, without its quotes.</summary>
    public Span<byte> Field(int index)
    {
        (int start, int length) = fields[index];
        return start >= 0 ? window.Buffer.AsSpan(start, length) : unquoted.AsSpan(~start, length);
    }

    /// <summary>Moves to the next record. Blank lines are none.</summary>
    public bool Next()
    {
        do
        {
            if (window.Start == window.End && !window.Fill())
            {
                return false;
            }

            ScanWhole();
        }
        while (!IsBroken && Record.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0 && FieldCount <= 1);

        return true;
    }

    private void ScanWhole()
    {
        while (true)
        {
            FieldCount = 0;
            unquotedCount = 0;
            Outcome outcome = isBlankDelimited ? ScanBlankDelimited() : Scan();
            if (outcome == Outcome.NeedsMore && window.End - window.Start <= MaxQuotedBytes)
            {
                window.Fill();
                continue;
            }

            IsBroken = outcome != Outcome.Record;
            if (IsBroken && !ScanLine())
            {
                window.Fill();
                continue;
            }

            return;
        }
    }

    private Outcome Scan()
    {
        ReadOnlySpan<byte> text = window.Buffer.AsSpan(0, window.End);
        int at = window.Start;
        while (true)
        {
            int fieldStart = at;
            if (at < text.Length && text[at] == Quote)
            {
                Outcome quoted = ScanQuoted(text, ref at);
                if (quoted != Outcome.Record)
                {
                    return quoted;
                }
            }
            else
            {
                int length = text[at..].IndexOfAny(delimiter, (byte)'\r', (byte)'\n');
                if (length < 0 && !window.IsAtEnd)
                {
                    return Outcome.NeedsMore;
                }

                at = length < 0 ? text.Length : at + length;
                AddField(fieldStart, at - fieldStart);
            }

            if (at < text.Length && text[at] == delimiter)
            {
                at++;
                continue;
            }

            return EndRecord(text, at);
        }
    }

    /// <summary>Reads a quoted field; behind it only blanks may come before the delimiter or the line end.</summary>
    private Outcome ScanQuoted(ReadOnlySpan<byte> text, ref int at)
    {
        int start = at + 1;
        int from = start;
        bool hasEscapes = false;
        while (true)
        {
            int length = text[from..].IndexOf(Quote);
            if (length < 0)
            {
                return window.IsAtEnd ? Outcome.Broken : Outcome.NeedsMore;
            }

            int quote = from + length;
            int behind = quote + 1;
            if (behind < text.Length && text[behind] == Quote)
            {
                hasEscapes = true;
                from = behind + 1;
                continue;
            }

            while (behind < text.Length && text[behind] is (byte)' ' or (byte)'\t' && text[behind] != delimiter)
            {
                behind++;
            }

            if (behind >= text.Length && !window.IsAtEnd)
            {
                return Outcome.NeedsMore;
            }

            if (behind < text.Length && text[behind] != delimiter && text[behind] is not ((byte)'\r' or (byte)'\n'))
            {
                return Outcome.Broken;
            }

            at = behind;
            if (hasEscapes)
            {
                AddUnescaped(text[start..quote]);
            }
            else
            {
                AddField(start, quote - start);
            }

            return Outcome.Record;
        }
    }

    private Outcome ScanBlankDelimited()
    {
        ReadOnlySpan<byte> text = window.Buffer.AsSpan(0, window.End);
        int at = window.Start;
        while (true)
        {
            while (at < text.Length && text[at] is (byte)' ' or (byte)'\t')
            {
                at++;
            }

            int length = text[at..].IndexOfAny(" \t\r\n"u8);
            if (length < 0 && !window.IsAtEnd)
            {
                return Outcome.NeedsMore;
            }

            int end = length < 0 ? text.Length : at + length;
            if (end > at)
            {
                AddField(at, end - at);
            }

            at = end;
            if (at == text.Length || text[at] is (byte)'\r' or (byte)'\n')
            {
                return EndRecord(text, at);
            }
        }
    }

    private Outcome EndRecord(ReadOnlySpan<byte> text, int at)
    {
        bool isCarriageReturn = at < text.Length && text[at] == (byte)'\r';
        if (isCarriageReturn && at + 1 == text.Length && !window.IsAtEnd)
        {
            return Outcome.NeedsMore;
        }

        (recordStart, recordLength) = (window.Start, at - window.Start);
        bool isPair = isCarriageReturn && at + 1 < text.Length && text[at + 1] == (byte)'\n';
        window.Start = Math.Min(text.Length, at + (isPair ? 2 : 1));
        return Outcome.Record;
    }

    /// <summary>Takes one line as the record, whatever is in it.</summary>
    private bool ScanLine()
    {
        ReadOnlySpan<byte> text = window.Buffer.AsSpan(0, window.End);
        int length = text[window.Start..].IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0 && !window.IsAtEnd)
        {
            return text.Length - window.Start <= MaxLineBytes
                ? false
                : throw new FileRefusedException($"a line is longer than {MaxLineBytes / (1 << 20)} MiB");
        }

        FieldCount = 0;
        return EndRecord(text, length < 0 ? text.Length : window.Start + length) == Outcome.Record;
    }

    private void AddField(int start, int length)
    {
        if (FieldCount == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        fields[FieldCount++] = (start, length);
    }

    private void AddUnescaped(ReadOnlySpan<byte> text)
    {
        int start = unquotedCount;
        if (unquotedCount + text.Length > unquoted.Length)
        {
            Array.Resize(ref unquoted, Math.Max(unquoted.Length * 2, unquotedCount + text.Length));
        }

        while (text.Length > 0)
        {
            int length = text.IndexOf(Quote) + 1;
            ReadOnlySpan<byte> piece = length == 0 ? text : text[..length];
            piece.CopyTo(unquoted.AsSpan(unquotedCount));
            unquotedCount += piece.Length;
            text = length == 0 ? default : text[(length + 1)..];
        }

        AddField(~start, unquotedCount - start);
    }
}

using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>One file to read, and its number in this load.</summary>
internal readonly record struct NumberedFile(int Index, Delivery Delivery);

/// <summary>Reads the files of one source one after another, as one stream of records that can be taken in batches.</summary>
internal sealed class SourceReading(SourceConfig source, IReadOnlyList<NumberedFile> files, SourcePlan plan) : IDisposable
{
    private const int BytesPerRecord = 32;
    private readonly List<(int File, (IReadOnlyList<string> Absent, IReadOnlyList<string> Found) Columns)> absent = [];
    private int next;
    private RecordReader? reader;

    /// <summary>Number of the file of the current record.</summary>
    public int FileIndex { get; private set; }

    /// <summary>Whether every record of every file was given.</summary>
    public bool IsDone => reader is null && next == files.Count;

    /// <summary>Whether no file is half read.</summary>
    public bool IsBetweenFiles => reader is null;

    /// <summary>Records given, per file.</summary>
    public Dictionary<int, long> RecordCounts { get; } = [];

    /// <summary>Why files turned out to be damaged while they were read. Records of theirs may have been given before.</summary>
    public Dictionary<int, string> Refused { get; } = [];

    /// <summary>What makes one doubt that a file was read in its own encoding, per file.</summary>
    public Dictionary<int, string> Doubts { get; } = [];

    /// <summary>Columns that no record of a file had, where records need not have all, since this was last asked.</summary>
    public IReadOnlyList<(int File, (IReadOnlyList<string> Absent, IReadOnlyList<string> Found) Columns)> TakeAbsent()
    {
        (int, (IReadOnlyList<string>, IReadOnlyList<string>))[] taken = [.. absent];
        absent.Clear();
        return taken;
    }

    /// <summary>Gives records until about <paramref name="maxBytes"/> bytes of text were given.</summary>
    /// <param name="maxBytes">Bytes after which to pause.</param>
    /// <param name="isLastFile">Whether to pause at the end of the file at hand in any case.</param>
    public IEnumerable<RecordReader> Next(long maxBytes, bool isLastFile)
    {
        long bytes = 0;
        int last = isLastFile ? next + (reader is null ? 1 : 0) : files.Count;
        while (bytes < maxBytes && (reader is not null || (next < last && Open())))
        {
            if (Read())
            {
                bytes += reader!.Raw.Length + BytesPerRecord;
                yield return reader;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => reader?.Dispose();

    private bool Open()
    {
        while (next < files.Count)
        {
            NumberedFile file = files[next++];
            FileIndex = file.Index;
            RecordCounts[FileIndex] = 0;
            try
            {
                reader = Readers.Open(source, file.Delivery.File);
                reader.Choose(plan.Columns);
                return true;
            }
            catch (FileRefusedException error)
            {
                Refuse(error);
            }
        }

        return false;
    }

    private bool Read()
    {
        try
        {
            if (reader!.Read())
            {
                RecordCounts[FileIndex] = reader.RecordNumber;
                return true;
            }
        }
        catch (FileRefusedException error)
        {
            Refuse(error);
            return false;
        }

        if (reader.Absent() is { Count: > 0 } absent)
        {
            this.absent.Add((FileIndex, (absent, reader.Columns)));
        }

        if (reader.Doubt is { } doubt)
        {
            Doubts[FileIndex] = doubt;
        }

        Close();
        return false;
    }

    private void Refuse(FileRefusedException error)
    {
        Refused[FileIndex] = error.Message;
        Close();
    }

    private void Close()
    {
        reader?.Dispose();
        reader = null;
    }
}

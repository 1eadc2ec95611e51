using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>One file of a delta while it is written: header, rows, trailer with the SHA-256 of the rows' bytes.</summary>
/// <remarks>It is seen under its name when it is whole, and not before. The same delta always gives the same bytes.</remarks>
public abstract class ErpFile : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool isComplete;

    /// <summary>Begins a file.</summary>
    protected ErpFile(string folder, ErpDelivery delivery, string extension)
    {
        Delivery = delivery;
        Directory.CreateDirectory(folder);
        path = Path.Combine(folder, $"{ErpSentRows.Number(delivery.SequenceNumber)}.{extension}");
        stream = new FileStream(AtomicFile.TemporaryName(path), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
    }

    /// <summary>The delta.</summary>
    protected ErpDelivery Delivery { get; }

    /// <summary>Begins a file in a format: csv, fixed or json.</summary>
    public static ErpFile Begin(string format, string folder, ErpDelivery delivery) => format switch
    {
        "csv" => new ErpCsvFile(folder, delivery),
        "fixed" => new ErpFixedFile(folder, delivery),
        "json" => new ErpJsonFile(folder, delivery),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "csv, fixed or json."),
    };

    /// <summary>Writes what stands before the rows.</summary>
    public abstract void WriteHeader();

    /// <summary>Writes a row.</summary>
    public abstract void WriteRow(ErpDeltaRow row);

    /// <summary>Writes what stands after the rows.</summary>
    public void WriteTrailer()
    {
        EndBody();
        WriteTrailer(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Puts the file in place.</summary>
    /// <returns>Its path.</returns>
    public string Complete()
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        AtomicFile.Place(AtomicFile.TemporaryName(path), path);
        isComplete = true;
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        hash.Dispose();
        if (!isComplete)
        {
            File.Delete(AtomicFile.TemporaryName(path));
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the end of the rows, where a format has one.</summary>
    protected virtual void EndBody()
    {
    }

    /// <summary>Writes what stands after the rows.</summary>
    protected abstract void WriteTrailer(string bodyHash);

    /// <summary>Writes text that the hash does not cover.</summary>
    protected void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text that the hash covers.</summary>
    protected void WriteBody(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(bytes);
        stream.Write(bytes);
    }
}

using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Notify;

/// <summary>Adds messages to a file, one JSON document a line. A message that is in it already is not added again.</summary>
internal sealed class FileChannel(string path) : INotificationChannel
{
    public void Deliver(OutboxMessage message, NotificationText text, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (File.Exists(path) && File.ReadLines(path).Any(line => line.Contains(message.MessageId, StringComparison.Ordinal)))
            {
                return;
            }

            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            using var writer = new StreamWriter(stream);
            writer.Write(text.Json + "\n");
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException("the file cannot be written", isFinal: false, error);
        }
    }
}

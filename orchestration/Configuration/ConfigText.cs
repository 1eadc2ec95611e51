using System.Text;

namespace Segmentation.Batch.Configuration;

/// <summary>Reads a configuration file as text, or says why it is not one.</summary>
internal static class ConfigText
{
    /// <summary>Longest file read, in bytes. A configuration written by people stays far below it.</summary>
    public const int LongestFileBytes = 4 * 1024 * 1024;

    /// <summary>The file's text, without byte order mark, lines ending in a line feed.</summary>
    /// <exception cref="ConfigException">There is no such file, it cannot be read, or it is not UTF-8 text.</exception>
    public static string Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw Refuse(path, "the file is UTF-16. Save it as UTF-8.");
        }

        int nul = Array.IndexOf(bytes, (byte)0);
        if (nul >= 0)
        {
            throw Refuse(path, $"the file is not text: byte {nul} is NUL. Expected a YAML file in UTF-8.");
        }

        ReadOnlySpan<byte> content = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content)
                .Replace("\r\n", "\n", StringComparison.Ordinal);
        }
        catch (DecoderFallbackException invalid)
        {
            throw RefuseEncoding(path, content, invalid);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            long expected = stream.CanSeek ? stream.Length : LongestFileBytes;
            var bytes = new byte[Math.Min(expected, LongestFileBytes) + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LongestFileBytes ? bytes[..length]
                : throw Refuse(path, $"the file is longer than {LongestFileBytes} bytes; a configuration is not. " +
                    "Is it a data file?");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse(path, $"there is no such file; looked for {Path.GetFullPath(path)}. " +
                "Check the path, or name the file with --config.", missing);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            string why = Directory.Exists(path) ? "it is a folder. Name the file in it" : refused.Message.TrimEnd('.');
            throw Refuse(path, $"the file cannot be read: {why}.", refused);
        }
    }

    private static ConfigException RefuseEncoding(
        string path, ReadOnlySpan<byte> content, DecoderFallbackException invalid)
    {
        ReadOnlySpan<byte> before = content[..Math.Clamp(invalid.Index, 0, content.Length)];
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        var position = new ConfigPosition(
            path, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
        var error = new ConfigError(position, "a byte here is not UTF-8. Save the file as UTF-8.");
        return new ConfigException([error], invalid);
    }

    private static ConfigException Refuse(string path, string message, Exception? cause = null) =>
        new([new ConfigError(new ConfigPosition(path, 0, 0), message)], cause);
}

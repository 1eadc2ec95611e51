using System.Text.RegularExpressions;

namespace Segmentation.Batch.Configuration;

/// <summary>Puts the values of <c>${env:NAME}</c> and <c>${file:PATH}</c> in their place.</summary>
/// <remarks><c>$${</c> stands for a literal <c>${</c>. A file's value loses the line ends at its end.</remarks>
internal sealed partial class ReferenceResolver(string folder, Func<string, string?> environment)
{
    private const int LongestSecretChars = 64 * 1024;

    private const string Usage = "Write ${env:NAME} or ${file:PATH}; $${ for a literal ${.";

    /// <summary>The text with every reference replaced.</summary>
    /// <returns>Null when a reference could not be replaced; then <paramref name="problem"/> says why.</returns>
    public string? Resolve(string text, out string? problem)
    {
        string? found = null;
        string resolved = References().Replace(text, match =>
        {
            string? value = match.Value.StartsWith("$$", StringComparison.Ordinal) ? match.Value[1..]
                : ValueOf(match.Groups["content"].Value, match.Groups["end"].Success, ref found);
            return value ?? "";
        });

        problem = found;
        return found is null ? resolved : null;
    }

    /// <summary>Whether the text refers to something, so that its value is not for showing.</summary>
    public static bool HasReference(string text) => text.Contains("${", StringComparison.Ordinal);

    private string? ValueOf(string content, bool isClosed, ref string? problem)
    {
        string name = content[(content.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        string? value = null;
        if (!isClosed)
        {
            problem ??= $"'${{{YamlScalar.Shorten(content)}' is not closed. {Usage}";
        }
        else if (name.Length > 0 && content.StartsWith("env:", StringComparison.Ordinal))
        {
            value = environment(name);
            problem ??= string.IsNullOrEmpty(value)
                ? $"environment variable '{name}' is not set, or empty. Set it and run again." : null;
        }
        else if (name.Length > 0 && content.StartsWith("file:", StringComparison.Ordinal))
        {
            value = ReadFile(name, ref problem);
        }
        else
        {
            problem ??= $"'${{{YamlScalar.Shorten(content)}}}' refers to nothing known. {Usage}";
        }

        return value;
    }

    private string? ReadFile(string name, ref string? problem)
    {
        try
        {
            using StreamReader reader = File.OpenText(Path.Combine(folder, name));
            var buffer = new char[LongestSecretChars + 1];
            int length = reader.ReadBlock(buffer);
            if (length <= LongestSecretChars)
            {
                return new string(buffer, 0, length).TrimEnd('\r', '\n');
            }

            problem ??= $"file '{name}' is longer than {LongestSecretChars} characters; a secret is not.";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException
            or ArgumentException or NotSupportedException)
        {
            problem ??= $"file '{name}' cannot be read; looked for {Path.Combine(folder, name)}. " +
                "Create it, or correct the path.";
        }

        return null;
    }

    [GeneratedRegex(@"\$?\$\{(?<content>[^}\r\n]*)(?<end>\})?")]
    private static partial Regex References();
}

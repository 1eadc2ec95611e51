using System.Globalization;

namespace Segmentation.Sql.Engine;

/// <summary>Reads transforms and audits from the text of .sql files.</summary>
internal static class TransformFile
{
    private static readonly string[] HeaderKeys = ["grain", "owner", "reads", "as", "params", "tags"];

    /// <summary>Reads one transform. Its schema is the top folder of its path.</summary>
    public static Transform ReadTransform(string path, string text)
    {
        string table = System.IO.Path.GetFileNameWithoutExtension(path);
        string schema = path.Split('/')[0];
        (Dictionary<string, string> header, string body, int bodyLine) = ReadHeader(path, text, HeaderKeys, table);

        foreach (string key in (string[])["grain", "owner", "reads"])
        {
            if (!header.ContainsKey(key))
            {
                throw new TransformException(path, $"{path}: the header has no '{key}:' line. Add one; the night cannot be ordered without it.");
            }
        }

        return new Transform(
            $"{schema}.{table}",
            header["description"],
            header["grain"],
            header["owner"],
            List(header["reads"]),
            List(header.GetValueOrDefault("params", "")),
            header.GetValueOrDefault("as", "table") switch
            {
                "table" => Materialization.Table,
                "view" => Materialization.View,
                string other => throw new TransformException(path, $"{path}: 'as: {other}' is neither table nor view."),
            },
            List(header.GetValueOrDefault("tags", "")),
            body,
            path)
        {
            BodyLine = bodyLine,
        };
    }

    /// <summary>Reads the audits of one <c>.audit.sql</c> file: each begins with <c>-- audit: name</c>.</summary>
    public static IReadOnlyList<Audit> ReadAudits(string path, string text)
    {
        string table = $"{path.Split('/')[0]}.{System.IO.Path.GetFileName(path).Replace(".audit.sql", "", StringComparison.Ordinal)}";
        string[] blocks = text.ReplaceLineEndings("\n").Split("-- audit:");
        if (blocks.Length < 2)
        {
            throw new TransformException(path, $"{path}: no '-- audit: name' line. Begin each audit with one.");
        }

        return [.. blocks.Skip(1).Select(block => ReadAudit(path, table, block))];
    }

    private static Audit ReadAudit(string path, string table, string block)
    {
        int lineEnd = block.IndexOf('\n', StringComparison.Ordinal);
        string name = (lineEnd < 0 ? block : block[..lineEnd]).Trim();
        string rest = lineEnd < 0 ? "" : block[(lineEnd + 1)..];
        (Dictionary<string, string> header, string body, _) = ReadHeader(path, $"-- {name}: \n{rest}", ["holds", "blocks", "threshold"], name);
        if (!header.TryGetValue("holds", out string? holds))
        {
            throw new TransformException(path, $"{path}: audit {name} has no 'holds:' line that says what is true when it passes.");
        }

        return new Audit(
            name,
            table,
            holds,
            header.GetValueOrDefault("blocks", "yes") == "yes",
            decimal.Parse(header.GetValueOrDefault("threshold", "0"), CultureInfo.InvariantCulture),
            body,
            path);
    }

    /// <summary>Splits a file into its header (first comment lines, <c>-- key: value</c>, continued by deeper lines) and its body.</summary>
    private static (Dictionary<string, string> Header, string Body, int BodyLine) ReadHeader(string path, string text, string[] keys, string name)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int count = lines.TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).Count();
        string[] comments = [.. lines.Take(count).Select(line => line[2..].Trim())];
        if (comments.Length == 0 || !comments[0].StartsWith(name + ":", StringComparison.Ordinal))
        {
            throw new TransformException(path, $"{path}: the first line must be '-- {name}: what it is'.");
        }

        var header = new Dictionary<string, string>(StringComparer.Ordinal) { ["description"] = comments[0][(name.Length + 1)..].Trim() };
        string current = "description";
        foreach (string comment in comments.Skip(1))
        {
            int colon = comment.IndexOf(':', StringComparison.Ordinal);
            string key = colon < 0 ? "" : comment[..colon].Trim();
            if (keys.Contains(key))
            {
                current = key;
                header[key] = comment[(colon + 1)..].Trim();
            }
            else
            {
                header[current] = $"{header[current]} {comment}".Trim();
            }
        }

        int blankLines = lines.Skip(count).TakeWhile(string.IsNullOrWhiteSpace).Count();
        string body = string.Join('\n', lines.Skip(count)).Trim().TrimEnd(';');
        return body.Length == 0
            ? throw new TransformException(path, $"{path}: {name} has a header but no query.")
            : (header, body, count + blankLines + 1);
    }

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is ["-"] or ["none"] or []
            ? []
            : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

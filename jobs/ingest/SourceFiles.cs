using System.Text.RegularExpressions;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>One file that a source brings.</summary>
/// <param name="FullPath">Where it lies.</param>
/// <param name="Path">Its name in the ledger and in source_file: relative to the project folder, with '/' separators.</param>
internal sealed record SourceFile(string FullPath, string Path);

/// <summary>The files a source brings now.</summary>
/// <param name="Files">Each file once, in ordinal order of its path.</param>
/// <param name="Missing">Entries of the configuration that name a file which is not there, or match nothing.</param>
internal sealed record SourceListing(IReadOnlyList<SourceFile> Files, IReadOnlyList<string> Missing);

/// <summary>Finds a source's files: single files, folders with all below them, and globs.</summary>
internal static class SourceFiles
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Lists the files of a source. Hidden files, and the lock files of spreadsheets, are nobody's delivery.</summary>
    public static SourceListing List(ProjectFolders folders, SourceConfig source)
    {
        var files = new SortedDictionary<string, SourceFile>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (string entry in source.Files)
        {
            bool isFound = false;
            foreach (string file in Match(folders.Project, entry, source.Format))
            {
                isFound = true;
                string path = Path.GetRelativePath(folders.Project, file).Replace('\\', '/');
                files.TryAdd(path, new SourceFile(file, path));
            }

            if (!isFound)
            {
                missing.Add(entry);
            }
        }

        return new SourceListing([.. files.Values], missing);
    }

    private static IEnumerable<string> Match(string project, string entry, SourceFormat format)
    {
        string[] segments = entry.Replace('\\', '/').TrimEnd('/').Split('/');
        int wildcard = Array.FindIndex(segments, segment => segment.IndexOfAny(Wildcards) >= 0);
        if (wildcard < 0)
        {
            string path = Path.GetFullPath(Path.Combine(project, entry));
            return File.Exists(path) ? [path]
                : Directory.Exists(path) ? Walk(path).Where(file => format != SourceFormat.Auto || SourceFormats.FromName(file) != SourceFormat.Auto)
                : [];
        }

        string rooted = string.Join('/', segments[..wildcard]);
        string folder = Path.GetFullPath(Path.Combine(project, rooted.Length == 0 && entry.StartsWith('/') ? "/" : rooted));
        var pattern = new Regex($"^{Pattern(segments[wildcard..])}$", RegexOptions.CultureInvariant);
        return Directory.Exists(folder)
            ? Walk(folder).Where(file => pattern.IsMatch(Path.GetRelativePath(folder, file).Replace('\\', '/')))
            : [];
    }

    private static string Pattern(string[] segments)
    {
        IEnumerable<string> parts = segments.Select((segment, index) =>
        {
            bool isLast = index == segments.Length - 1;
            if (segment == "**")
            {
                return isLast ? ".*" : "(?:[^/]+/)*";
            }

            string escaped = Regex.Escape(segment)
                .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
                .Replace(@"\?", "[^/]", StringComparison.Ordinal);
            return isLast ? escaped : $"{escaped}/";
        });
        return string.Concat(parts);
    }

    /// <summary>Every visible file below a folder. A link to a folder already seen is not followed, so a loop ends.</summary>
    private static IEnumerable<string> Walk(string root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { root };
        var waiting = new Stack<(string Path, string Real)>([(root, root)]);
        while (waiting.TryPop(out (string Path, string Real) folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder.Path).Where(IsVisible).Order(StringComparer.Ordinal))
            {
                yield return file;
            }

            foreach (string child in Directory.EnumerateDirectories(folder.Path).Where(IsVisible).OrderDescending(StringComparer.Ordinal))
            {
                if (RealPath(folder.Real, Path.GetFileName(child)) is { } real && seen.Add(real))
                {
                    waiting.Push((child, real));
                }
            }
        }
    }

    private static bool IsVisible(string path) =>
        Path.GetFileName(path) is var name && !name.StartsWith('.') && !name.StartsWith("~$", StringComparison.Ordinal);

    /// <summary>Where a folder lies once links are followed; null for a link that leads round in a circle.</summary>
    private static string? RealPath(string parent, string name)
    {
        var info = new DirectoryInfo(Path.Combine(parent, name));
        try
        {
            return info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

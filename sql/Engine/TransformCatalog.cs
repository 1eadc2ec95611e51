using System.Reflection;

namespace Segmentation.Sql.Engine;

/// <summary>Every transform and audit there is, in the order they run.</summary>
/// <remarks>The order comes from the headers' <c>reads</c> and from nothing else. Among transforms that could run next,
/// the one with the lowest name runs first, so the order is the same everywhere.</remarks>
public sealed class TransformCatalog
{
    private readonly Dictionary<string, Transform> byName;

    private TransformCatalog(IReadOnlyList<Transform> transforms, IReadOnlyList<Audit> audits, IReadOnlyDictionary<string, string> functions)
    {
        byName = transforms.ToDictionary(transform => transform.Name);
        InOrder = Order(byName);
        Audits = audits;
        Functions = functions;
    }

    /// <summary>Every transform, each after all that it reads.</summary>
    public IReadOnlyList<Transform> InOrder { get; }

    /// <summary>Every audit, by file and place in the file.</summary>
    public IReadOnlyList<Audit> Audits { get; }

    /// <summary>Bodies of the seg_ functions: key <c>engine/function</c>.</summary>
    public IReadOnlyDictionary<string, string> Functions { get; }

    /// <summary>Finds a transform by schema and table.</summary>
    public Transform? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Loads the transforms that come with the product, and the company's own.</summary>
    /// <param name="folder">The company's transforms folder, laid out like the sql room; none if null.</param>
    /// <exception cref="TransformException">A header is incomplete, a name is taken, or transforms read each other in a circle.</exception>
    public static TransformCatalog Load(string? folder = null)
    {
        var files = new SortedDictionary<string, string>(BuiltIn(), StringComparer.Ordinal);
        if (folder is not null)
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string path = System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/');
                if (!path.Contains('/', StringComparison.Ordinal))
                {
                    throw new TransformException(path, $"{path}: a transform lies in a folder named like its schema, such as mart/{path}.");
                }

                if (!files.TryAdd(path, File.ReadAllText(file)))
                {
                    throw new TransformException(path, $"{path}: the product has a transform of this name. Rename yours.");
                }
            }
        }

        return FromFiles(files);
    }

    /// <summary>Makes a catalog from file texts by path.</summary>
    public static TransformCatalog FromFiles(IEnumerable<KeyValuePair<string, string>> files)
    {
        var transforms = new List<Transform>();
        var audits = new List<Audit>();
        var functions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string path, string text) in files)
        {
            if (path.StartsWith("functions/", StringComparison.Ordinal))
            {
                functions.Add(path["functions/".Length..^".sql".Length], text);
            }
            else if (path.EndsWith(".audit.sql", StringComparison.Ordinal))
            {
                audits.AddRange(TransformFile.ReadAudits(path, text));
            }
            else if (!path.StartsWith("migrations/", StringComparison.Ordinal))
            {
                transforms.Add(TransformFile.ReadTransform(path, text));
            }
        }

        RefuseTwins(transforms.Select(transform => (transform.Name, transform.Path)));
        RefuseTwins(audits.Select(audit => (audit.Name, audit.Path)));
        return new TransformCatalog(transforms, audits, functions);
    }

    /// <summary>The text of a migration script of the product, by path below migrations/.</summary>
    public static IReadOnlyDictionary<string, string> Migrations(string engine) =>
        BuiltIn().Where(file => file.Key.StartsWith($"migrations/{engine}/", StringComparison.Ordinal))
            .ToDictionary(file => System.IO.Path.GetFileName(file.Key), file => file.Value);

    private static Dictionary<string, string> BuiltIn()
    {
        Assembly assembly = typeof(TransformCatalog).Assembly;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.Add(name.Replace('\\', '/'), reader.ReadToEnd());
        }

        return files;
    }

    private static void RefuseTwins(IEnumerable<(string Name, string Path)> named)
    {
        foreach (IGrouping<string, (string Name, string Path)> twins in named.GroupBy(item => item.Name).Where(group => group.Count() > 1))
        {
            throw new TransformException(
                twins.First().Path, $"{twins.Key} is defined twice: {string.Join(" and ", twins.Select(twin => twin.Path))}. Keep one.");
        }
    }

    private static List<Transform> Order(Dictionary<string, Transform> transforms)
    {
        var waiting = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (Transform transform in transforms.Values)
        {
            waiting.Add(transform.Name, [.. transform.Reads.Where(transforms.ContainsKey)]);
        }

        var ordered = new List<Transform>(transforms.Count);
        while (waiting.Count > 0)
        {
            string next = waiting.FirstOrDefault(item => item.Value.Count == 0).Key ?? throw Circle(waiting);
            waiting.Remove(next);
            ordered.Add(transforms[next]);
            foreach (HashSet<string> reads in waiting.Values)
            {
                reads.Remove(next);
            }
        }

        return ordered;

        TransformException Circle(SortedDictionary<string, HashSet<string>> stuck)
        {
            // Everything that is stuck reads something stuck: walking on must come round.
            var walk = new List<string>();
            string at = stuck.First().Key;
            while (!walk.Contains(at))
            {
                walk.Add(at);
                at = stuck[at].Order(StringComparer.Ordinal).First();
            }

            string circle = string.Join(" reads ", walk.SkipWhile(name => name != at).Append(at));
            return new TransformException(
                transforms[at].Path, $"Transforms read each other in a circle: {circle}. Nothing was run. Break the circle in one of these files.");
        }
    }
}

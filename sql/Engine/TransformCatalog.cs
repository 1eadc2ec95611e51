using System.Reflection;
using System.Security.Cryptography;
using System.Text;

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

    /// <summary>SHA-256 of every transform, audit and function: two catalogs that agree in it compute the same. Lowercase hex.</summary>
    public string Fingerprint()
    {
        IEnumerable<string> bodies = InOrder.Select(transform => $"{transform.Name}\n{transform.Body}")
            .Concat(Audits.Select(audit => $"{audit.Name}\n{audit.Body}"))
            .Concat(Functions.OrderBy(function => function.Key, StringComparer.Ordinal).Select(function => function.Value));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', bodies))));
    }

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

    private static IReadOnlyList<Transform> Order(Dictionary<string, Transform> transforms) =>
        DependencyOrder.Sort(
            transforms.Values,
            transform => transform.Name,
            transform => transform.Reads.Where(transforms.ContainsKey),
            (circle, transform) => new TransformException(
                transform.Path,
                $"Transforms read each other in a circle: {string.Join(" reads ", circle)}. Nothing was run. Break the circle in one of these files."));
}

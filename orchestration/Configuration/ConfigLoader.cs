using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Reads <c>segmentation.yml</c>.</summary>
public static class ConfigLoader
{
    /// <summary>Reads, checks and resolves a configuration file. Nothing else is read or changed.</summary>
    /// <param name="path">The file. Error messages name it as given here.</param>
    /// <param name="environment">Value of an environment variable, or null. Default: the process's own.</param>
    /// <returns>The configuration and where each part of it is written.</returns>
    /// <exception cref="ConfigException">The file is wrong. Carries every error found, with its position.</exception>
    public static LoadedConfig Load(string path, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        return Load(path, ConfigText.Read(path), environment);
    }

    /// <summary>Checks and resolves the text of a configuration as it once was.</summary>
    /// <param name="path">Where the file is: paths in it are relative to its folder, and error messages name it. It is not read.</param>
    /// <param name="text">The text.</param>
    /// <param name="environment">Value of an environment variable, or null. Default: the process's own.</param>
    /// <exception cref="ConfigException">The text is wrong for this program.</exception>
    public static LoadedConfig Load(string path, string text, Func<string, string?>? environment)
    {
        string fullPath = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(fullPath)!;
        var errors = new ConfigErrors();
        var index = new PathIndex();
        var references = new ReferenceResolver(folder, environment ?? Environment.GetEnvironmentVariable);

        YamlNode root = ReadTree(path, text, errors);
        var config = new ConfigBinder(references, index, errors).BindRoot(root) as SegmentationConfig;
        if (config is not null)
        {
            CheckMeaning(new CheckContext(config, index, errors));
        }

        errors.ThrowIfAny();
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new LoadedConfig(config!, fullPath, folder, text, sha256) { Index = index };
    }

    private static YamlNode ReadTree(string path, string text, ConfigErrors errors)
    {
        YamlNode? root = YamlComposer.Compose(path, text, errors);
        if (root is null or YamlScalar { IsNull: true })
        {
            errors.Add(null, new ConfigPosition(path, 0, 0),
                "the file is empty. A configuration has at least company, currency, sources and schemes.");
            errors.ThrowIfAny();
        }

        return root!;
    }

    private static void CheckMeaning(CheckContext context)
    {
        CheckNames.Run(context);
        CheckConnections.Run(context);
        CheckSources.Run(context);
        CheckObservability.Run(context);
        CheckIdentity.Run(context);
        CheckSchemes.Run(context);
        CheckErp.Run(context);
        CheckSchedule.Run(context);
        CheckFinance.Run(context);
        CheckProfit.Run(context);
    }
}

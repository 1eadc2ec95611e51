namespace Segmentation.Batch.Configuration;

/// <summary>Collects the errors of one file, so that all are shown together.</summary>
internal sealed class ConfigErrors
{
    /// <summary>Reading stops here: a file with more errors is something else than a configuration.</summary>
    private const int MostErrors = 200;

    private readonly List<(string? Path, ConfigError Error)> errors = [];

    /// <summary>Whether there is any error yet.</summary>
    public bool Any => errors.Count > 0;

    /// <summary>Adds an error found while reading the file.</summary>
    /// <param name="path">The setting it is about; for a misspelled key, the key that was probably meant.
    /// Null when it is about the text rather than a setting.</param>
    /// <param name="position">Where it is written.</param>
    /// <param name="message">What is wrong.</param>
    /// <exception cref="ConfigException">There are too many to go on.</exception>
    public void Add(string? path, ConfigPosition position, string message)
    {
        errors.Add((path, new ConfigError(position, message)));
        if (errors.Count >= MostErrors)
        {
            ThrowIfAny();
        }
    }

    /// <summary>Whether the setting, or a part of it, or what holds it, is already known to be wrong.</summary>
    public bool Touch(string path) => errors.Any(entry => entry.Path is not null
        && (ConfigPath.IsWithin(entry.Path, path) || (entry.Path.Length > 0 && ConfigPath.IsWithin(path, entry.Path))));

    /// <summary>Throws what was collected, in the order of the file.</summary>
    /// <exception cref="ConfigException">There is an error.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ConfigException([.. errors.Select(entry => entry.Error).Distinct()
                .OrderBy(error => error.Line).ThenBy(error => error.Column)]);
        }
    }
}

using System.Text;

namespace Segmentation.Batch.Configuration;

/// <summary>The configuration was refused. Carries every error that was found, in the order of the file.</summary>
/// <remarks>The program ends with <see cref="ExitCode"/>: no data was read or changed.</remarks>
public sealed class ConfigException : Exception
{
    /// <summary>Exit code of a refused configuration.</summary>
    public const int ExitCode = 1;

    private const int ErrorsShown = 50;

    /// <summary>Refuses a configuration for the given errors, of which there is at least one.</summary>
    public ConfigException(IReadOnlyList<ConfigError> errors, Exception? innerException = null)
        : base(Describe(errors), innerException) => Errors = errors;

    /// <summary>Every error, in the order of the file.</summary>
    public IReadOnlyList<ConfigError> Errors { get; }

    private static string Describe(IReadOnlyList<ConfigError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);

        var text = new StringBuilder();
        foreach (ConfigError error in errors.Take(ErrorsShown))
        {
            text.Append(error).Append('\n');
        }

        if (errors.Count > ErrorsShown)
        {
            text.Append("... and ").Append(errors.Count - ErrorsShown).Append(" more.\n");
        }

        string count = errors.Count == 1 ? "1 error" : $"{errors.Count} errors";
        return text.Append(count).Append(" in the configuration. No data was read or changed. ")
            .Append("Correct the file and run the command again.").ToString();
    }
}

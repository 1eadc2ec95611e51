using Segmentation.Batch.Configuration;
using Segmentation.Jobs;
using Segmentation.Jobs.Build;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>Refuses a configuration whose SQL does not bind, with the line it stands on.</summary>
internal static class DefinitionErrors
{
    /// <exception cref="ConfigException">Something in the configuration names what does not exist.</exception>
    public static void Refuse(LoadedConfig loaded, TransformCatalog catalog, ILedger ledger)
    {
        var run = new RunContext
        {
            RunId = "check",
            SnapshotDate = new DateOnly(2000, 1, 1),
            StartedAt = DateTimeOffset.UnixEpoch,
            Config = loaded.Config,
            Folders = new ProjectFolders(loaded.Folder, loaded.Folder),
            Log = new SilentLog(),
        };
        IReadOnlyList<DefinitionError> errors = DefinitionCheck.Find(
            loaded.Config, engine => EmptyNight.Build(run, catalog, ledger, engine));
        if (errors.Count > 0)
        {
            throw new ConfigException(
                [.. errors.Select(error => new ConfigError(loaded.NearestPositionOf(error.Path), $"{error.Path}: {error.Message}"))]);
        }
    }
}

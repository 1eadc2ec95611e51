using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Ledger;

/// <summary>Brings a ledger up to this program's version; refuses one that is newer.</summary>
internal static class LedgerMigrations
{
    /// <param name="ledger">The ledger's name in messages.</param>
    /// <param name="engine">Folder of the scripts, under sql/migrations.</param>
    /// <param name="applied">Scripts that its journal holds.</param>
    /// <param name="database">The database.</param>
    /// <param name="remedy">What to do when a script fails.</param>
    public static void Apply(string ledger, string engine, IReadOnlyList<string> applied, UpgradeEngineBuilder database, string remedy)
    {
        SqlScript[] scripts = [.. TransformCatalog.Migrations(engine)
            .OrderBy(script => script.Key, StringComparer.Ordinal)
            .Select(script => new SqlScript(script.Key, script.Value))];
        if (applied.FirstOrDefault(name => scripts.All(script => script.Name != name)) is { } unknown)
        {
            throw new RunRefusedException(
                $"The {ledger} was written by a newer program (it has script {unknown}, this program knows up to {scripts[^1].Name}). The ledger is as it was. Use the newer program.");
        }

        if (scripts.All(script => applied.Contains(script.Name)))
        {
            // A ledger that is up to date can be opened by who may only read it.
            return;
        }

        DatabaseUpgradeResult result = database
            .WithScripts(scripts)
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogTo(new NoUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new RunRefusedException(
                $"The {ledger} could not be brought up to date: script {result.ErrorScript?.Name} failed ({result.Error.Message.TrimEnd('.')}). The ledger is as it was. {remedy}",
                result.Error);
        }
    }

    private sealed class NoUpgradeLog : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args)
        {
        }

        public void LogDebug(string format, params object[] args)
        {
        }

        public void LogInformation(string format, params object[] args)
        {
        }

        public void LogWarning(string format, params object[] args)
        {
        }

        public void LogError(string format, params object[] args)
        {
        }

        public void LogError(Exception ex, string format, params object[] args)
        {
        }
    }
}

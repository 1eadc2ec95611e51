using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Ledger;

/// <summary>Brings a ledger up to this program's version; refuses one that is newer.</summary>
internal static class LedgerMigrations
{
    public static void Apply(string connectionString, string path)
    {
        SqlScript[] scripts = [.. TransformCatalog.Migrations("sqlite")
            .OrderBy(script => script.Key, StringComparer.Ordinal)
            .Select(script => new SqlScript(script.Key, script.Value))];
        RefuseNewer(connectionString, path, [.. scripts.Select(script => script.Name)]);

        DatabaseUpgradeResult result = DeployChanges.To.SqliteDatabase(connectionString)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .LogTo(new NoUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new RunRefusedException(
                $"The ledger {path} could not be brought up to date: script {result.ErrorScript?.Name} failed ({result.Error.Message.TrimEnd('.')}). The ledger is as it was. Check that the file is a ledger and that its folder can be written; free disk space if the disk is full.",
                result.Error);
        }
    }

    private static void RefuseNewer(string connectionString, string path, string[] known)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master where name = 'SchemaVersions'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            return;
        }

        command.CommandText = "select ScriptName from SchemaVersions order by ScriptName";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!known.Contains(reader.GetString(0)))
            {
                throw new RunRefusedException(
                    $"The ledger {path} was written by a newer program (it has script {reader.GetString(0)}, this program knows up to {known[^1]}). The ledger is as it was. Use the newer program.");
            }
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

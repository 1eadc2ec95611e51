using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Publish.Postgresql;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Postgres;

namespace Segmentation.Batch.Targets;

/// <summary>Opens the PostgreSQL warehouse of a project.</summary>
internal static class PostgresWarehouse
{
    /// <summary>Connects, and prepares the database where the account may.</summary>
    /// <exception cref="RunRefusedException">The connection is not written as it must be, or the database is not prepared.</exception>
    public static PostgresTarget Open(PostgresTargetConfig config, TransformCatalog catalog)
    {
        NpgsqlDataSource database = Connect(config);
        try
        {
            if (PostgresFaults.Pipeline.Execute(() => WarehouseMigrations.Missing(database, config.Schema, TransformCatalog.Migrations("warehouse"))).Length > 0)
            {
                WarehouseMigrations.Apply(database, config.Connection, config.Schema);
            }

            return new PostgresTarget(database, config.Schema, catalog);
        }
        catch (NpgsqlException error)
        {
            throw new RunRefusedException(
                $"{Place(config)} cannot be opened: {(error is PostgresException server ? $"{server.MessageText.TrimEnd('.')} ({server.SqlState})" : $"it does not answer, tried {PostgresFaults.Attempts} times")}. Readers see what they saw. Start the server or correct publish.postgres.connection.",
                error);
        }
    }

    /// <summary>The database, for commands of its owner.</summary>
    public static NpgsqlDataSource Connect(PostgresTargetConfig config)
    {
        try
        {
            return NpgsqlDataSource.Create(config.Connection);
        }
        catch (ArgumentException error)
        {
            // The text may hold a password, so it is not repeated.
            throw new RunRefusedException(
                "publish.postgres.connection is not a connection as Npgsql writes it. Nothing was run. Write Host=...;Port=...;Database=...;Username=...;Password=... in the environment variable that it names.", error);
        }
    }

    private static string Place(PostgresTargetConfig config)
    {
        var parts = new NpgsqlConnectionStringBuilder(config.Connection);
        return $"The PostgreSQL database {parts.Database} on {parts.Host}:{parts.Port}";
    }
}

using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Npgsql;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Targets;

/// <summary>Brings the schemas of a PostgreSQL warehouse up to this program's version; refuses one that is newer.</summary>
internal static class WarehouseMigrations
{
    private const string BeforeJournal = "000_before_journal.sql";
    private const string Journal = "schema_versions";

    /// <summary>Applies what is missing, as the account of the connection.</summary>
    /// <returns>Scripts that were applied.</returns>
    public static IReadOnlyList<string> Apply(NpgsqlDataSource database, string connection, string schema)
    {
        IReadOnlyDictionary<string, string> scripts = TransformCatalog.Migrations("warehouse");
        try
        {
            using (NpgsqlConnection before = database.OpenConnection())
            using (NpgsqlTransaction transaction = before.BeginTransaction())
            using (var command = new NpgsqlCommand(For(scripts[BeforeJournal], schema), before))
            {
                command.ExecuteNonQuery();
                transaction.Commit();
            }

            string[] missing = Missing(database, schema, scripts);
            if (missing.Length == 0)
            {
                return [];
            }

            DatabaseUpgradeResult result = DeployChanges.To.PostgresqlDatabase(connection)
                .WithScripts(missing.Select(name => new SqlScript(name, For(scripts[name], schema))))
                .WithVariablesDisabled()
                .JournalToPostgresqlTable($"{schema}_gate", Journal)
                .WithTransactionPerScript()
                .LogTo(new NoOpUpgradeLog())
                .Build()
                .PerformUpgrade();
            return result.Successful ? missing : throw result.Error;
        }
        catch (PostgresException error)
        {
            throw new RunRefusedException(
                $"The PostgreSQL warehouse could not be prepared: {error.MessageText.TrimEnd('.')} ({error.SqlState}). It is as it was. Run 'segbatch warehouse install' with an account that may create roles and schemas, or have a database administrator run what 'segbatch warehouse install --print' prints.",
                error);
        }
    }

    /// <summary>Scripts that the database has not had yet. Nothing is changed.</summary>
    /// <exception cref="RunRefusedException">It has had scripts that this program does not know.</exception>
    public static string[] Missing(NpgsqlDataSource database, string schema, IReadOnlyDictionary<string, string> scripts)
    {
        string[] known = [.. scripts.Keys.Where(name => name != BeforeJournal).Order(StringComparer.Ordinal)];
        string[] applied = Applied(database, schema);
        return applied.Except(known).FirstOrDefault() is { } newer
            ? throw new RunRefusedException(
                $"The PostgreSQL warehouse was prepared by a newer program (it has script {newer}, this program knows up to {known[^1]}). It is as it was. Use the newer program.")
            : [.. known.Except(applied)];
    }

    /// <summary>The scripts as a database administrator runs them.</summary>
    public static string Print(string schema) => string.Join(
        "\n\n",
        TransformCatalog.Migrations("warehouse").OrderBy(script => script.Key, StringComparer.Ordinal)
            .Select(script => $"begin;\n{For(script.Value, schema)}\n{Journalled(schema, script.Key)}commit;"));

    /// <summary>The script for one schema. The library's own variables are off: it would take every dollar quote for one.</summary>
    private static string For(string script, string schema) => script.Replace("$schema$", schema, StringComparison.Ordinal);

    private static string Journalled(string schema, string script) => script == BeforeJournal
        ? ""
        : $"insert into {schema}_gate.{Journal} (scriptname, applied) values ('{script}', now());\n";

    private static string[] Applied(NpgsqlDataSource database, string schema)
    {
        using NpgsqlConnection connection = database.OpenConnection();
        using var exists = new NpgsqlCommand($"select to_regclass('{schema}_gate.{Journal}') is not null", connection);
        if (exists.ExecuteScalar() is not true)
        {
            return [];
        }

        using var command = new NpgsqlCommand($"select scriptname from {schema}_gate.{Journal}", connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var applied = new List<string>();
        while (reader.Read())
        {
            applied.Add(reader.GetString(0));
        }

        return [.. applied];
    }
}

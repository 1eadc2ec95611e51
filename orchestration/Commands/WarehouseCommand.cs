using System.CommandLine;
using Npgsql;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Batch.Targets;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Publish.Postgresql;
using Segmentation.Jobs.Publish;
using Segmentation.Sql.Engine;
using Spectre.Console;
namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch warehouse</c>: what the owner of a PostgreSQL warehouse does, so that the nightly account need not be able to.</summary>
internal static class WarehouseCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var print = new Option<bool>("--print") { Description = "Print the SQL for a database administrator; run nothing." };
        var install = new Command("install", "Make or bring up to date the roles, schemas, tables and views in PostgreSQL.") { options.Config, print };
        install.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            PostgresTargetConfig config = session.Config.Publish.Postgres
                ?? throw new UsageException("publish.postgres is not configured. Nothing was run. Name the database in segmentation.yml first.");
            if (parsed.GetValue(print))
            {
                terminal.Output.WriteLine(WarehouseMigrations.Print(config.Schema));
                return ExitCodes.Done;
            }

            Install(terminal, session, config);
            return ExitCodes.Done;
        }));
        return new Command("warehouse", "The PostgreSQL warehouse: what its owner does.") { install };
    }

    private static void Install(Terminal terminal, ProjectSession session, PostgresTargetConfig config)
    {
        using NpgsqlDataSource database = PostgresWarehouse.Connect(config);
        IReadOnlyList<string> applied = WarehouseMigrations.Apply(database, config.Connection, config.Schema);
        terminal.Result.WriteLine(applied.Count == 0 ? "The schemas are up to date." : $"Applied {string.Join(", ", applied)}.");
        if (NewestPublication(session) is not { } publication)
        {
            terminal.Result.WriteLine("Tables and views follow the first publication: run 'segbatch nightly', then this command again if the nightly account is not a member of segbatch_owner.");
            return;
        }

        using DuckDbEngine file = DuckDbEngine.Open(new DuckDbOptions { Path = publication.Path, IsReadOnly = true });
        var target = new PostgresTarget(database, config.Schema, session.Catalog);
        target.Define(new WarehouseDefinition(config.Schema, PublishedTable.Of(file, session.Catalog), session.Catalog));
        terminal.Result.WriteLine($"Tables and views of schema {config.Schema} are as run {publication.RunId} publishes them.");
    }

    private static PublicationFile? NewestPublication(ProjectSession session) => session.HasLedger
        ? session.Ledger.Publications(int.MaxValue).Where(publication => publication.DroppedAt is null)
            .Select(publication => PublicationFile.Of(session.Folders, publication.RunId)).FirstOrDefault(file => File.Exists(file.Path))
        : null;
}

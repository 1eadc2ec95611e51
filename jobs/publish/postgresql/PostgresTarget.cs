using Npgsql;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Postgres;

namespace Segmentation.Jobs.Publish.Postgresql;

/// <summary>A PostgreSQL database as a target: each publication is a partition of every table, and one row points to the live one.</summary>
/// <remarks>Nights act as <c>segbatch_batch</c>, which may add a publication and move the pointer through functions of the owner, and
/// can change nothing that is published. Defining tables and views is the owner's: a night does so only when its account is a
/// member of <c>segbatch_owner</c>.</remarks>
/// <param name="database">Where it is.</param>
/// <param name="schema">The schema that readers use.</param>
/// <param name="catalog">The transforms: their headers describe the tables, and those of schema views become views.</param>
public sealed class PostgresTarget(NpgsqlDataSource database, string schema, TransformCatalog catalog) : IPublishTarget
{
    /// <summary>How long a move or a drop waits for a lock. While it waits, new readers wait behind it: less than anybody notices.</summary>
    private const int LockTimeoutMs = 40;

    /// <summary>How long a move waits for statements that began before it. One that still runs then has long been planned, and reads on undisturbed.</summary>
    private const int PlanningPatienceMs = 10_000;

    private const int PlanningPollMs = 20;

    private const string Unchanged = "Readers see what they saw.";

    /// <inheritdoc/>
    public string Name => "postgresql";

    /// <inheritdoc/>
    public LivePublication Live() => Explained("asked what is live", () =>
    {
        using NpgsqlConnection connection = Open("segbatch_batch");
        string? live = PartitionLoad.Call<string?>(connection, $"select run_id from {schema}_gate.live_publication");
        return new LivePublication(live is not null, live);
    });

    /// <inheritdoc/>
    public void Stage(PublicationFile publication, CancellationToken cancellationToken) => Explained($"filled with the publication of run {publication.RunId}", () =>
    {
        using DuckDbEngine file = DuckDbEngine.Open(new DuckDbOptions { Path = publication.Path, IsReadOnly = true });
        IReadOnlyList<PublishedTable> tables = PublishedTable.Of(file, catalog);
        using NpgsqlConnection connection = Open("segbatch_batch");
        HashSet<string> loaded = Loaded(connection, publication.RunId);
        // One that is whole may be from before a column was added: rolling back to it takes nothing away from the views.
        if (!tables.All(table => loaded.Contains(table.Name)))
        {
            Define(new WarehouseDefinition(schema, tables, catalog));
        }

        foreach (PublishedTable table in tables.Where(table => !loaded.Contains(table.Name)))
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            PartitionLoad.Run(connection, file, schema, publication.RunId, table, cancellationToken);
            Commit(transaction, $"load {table.Name}");
        }

        using NpgsqlTransaction attaching = connection.BeginTransaction();
        PartitionLoad.Call<object>(connection, $"set local lock_timeout = {LockTimeoutMs}");
        PartitionLoad.Call<object>(connection, $"select {schema}_gate.attach_publication($1)", publication.RunId);
        Commit(attaching, "attach");
        return true;
    });

    /// <inheritdoc/>
    public void MoveTo(string runId, long fencingToken) => Explained($"moved to run {runId}", () =>
    {
        using NpgsqlConnection connection = Open("segbatch_batch");
        AwaitEarlierStatements(connection);
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        PartitionLoad.Call<object>(connection, $"set local lock_timeout = {LockTimeoutMs}");
        PartitionLoad.Call<object>(connection, $"select {schema}_gate.promote($1, $2)", runId, fencingToken);
        Commit(transaction, "move");
        return true;
    }, "Readers see what they saw, or this run whole, if the server took it before it went away.");

    /// <inheritdoc/>
    public bool Drop(string runId)
    {
        try
        {
            return Explained($"rid of run {runId}", () =>
            {
                using NpgsqlConnection connection = Open("segbatch_batch");
                using NpgsqlTransaction transaction = connection.BeginTransaction();
                PartitionLoad.Call<object>(connection, $"set local lock_timeout = {LockTimeoutMs}");
                bool isGone = PartitionLoad.Call<bool>(connection, $"select {schema}_gate.drop_publication($1)", runId);
                Commit(transaction, "drop");
                return isGone;
            });
        }
        catch (RunRefusedException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            // Readers hold the tables all the time; the next night tries again.
            return false;
        }
    }

    /// <summary>Makes tables and views as this program publishes them, where they are not so already.</summary>
    /// <exception cref="RunRefusedException">They differ, and the account may not change them.</exception>
    public void Define(WarehouseDefinition definition)
    {
        using (NpgsqlConnection connection = Open("segbatch_batch"))
        {
            if (PartitionLoad.Call<string?>(connection, $"select fingerprint from {schema}_gate.definition") == definition.Fingerprint)
            {
                return;
            }

            if (!PartitionLoad.Call<bool>(connection, "select pg_has_role(session_user, 'segbatch_owner', 'member')"))
            {
                throw new RunRefusedException(
                    $"The tables of {Place} are not those that this program publishes, and the account of the batch may not change them. Readers see what they saw. Have an account of segbatch_owner run 'segbatch warehouse install', then 'segbatch publish'.");
            }
        }

        using NpgsqlConnection owner = Open("segbatch_owner");
        using NpgsqlTransaction transaction = owner.BeginTransaction();
        // Two programs that define at once take turns.
        PartitionLoad.Call<object>(owner, "select pg_advisory_xact_lock(hashtext($1))", $"{schema}_gate.definition");
        // While it waits for one who reads a table, whoever comes after waits too.
        PartitionLoad.Call<object>(owner, $"set local lock_timeout = {LockTimeoutMs}");
        ILookup<string, DefinedColumn> there = DefinedColumn.Of(owner, schema);
        if (DefinedColumn.Breaks(there, definition.Columns) is { } breaks)
        {
            throw new RunRefusedException(
                $"{breaks.What} in {Place}: a change that breaks readers. Readers see what they saw. Publish the new shape under another name ({breaks.Column}_v2, or a view with _v2), and keep the old one.");
        }

        // Where the views find what PostgreSQL itself lacks.
        PartitionLoad.Call<object>(owner, $"set local search_path = {schema}_gate, pg_catalog");
        string[] known = PartitionLoad.Call<string[]?>(owner, $"select statements from {schema}_gate.definition") ?? [];
        (string Hash, string Text)[] statements = [.. definition.After(there).Statements.Select(statement => (WarehouseDefinition.HashOf(statement), statement))];
        foreach ((string hash, string statement) in statements)
        {
            // What is as it was is left alone: even a change to the same takes a lock that readers wait for.
            if (!known.Contains(hash))
            {
                PartitionLoad.Call<object>(owner, statement);
            }
        }

        PartitionLoad.Call<object>(
            owner,
            $"insert into {schema}_gate.definition (fingerprint, statements) values ($1, $2) on conflict (is_single) do update set fingerprint = excluded.fingerprint, statements = excluded.statements, defined_at = now()",
            definition.Fingerprint, statements.Select(statement => statement.Hash).ToArray());
        Commit(transaction, "define");
    }

    /// <summary>Server and database, for messages: never the account's password.</summary>
    private string Place
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
            return $"the PostgreSQL database {parts.Database} on {parts.Host}:{parts.Port}";
        }
    }

    /// <summary>Lets statements end that may have been planned before the publication was attached.</summary>
    private void AwaitEarlierStatements(NpgsqlConnection connection)
    {
        string moment = PartitionLoad.Call<string>(connection, "select clock_timestamp()::text");
        for (int waitedMs = 0; waitedMs < PlanningPatienceMs; waitedMs += PlanningPollMs)
        {
            if (!PartitionLoad.Call<bool>(connection, $"select {schema}_gate.earlier_statements($1::timestamptz)", moment))
            {
                return;
            }

            _ = CancellationToken.None.WaitHandle.WaitOne(PlanningPollMs);
        }
    }

    private static void Commit(NpgsqlTransaction transaction, string deed)
    {
        FaultPoint.Reach($"postgresql {deed}: before commit");
        transaction.Commit();
        FaultPoint.Reach($"postgresql {deed}: after commit");
    }

    private HashSet<string> Loaded(NpgsqlConnection connection, string runId)
    {
        using var command = new NpgsqlCommand(
            $"select table_name from {schema}_gate.loaded_tables inner join {schema}_gate.publications using (publication_id) where run_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = runId });
        using NpgsqlDataReader reader = command.ExecuteReader();
        var loaded = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            loaded.Add(reader.GetString(0));
        }

        return loaded;
    }

    private NpgsqlConnection Open(string role)
    {
        NpgsqlConnection connection = database.OpenConnection();
        try
        {
            PartitionLoad.Call<object>(connection, $"set role {role}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Tries again what passes by itself, and says what does not.</summary>
    /// <param name="deed">What was to be done.</param>
    /// <param name="work">Does it.</param>
    /// <param name="ifLost">What readers see where the server went away and did not say what became of the work.</param>
    private T Explained<T>(string deed, Func<T> work, string ifLost = Unchanged)
    {
        try
        {
            return PostgresFaults.Pipeline.Execute(work);
        }
        catch (PostgresException error)
        {
            throw new RunRefusedException($"{Sentence(Place)} could not be {deed}: {Said(error)} {(PostgresFaults.IsTransient(error) ? ifLost : Unchanged)} {Remedy(error)}", error);
        }
        catch (NpgsqlException error)
        {
            throw new RunRefusedException(
                $"{Sentence(Place)} could not be {deed}: it does not answer ({error.InnerException?.GetType().Name ?? error.GetType().Name}), tried {PostgresFaults.Attempts} times. {ifLost} Start the server or correct publish.postgres.connection, then run 'segbatch publish'.", error);
        }
        catch (ArgumentException error) when (error.ParamName == "duckDbType")
        {
            throw new RunRefusedException($"{Sentence(Place)} could not be {deed}: {error.Message} {Unchanged} Give the column of your own another type.", error);
        }
    }

    /// <summary>The server's words name tables and columns; its detail may quote a row, and is left out.</summary>
    private static string Said(PostgresException error) => error.SqlState == "SB001"
        ? $"another run has published since ({error.MessageText})."
        : $"{error.MessageText.TrimEnd('.')} ({error.SqlState}).";

    private static string Remedy(PostgresException error) => error.SqlState switch
    {
        "SB001" => "Nothing needs to be done.",
        PostgresErrorCodes.LockNotAvailable => "Somebody holds a table without end: end that session, then run 'segbatch publish'.",
        PostgresErrorCodes.DiskFull => "Free disk space on the server, then run 'segbatch publish'.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "Correct the account in publish.postgres.connection.",
        PostgresErrorCodes.InvalidTableDefinition => "A published column changed its type or went away, which would break readers: publish the new shape as a view of its own, with _v2 in its name.",
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidParameterValue => "Grant segbatch_batch to the account, or have the owner run 'segbatch warehouse install'.",
        _ => "See the server's log, then run 'segbatch publish'.",
    };

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

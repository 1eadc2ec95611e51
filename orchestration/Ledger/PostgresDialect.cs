using System.Data.Common;
using System.Dynamic;
using System.Globalization;
using Dapper;
using DbUp;
using Npgsql;
using Polly;
using Segmentation.Batch.Schedule;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine.Postgres;

namespace Segmentation.Batch.Ledger;

/// <summary>The ledger in a schema of a PostgreSQL database.</summary>
/// <remarks>Faults that pass are tried again as <see cref="PostgresFaults"/> says. A commit whose answer was lost is looked up by its
/// transaction's number before anything is done again, so nothing is ever written twice.</remarks>
public sealed class PostgresDialect : LedgerDialect
{
    private readonly PostgresLedgerAddress address;
    private readonly ResiliencePipeline retrying;

    /// <param name="address">Where the ledger is.</param>
    public PostgresDialect(PostgresLedgerAddress address)
    {
        this.address = address;
        // Connections in the pool were cut by what cut this one.
        retrying = PostgresFaults.Retrying(() => NpgsqlConnection.ClearPool(new NpgsqlConnection(address.ConnectionString)));
    }

    /// <inheritdoc/>
    public override QuartzStore QuartzStore => new(IsPostgres: true, address.ConnectionString);

    /// <inheritdoc/>
    public override string? Folder => null;

    /// <inheritdoc/>
    public override bool Exists() => Read(connection =>
        connection.ExecuteScalar<bool>("select to_regclass(@table) is not null", new { table = $"{address.Schema}.runs" }));

    /// <inheritdoc/>
    public override void Prepare() => Explained("opened", () => retrying.Execute(() =>
    {
        // Two programs may come at once; the second finds everything done. The lock must not outlive this: a session in the pool
        // keeps its locks until it is used again, so this one is not pooled.
        using NpgsqlConnection connection = Connect(address.Unpooled);
        connection.Execute("select pg_advisory_lock(hashtextextended(@name, 0))", new { name = $"segbatch migration of {address.Schema}" });
        if (connection.ExecuteScalar<long>("select count(*) from pg_namespace where nspname = @schema", new { schema = address.Schema }) == 0)
        {
            connection.Execute($"create schema {address.Schema}");
        }

        LedgerMigrations.Apply($"ledger on PostgreSQL {address}", "postgresql", Applied(connection),
            DeployChanges.To.PostgresqlDatabase(address.ConnectionString, address.Schema),
            "Check that this user owns the schema, then run again.");
        connection.Execute("select pg_advisory_unlock_all()");
    }));

    /// <inheritdoc/>
    public override T Read<T>(Func<DbConnection, T> work) => Explained("read", () => retrying.Execute(() =>
    {
        using NpgsqlConnection connection = Connect();
        return work(connection);
    }));

    /// <inheritdoc/>
    public override void Write(Action<DbConnection, DbTransaction> work, string deed)
    {
        string? asked = null;
        Explained("written", () => retrying.Execute(() =>
        {
            using NpgsqlConnection connection = Connect();
            if (asked is not null && WasCommitted(connection, asked))
            {
                return;
            }

            asked = null;
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            work(connection, transaction);
            string number = connection.ExecuteScalar<string>("select cast(pg_current_xact_id() as text)", transaction: transaction)!;
            asked = number;
            FaultPoint.Reach($"ledger {deed}: before commit");
            transaction.Commit();
            FaultPoint.Reach($"ledger {deed}: after commit");
        }));
    }

    /// <inheritdoc/>
    public override ILease TakeLease(string name, string holder) => Explained("leased", () => retrying.Execute(
        () => PostgresLease.Take(address, name, holder, NextToken)));

    /// <inheritdoc/>
    public override bool IsHeld(ILease lease, DbConnection connection, DbTransaction transaction) =>
        ((PostgresLease)lease).IsHeld(connection, transaction);

    /// <inheritdoc/>
    public override void LockForAppend(DbConnection connection, DbTransaction transaction, string table) =>
        connection.Execute($"lock table {table} in share row exclusive mode", transaction: transaction);

    /// <inheritdoc/>
    public override dynamic Translated(dynamic row)
    {
        var translated = new ExpandoObject();
        foreach ((string column, object? value) in (IDictionary<string, object?>)row)
        {
            ((IDictionary<string, object?>)translated)[column] = value switch
            {
                DateTime { Kind: DateTimeKind.Utc } instant => LedgerText.Of(instant),
                DateTime midnight => LedgerText.Of(DateOnly.FromDateTime(midnight)),
                DateOnly day => LedgerText.Of(day),
                decimal amount => amount.ToString(CultureInfo.InvariantCulture),
                int whole => (long)whole,
                bool flag => flag ? 1L : 0L,
                _ => value,
            };
        }

        return translated;
    }

    private NpgsqlConnection Connect() => Connect(address.ConnectionString);

    private static NpgsqlConnection Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private List<string> Applied(NpgsqlConnection connection) =>
        connection.ExecuteScalar<bool>("select to_regclass(@table) is null", new { table = $"{address.Schema}.schemaversions" })
            ? []
            : [.. connection.Query($"select scriptname as name from {address.Schema}.schemaversions order by scriptname").Select(row => (string)row.name)];

    /// <summary>What became of a transaction whose commit was asked for and never answered.</summary>
    private static bool WasCommitted(NpgsqlConnection connection, string number)
    {
        string? status;
        try
        {
            status = connection.ExecuteScalar<string>("select pg_xact_status(cast(@number as xid8))", new { number });
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            // The server crashed before it had written anything of it, and the number is not given out yet.
            return false;
        }

        if (status == "in progress")
        {
            // The old session has not noticed yet that nobody listens to it.
            connection.Execute("select pg_terminate_backend(pid) from pg_stat_activity where cast(backend_xid as text) = @number", new { number });
            throw new NpgsqlException("The old session is still at work.", new TimeoutException());
        }

        return status == "committed";
    }

    private void Explained(string deed, Action work) => Explained(deed, () =>
    {
        work();
        return true;
    });

    private T Explained<T>(string deed, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            (string reason, string remedy) = PostgresFaults.Explain(error);
            string tried = PostgresFaults.IsTransient(error) ? $"; tried {PostgresFaults.Attempts} times" : "";
            throw new RunRefusedException(
                $"The ledger on PostgreSQL {address} cannot be {deed}: {reason}{tried}. What it held before it still holds. {remedy}", error);
        }
    }
}

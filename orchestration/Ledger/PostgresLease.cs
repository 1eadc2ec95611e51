using System.Data.Common;
using Dapper;
using Npgsql;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <summary>A lease on PostgreSQL: an advisory lock of a session of its own, which the server gives back when the session ends, and a
/// token that only grows.</summary>
/// <remarks>The server takes a peer for dead after <see cref="IdleSeconds"/> and <see cref="Probes"/> unanswered probes,
/// <see cref="IntervalSeconds"/> apart: 25 seconds. The session must reach the server itself; a pooler that lends sessions per
/// transaction loses the lock.</remarks>
internal sealed class PostgresLease : ILease
{
    private const int IdleSeconds = 10;
    private const int IntervalSeconds = 5;
    private const int Probes = 3;

    private const string Key = "hashtextextended(@key, 0)";

    private readonly NpgsqlConnection session;
    private readonly string key;
    private readonly int processId;

    private PostgresLease(NpgsqlConnection session, string key)
    {
        this.session = session;
        this.key = key;
        processId = session.ProcessID;
    }

    /// <inheritdoc/>
    public long Token { get; private set; }

    /// <summary>Takes the lease, or says who holds it.</summary>
    /// <exception cref="RunRefusedException">Another process holds it.</exception>
    public static PostgresLease Take(PostgresLedgerAddress address, string name, string holder, string nextToken)
    {
        var lease = new PostgresLease(Open(address), $"segbatch lease {name} of {address.Schema}");
        try
        {
            lease.Lock(address, name);
            lease.Token = lease.session.ExecuteScalar<long>(nextToken, new { name, holder });
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Whether the session that holds the lock is still there, by the server's account.</summary>
    public bool IsHeld(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<bool>(
        $"""
        select exists (
            select 1
            from pg_locks
            where locktype = 'advisory'
                and granted
                and objsubid = 1
                and pid = @processId
                and database = (select oid from pg_database where datname = current_database())
                and ((cast(classid as bigint) << 32) | cast(objid as bigint)) = {Key}
        )
        """,
        new { processId, key }, transaction);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Explicitly, since the server notices the end of a session a moment later.
            session.Execute($"select pg_advisory_unlock({Key})", new { key });
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }

        session.Dispose();
    }

    private static NpgsqlConnection Open(PostgresLedgerAddress address)
    {
        var session = new NpgsqlConnection(address.ForLease(IdleSeconds, IntervalSeconds));
        try
        {
            session.Open();
            session.Execute(
                $"""
                set tcp_keepalives_idle = {IdleSeconds};
                set tcp_keepalives_interval = {IntervalSeconds};
                set tcp_keepalives_count = {Probes};
                set idle_session_timeout = 0
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Lock(PostgresLedgerAddress address, string name)
    {
        if (!session.ExecuteScalar<bool>($"select pg_try_advisory_lock({Key})", new { key }))
        {
            string holder = session.ExecuteScalar<string>("select holder from leases where name = @name", new { name }) ?? "another run";
            throw new RunRefusedException(
                $"Run {holder} is at work on the ledger on PostgreSQL {address}. This run did nothing; the published tables are unchanged. Wait for it to finish ('segbatch status' shows it), then run again.")
            { IsBusy = true };
        }
    }
}

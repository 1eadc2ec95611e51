using System.Net.Sockets;
using Npgsql;
using Polly;

namespace Segmentation.Sql.Engine.Postgres;

/// <summary>Which faults of PostgreSQL pass by themselves, how often they are tried again, and how they are told.</summary>
public static class PostgresFaults
{
    /// <summary>How often something is tried in all.</summary>
    public const int Attempts = 6;

    private const int StartSeconds = 60;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Tries again what failed for a reason that passes, <see cref="Attempts"/> times in all, after 0.25, 0.5, 1, 2 and 4 seconds.
    /// A server that says that it is starting is waited for up to a minute. What does not pass by itself is thrown at once.</summary>
    public static ResiliencePipeline Pipeline { get; } = Retrying(null);

    /// <summary>The same, with something to do before each new attempt, such as throwing away connections that are dead.</summary>
    public static ResiliencePipeline Retrying(Action? beforeRetry) => new ResiliencePipelineBuilder()
        .RetryTransient(IsTransient, Attempts, FirstDelay, beforeRetry)
        .WaitFor(IsStarting, StartSeconds + 1, TimeSpan.FromSeconds(1))
        .Build();

    /// <summary>Whether the same may succeed in a moment: the server restarts, the connection was cut, another transaction was in the
    /// way. A full disk, a wrong password or a missing database do not pass by themselves.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException server => server.SqlState is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or "57P05" || server.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException { InnerException: { } cause } => IsTransient(cause),
        SocketException socket => socket.SocketErrorCode is not SocketError.HostNotFound,
        IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the server said that it is starting: after a crash it reads its log first, which takes as long as it takes.</summary>
    private static bool IsStarting(Exception error) => error switch
    {
        PostgresException server => server.SqlState == PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: { } cause } => IsStarting(cause),
        _ => false,
    };

    /// <summary>What happened, in words that hold neither secrets nor data, and what to do next.</summary>
    public static (string Reason, string Remedy) Explain(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            ("the server refuses this user or its password", "Set the right user and password (PGPASSWORD, a password file, or the variable that the configuration names)."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            ("there is no such database", "Create the database, or name the right one."),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            ("the server has no connection left", "Close connections or raise max_connections, then run again."),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            ("the server is read-only (a standby, or default_transaction_read_only)", "Name the server that can be written, then run again."),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            ("the server's disk is full", "Free disk space on the server, then run again."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } server =>
            (server.MessageText, "Grant this user what it needs, then run again."),
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } =>
            ("other transactions were in the way every time", "Run again when the server is less busy."),
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } =>
            ("the server is starting or shutting down", "Start the server, then run again."),
        // A rule of our own tables spoke, in our own words.
        PostgresException { SqlState: PostgresErrorCodes.RaiseException } server =>
            (server.MessageText.TrimEnd('.'), "Do as the rule asks, then run again."),
        // The text of other errors may quote values.
        PostgresException server =>
            ($"the server reports error {server.SqlState}{(server.TableName is { } table ? $" on table {table}" : "")}", "See the server's log."),
        NpgsqlException { InnerException: SocketException socket } =>
            ($"the server does not answer ({socket.Message})", "Start the server or correct host and port, then run again."),
        NpgsqlException { InnerException: IOException or TimeoutException } =>
            ("the connection was lost or the server did not answer in time", "See that server and network are well, then run again."),
        NpgsqlException => (error.Message.TrimEnd('.'), "Correct the connection, then run again."),
        _ => (error.GetType().Name, "See that server and network are well, then run again."),
    };
}

using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine.Postgres;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>Tells why a database could not be read, without its password and without its data.</summary>
internal static class DatabaseFault
{
    /// <summary>Host, port, database and user, and nothing else of the connection string.</summary>
    public static string Address(PostgresSourceConfig config)
    {
        try
        {
            var address = new NpgsqlConnectionStringBuilder(config.Connection);
            return $"PostgreSQL at {address.Host ?? "localhost"}:{address.Port}, database {address.Database ?? address.Username}, user {address.Username ?? "of the batch"}";
        }
        catch (ArgumentException)
        {
            return "PostgreSQL";
        }
    }

    /// <summary>What happened and what to do next.</summary>
    public static (string Reason, string Remedy) Explain(Exception error) => error switch
    {
        // The driver quotes the keyword it does not know, which may be a piece of a password.
        ArgumentException => ("its connection string is not in Npgsql's keywords", "Write it as Host=...;Username=...;Password=...;Database=..., and run again."),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            ("the server stopped the statement (statement_timeout, or somebody cancelled it)", "Raise statement_timeout for this user, or read less per night with a watermark, and run again."),
        // These name tables, columns and words of the query, which stand in the configuration.
        PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.SyntaxError or PostgresErrorCodes.DatatypeMismatch } server =>
            (server.MessageText, "Correct table, query, key, watermark or overlap of the source, and run again."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidDatetimeFormat or PostgresErrorCodes.InvalidTextRepresentation } =>
            ("the overlap does not fit the type of the watermark, or a conversion in the query fails", "Write overlap as an interval ('2 days') for times and a number for numbers, and run again."),
        _ => PostgresFaults.Explain(error),
    };
}

using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Segmentation.Sql.Engine;

/// <summary>DuckDB in this process: runs transforms, answers queries, moves rows in bulk.</summary>
/// <remarks>One engine is used by one thread at a time. What DuckDB gets wrong silently is guarded here:
/// a transaction in which a statement failed cannot be committed.</remarks>
public sealed partial class DuckDbEngine : ISqlEngine
{
    private readonly DuckDBConnection connection;
    private bool isInTransaction;
    private bool hasFailedInTransaction;

    private DuckDbEngine(DuckDBConnection connection) => this.connection = connection;

    /// <summary>The engine's name, which is also the folder of its function bodies.</summary>
    public const string Name = "duckdb";

    /// <summary>DuckDB's version.</summary>
    public string Version => connection.ServerVersion;

    /// <summary>What the ledger calls the engine: two that differ in it may round differently.</summary>
    public string NameAndVersion => $"DuckDB {Version}";

    /// <summary>Opens a database.</summary>
    /// <exception cref="EngineException">The file is locked by another process, damaged, or cannot be written.</exception>
    public static DuckDbEngine Open(DuckDbOptions options)
    {
        string mode = options.IsReadOnly ? ";access_mode=READ_ONLY" : "";
        var connection = new DuckDBConnection($"DataSource={options.Path}{mode}");
        var engine = new DuckDbEngine(connection);
        try
        {
            connection.Open();
        }
        catch (DuckDBException error)
        {
            connection.Dispose();
            throw Wrap(error, $"opening {System.IO.Path.GetFileName(options.Path)}");
        }

        try
        {
            engine.Configure(options);
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Creates the bodies of the seg_ functions for this engine.</summary>
    public void CreateFunctions(TransformCatalog catalog)
    {
        foreach ((string name, string body) in catalog.Functions.Where(function => function.Key.StartsWith($"{Name}/", StringComparison.Ordinal)))
        {
            Execute(body, $"function {name}");
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">SQL, with parameters as <c>:name</c>.</param>
    /// <param name="subject">What is being run, for messages.</param>
    /// <param name="parameters">Values of the parameters.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    /// <returns>Rows written, or -1 where the statement writes none.</returns>
    public long Execute(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default) =>
        Run(sql, subject, parameters, command => (long)command.ExecuteNonQuery(), cancellationToken);

    /// <summary>Makes the table or view that a transform defines.</summary>
    /// <returns>Rows in the table; -1 for a view.</returns>
    public long RunTransform(
        Transform transform, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken = default)
    {
        Execute($"create schema if not exists {transform.Schema}", transform.Name, null, cancellationToken);
        Execute(transform.CreateStatement, transform.Name, parameters, cancellationToken);
        return transform.Materialization == Materialization.View
            ? -1
            : Scalar<long>($"select count(*) from {transform.Name}", transform.Name, cancellationToken: cancellationToken);
    }

    /// <summary>Reads a small result: one object per row.</summary>
    public IReadOnlyList<T> Query<T>(
        string sql,
        string subject,
        Func<DbDataReader, T> read,
        IReadOnlyDictionary<string, object?>? parameters = null,
        CancellationToken cancellationToken = default) =>
        Run(sql, subject, parameters, command =>
        {
            var rows = new List<T>();
            using DuckDBDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }, cancellationToken);

    /// <summary>Reads a large result row by row, as the engine makes it.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="subject">What is being read, for messages.</param>
    /// <param name="read">Called once per row.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>Rows read.</returns>
    public long Stream(string sql, string subject, Action<DbDataReader> read, CancellationToken cancellationToken = default) =>
        Run(sql, subject, null, command =>
        {
            command.UseStreamingMode = true;
            long count = 0;
            using DuckDBDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                read(reader);
                count++;
            }

            return count;
        }, cancellationToken);

    /// <summary>Reads the single value of a query.</summary>
    public T Scalar<T>(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default) =>
        Run(sql, subject, parameters, command =>
            (T)Convert.ChangeType(
                command.ExecuteScalar() ?? throw new InvalidOperationException($"{subject}: the query returned no row."),
                typeof(T),
                CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>Whether a table or view exists.</summary>
    public bool HasTable(string name) => HasTable("current_database()", name);

    /// <summary>Whether a table or view exists in an attached database.</summary>
    public bool HasTableIn(string database, string name) => HasTable(SqlText.Literal(database), name);

    private bool HasTable(string database, string name)
    {
        string[] parts = name.Split('.');
        return Scalar<long>(
            $"select count(*) from information_schema.tables where table_schema = :schema and table_name = :table and table_catalog = {database}",
            "looking for a table",
            new Dictionary<string, object?> { ["schema"] = parts[0], ["table"] = parts[1] }) > 0;
    }

    /// <summary>The columns of every table and view of a database, in order, under the table's schema and name.</summary>
    /// <param name="database">An attached database; null for the engine's own.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <remarks>Asked once for all tables: the engine works out the columns of every view to answer for a single one.</remarks>
    public ILookup<string, EngineColumn> Columns(string? database = null, CancellationToken cancellationToken = default) =>
        Query(
            $"""
            select schema_name || '.' || table_name, column_name, data_type
            from duckdb_columns()
            where database_name = {(database is null ? "current_database()" : SqlText.Literal(database))} and not internal
            order by schema_name, table_name, column_index
            """,
            "columns of tables", row => (Table: row.GetString(0), Column: new EngineColumn(row.GetString(1), row.GetString(2))), null, cancellationToken)
        .ToLookup(row => row.Table, row => row.Column, StringComparer.Ordinal);

    /// <summary>Runs statements that become visible together or not at all.</summary>
    /// <exception cref="InvalidOperationException">A statement failed and its error was swallowed: DuckDB would report
    /// a commit that committed nothing.</exception>
    public void InTransaction(string subject, Action work)
    {
        Execute("begin transaction", subject);
        isInTransaction = true;
        hasFailedInTransaction = false;
        try
        {
            work();
            if (hasFailedInTransaction)
            {
                throw new InvalidOperationException(
                    $"{subject}: a statement of the transaction failed and was ignored. Nothing was committed. This is a mistake in the program.");
            }

            isInTransaction = false;
            Execute("commit", subject);
        }
        catch
        {
            isInTransaction = false;
            Rollback();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private void Rollback()
    {
        try
        {
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = "rollback";
            command.ExecuteNonQuery();
        }
        catch (DuckDBException)
        {
            // DuckDB has ended the transaction itself; the first error is the one to tell.
        }
    }

    private void Configure(DuckDbOptions options)
    {
        // Without these a missing extension makes DuckDB reach for the network.
        Execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false", "configuring");
        Execute("set preserve_insertion_order = false", "configuring");
        Execute($"set threads = {(options.Threads > 0 ? options.Threads : Environment.ProcessorCount)}", "configuring");
        Execute($"set memory_limit = '{options.MemoryLimit ?? DefaultMemoryLimit()}'", "configuring");
        if (options.SpillFolder is not null)
        {
            Execute($"set temp_directory = {SqlText.Literal(options.SpillFolder)}", "configuring");
        }

        if (options.AllowedFolders.Count > 0)
        {
            string folders = string.Join(", ", options.AllowedFolders.Select(folder => SqlText.Literal(folder)));
            Execute($"set allowed_directories = [{folders}]; set enable_external_access = false; set lock_configuration = true", "configuring");
        }
    }

    private static string DefaultMemoryLimit() =>
        $"{(long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.6 / (1024 * 1024))}MiB";

    private T Run<T>(
        string sql,
        string subject,
        IReadOnlyDictionary<string, object?>? parameters,
        Func<DuckDBCommand, T> run,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = parameters is null ? sql : SqlText.Bind(sql, parameters);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => Interrupt());
        try
        {
            return run(command);
        }
        catch (DuckDBException error)
        {
            hasFailedInTransaction |= isInTransaction;
            cancellationToken.ThrowIfCancellationRequested();
            throw Wrap(error, subject);
        }
    }

    private void Interrupt() => NativeMethods.Startup.DuckDBInterrupt(connection.NativeConnection);

    private static EngineException Wrap(DuckDBException error, string subject)
    {
        string said = error.Message.Split('\n')[0].Replace("DuckDBOpen failed: ", "", StringComparison.Ordinal);
        EngineFailure failure = Classify(said);

        string message = failure switch
        {
            // The engine quotes SQL here, never data, and its words name the right column.
            EngineFailure.Statement => $"{subject}: DuckDB does not accept the SQL. {error.Message.Trim()}",
            EngineFailure.Resources => $"{subject}: DuckDB ran out of memory or disk. {said} Give it more with engine.memory_limit, or free disk space where the warehouse lies.",
            EngineFailure.Locked => $"{subject}: another process holds the database file. {said}",
            EngineFailure.Storage => $"{subject}: a file could not be read or written. {said}",
            EngineFailure.Cancelled => $"{subject}: interrupted.",
            _ => $"{subject}: DuckDB met a value it cannot work with ({said.Split(" Error:")[0]}). The value is not shown, since it may be personal; run the SQL by hand to see it.",
        };
        return new EngineException("DuckDB", subject, failure, message, error);
    }

    /// <summary>Reads the kind of failure from the error's first words: while a statement is being prepared, the driver
    /// reports every error as Invalid, whatever it was.</summary>
    private static EngineFailure Classify(string said)
    {
        string kind = said.Split(" Error:")[0];
        return kind switch
        {
            "Binder" or "Catalog" or "Parser" or "Syntax" or "Permission" or "Not implemented" => EngineFailure.Statement,
            "Out of Memory" => EngineFailure.Resources,
            "INTERRUPT" or "Interrupt" => EngineFailure.Cancelled,
            "IO" when said.Contains("Could not set lock", StringComparison.Ordinal) => EngineFailure.Locked,
            // A disk that fills up is noticed by a write, by a commit, or by a checkpoint, which ends the database.
            "IO" or "TransactionContext" or "FATAL" when said.Contains("No space left", StringComparison.Ordinal) => EngineFailure.Resources,
            "IO" => EngineFailure.Storage,
            _ => EngineFailure.Data,
        };
    }
}

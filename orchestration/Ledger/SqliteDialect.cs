using System.Data.Common;
using Dapper;
using DbUp;
using Microsoft.Data.Sqlite;
using Polly;
using Segmentation.Batch.Schedule;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Ledger;

/// <summary>The ledger in a SQLite file, readable while a run is on (write-ahead log).</summary>
/// <param name="path">Full path of the file.</param>
public sealed class SqliteDialect(string path) : LedgerDialect
{
    /// <summary>SQLITE_CONSTRAINT: a rule of the ledger itself spoke.</summary>
    private const int BrokenRule = 19;

    /// <summary>How often the file is asked for in all, after 0.3, 0.6 and 1.2 seconds.</summary>
    private const int Attempts = 4;

    private static readonly ResiliencePipeline Retrying =
        new ResiliencePipelineBuilder().RetryTransient(IsBusy, Attempts, TimeSpan.FromMilliseconds(300)).Build();

    private readonly string connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        // Of one attempt, in seconds; several are made.
        DefaultTimeout = 10,
        Pooling = false,
    }.ToString();

    /// <inheritdoc/>
    public override QuartzStore QuartzStore => new(IsPostgres: false, connectionString);

    /// <inheritdoc/>
    public override string? Folder => Path.GetDirectoryName(path);

    /// <inheritdoc/>
    public override bool Exists() => File.Exists(path);

    /// <inheritdoc/>
    public override void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var connection = new SqliteConnection(connectionString))
            {
                connection.Open();
                connection.Execute("pragma journal_mode = wal");
            }

            LedgerMigrations.Apply($"ledger {path}", "sqlite", Applied(), DeployChanges.To.SqliteDatabase(connectionString),
                "Check that the file is a ledger and that its folder can be written; free disk space if the disk is full.");
        }
        catch (SqliteException error)
        {
            throw new RunRefusedException(
                $"The ledger {path} cannot be opened: {Said(error)} Nothing was read or published. If the file is damaged, restore it from a backup; if the folder cannot be written, grant write access or set 'ledger' in segmentation.yml.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"The folder of the ledger {path} cannot be made or written: {error.Message} Nothing was read or published. Grant write access or set 'ledger' in segmentation.yml.", error);
        }
    }

    /// <inheritdoc/>
    public override T Read<T>(Func<DbConnection, T> work) => Explained("read", () =>
    {
        using SqliteConnection connection = Connect();
        return work(connection);
    });

    /// <inheritdoc/>
    public override void Write(Action<DbConnection, DbTransaction> work, string deed) => Explained("written", () =>
    {
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction();
        work(connection, transaction);
        FaultPoint.Reach($"ledger {deed}: before commit");
        transaction.Commit();
        FaultPoint.Reach($"ledger {deed}: after commit");
        return true;
    });

    /// <inheritdoc/>
    /// <remarks>The operating system's lock on the warehouse keeps others out and dies with its holder; the token in the ledger
    /// tells a later holder from an earlier one.</remarks>
    public override ILease TakeLease(string name, string holder)
    {
        long token = 0;
        Write((connection, transaction) => token = connection.ExecuteScalar<long>(NextToken, new { name, holder }, transaction), nameof(TakeLease));
        return new TokenLease(token);
    }

    /// <inheritdoc/>
    public override bool IsHeld(ILease lease, DbConnection connection, DbTransaction transaction) => true;

    /// <inheritdoc/>
    public override void LockForAppend(DbConnection connection, DbTransaction transaction, string table)
    {
        // A SQLite transaction that may write is alone from its beginning.
    }

    /// <inheritdoc/>
    public override string Account(DbConnection connection) => Environment.UserName;

    /// <inheritdoc/>
    public override dynamic Translated(dynamic row) => row;

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        // A commit that was reported is on the disk.
        connection.Execute("pragma synchronous = full");
        return connection;
    }

    private List<string> Applied()
    {
        using var connection = new SqliteConnection(connectionString);
        return connection.ExecuteScalar<long>("select count(*) from sqlite_master where name = 'SchemaVersions'") == 0
            ? []
            : [.. connection.Query("select ScriptName as name from SchemaVersions order by ScriptName").Select(row => (string)row.name)];
    }

    private T Explained<T>(string deed, Func<T> work)
    {
        try
        {
            return Retrying.Execute(work);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == BrokenRule)
        {
            throw new RunRefusedException($"The ledger {path} refuses what was to be {deed}: {Said(error)} What it held before it still holds.", error);
        }
        catch (SqliteException error)
        {
            string asked = IsBusy(error) ? $" It was asked {Attempts} times; another program holds it." : "";
            throw new RunRefusedException(
                $"The ledger {path} cannot be {deed}: {Said(error)}{asked} What it held before it still holds. Free disk space, grant write access or restore the file from a backup, then run again.",
                error);
        }
    }

    /// <summary>Somebody else holds the file for a moment: the one fault that passes by itself.</summary>
    private static bool IsBusy(Exception error) => error is SqliteException { SqliteErrorCode: 5 or 6 };

    private static string Said(SqliteException error) => error.Message.TrimEnd('.') + ".";

    private sealed record TokenLease(long Token) : ILease
    {
        public void Dispose()
        {
        }
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <summary>The ledger in a SQLite file, readable while a run is on (write-ahead log).</summary>
public sealed partial class SqliteLedger : ILedger
{
    private readonly string connectionString;

    private readonly string path;

    private SqliteLedger(string connectionString, string path)
    {
        this.connectionString = connectionString;
        this.path = path;
    }

    /// <summary>Opens the ledger, making or migrating it first.</summary>
    /// <exception cref="RunRefusedException">The file is damaged, is no ledger, is newer than the program, or cannot be written.</exception>
    public static SqliteLedger Open(string path)
    {
        string connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // Of one attempt, in seconds; Transient makes several.
            DefaultTimeout = 10,
            Pooling = false,
        }.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var connection = new SqliteConnection(connectionString))
            {
                connection.Open();
                connection.Execute("pragma journal_mode = wal");
            }

            LedgerMigrations.Apply(connectionString, path);
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

        return new SqliteLedger(connectionString, path);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        // A commit that was reported is on the disk.
        connection.Execute("pragma synchronous = full");
        return connection;
    }

    /// <param name="work">Statements that are kept together or not at all. Where the ledger is busy they are begun anew.</param>
    /// <param name="deed">What is done, for the points at which a test kills the process.</param>
    private void InTransaction(Action<SqliteConnection, SqliteTransaction> work, [CallerMemberName] string deed = "") => Explained("written", () =>
    {
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction();
        work(connection, transaction);
        FaultPoint.Reach($"ledger {deed}: before commit");
        transaction.Commit();
        FaultPoint.Reach($"ledger {deed}: after commit");
        return true;
    });

    private List<T> Read<T>(string sql, object? parameters, Func<dynamic, T> read) => Explained("read", () =>
    {
        using SqliteConnection connection = Connect();
        return connection.Query(sql, parameters).Select(row => (T)read(row)).ToList();
    });

    private T Explained<T>(string deed, Func<T> work)
    {
        try
        {
            return Transient.Retry(work, IsBusy);
        }
        catch (SqliteException error)
        {
            string asked = IsBusy(error) ? $" It was asked {Transient.Attempts} times; another program holds it." : "";
            throw new RunRefusedException(
                $"The ledger {path} cannot be {deed}: {Said(error)}{asked} What it held before it still holds. Free disk space, grant write access or restore the file from a backup, then run again.",
                error);
        }
    }

    /// <summary>Somebody else holds the file for a moment: the one fault that passes by itself.</summary>
    private static bool IsBusy(Exception error) => error is SqliteException { SqliteErrorCode: 5 or 6 };

    private static string Said(SqliteException error) => error.Message.TrimEnd('.') + ".";

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? instant) => instant is null ? null : Text(instant.Value);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(DateOnly? day) => day is null ? null : Text(day.Value);

    private static string Text(Enum value) => value.ToString().ToLowerInvariant();

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateTimeOffset? InstantOrNull(object? text) => text is string value ? Instant(value) : null;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? DayOrNull(object? text) => text is string value ? Day(value) : null;
}

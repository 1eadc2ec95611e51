using System.Runtime.ExceptionServices;
using System.Text;
using Npgsql;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>One snapshot of a database, which several connections read at the same time.</summary>
/// <remarks>All see what was committed when the snapshot was taken, whatever is written meanwhile.</remarks>
internal sealed class DatabaseSnapshot : IDisposable
{
    private const string Settings = "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local extra_float_digits = 1; set local intervalstyle = 'iso_8601'";
    private readonly PostgresSourceConfig config;
    private readonly NpgsqlTransaction transaction;
    private readonly string snapshotId;

    private DatabaseSnapshot(PostgresSourceConfig config, NpgsqlConnection connection)
    {
        this.config = config;
        Connection = connection;
        transaction = Begin(connection);
        using var settings = new NpgsqlCommand(Settings, connection);
        settings.ExecuteNonQuery();
        snapshotId = Text("select pg_export_snapshot()")!;
    }

    /// <summary>The connection that holds the snapshot.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes a snapshot.</summary>
    public static DatabaseSnapshot Take(PostgresSourceConfig config)
    {
        NpgsqlConnection connection = Open(config);
        try
        {
            return new DatabaseSnapshot(config, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection of its own, which is closed for good at the end.</summary>
    public static NpgsqlConnection Open(PostgresSourceConfig config)
    {
        var address = new NpgsqlConnectionStringBuilder(config.Connection) { Pooling = false, Enlist = false };
        // The configuration may name another; reading a large table must not end after 30 seconds.
        address.CommandTimeout = address.CommandTimeout == 30 ? 0 : address.CommandTimeout;
        address.ApplicationName ??= "segbatch";
        var connection = new NpgsqlConnection(address.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>The only value of a query, as text.</summary>
    public string? Text(string sql)
    {
        using var command = new NpgsqlCommand(sql, Connection);
        return command.ExecuteScalar() as string;
    }

    /// <summary>Reads rows into text files, one per chunk.</summary>
    /// <param name="table">What is read.</param>
    /// <param name="condition">Which rows.</param>
    /// <param name="folder">Where the files are written.</param>
    /// <param name="cancellationToken">Interrupts.</param>
    /// <returns>The files: CSV as PostgreSQL writes it, without a header.</returns>
    public IReadOnlyList<string> CopyTo(DatabaseTable table, string condition, string folder, CancellationToken cancellationToken)
    {
        string[] chunks = [.. Chunks(table)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? cause = null;
        Task<string>[] readers = [.. chunks.Select((chunk, number) => Task.Run(() =>
        {
            try
            {
                string path = Path.Combine(folder, $"chunk-{number}.csv");
                CopyChunk($"copy (select {table.Texts} from {table.From} where {condition} and {chunk}) to stdout (format csv)", path, stop.Token);
                return path;
            }
            catch (Exception error)
            {
                // The first one stops the others, whose errors follow from that.
                Interlocked.CompareExchange(ref cause, ExceptionDispatchInfo.Capture(error), null);
                stop.Cancel();
                throw;
            }
        }, CancellationToken.None))];
        Task<string[]> all = Task.WhenAll(readers);
        all.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).GetAwaiter().GetResult();
        cancellationToken.ThrowIfCancellationRequested();
        cause?.Throw();
        return all.Result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            transaction.Dispose();
        }
        catch (NpgsqlException)
        {
            // The connection is lost, and with it the transaction, which only read.
        }
        finally
        {
            Connection.Dispose();
        }
    }

    private void CopyChunk(string copy, string path, CancellationToken cancellationToken)
    {
        using NpgsqlConnection reader = Open(config);
        using NpgsqlTransaction own = Begin(reader);
        using (var share = new NpgsqlCommand($"set transaction snapshot {DatabaseTable.Literal(snapshotId)}", reader))
        {
            share.ExecuteNonQuery();
        }

        using (var settings = new NpgsqlCommand(Settings, reader))
        {
            settings.ExecuteNonQuery();
        }

        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        using TextReader rows = reader.BeginTextExport(copy);
        using CancellationTokenRegistration cancelling = cancellationToken.Register(() => ((NpgsqlCopyTextReader)rows).Cancel());
        var buffer = new char[1 << 16];
        int count;
        while ((count = rows.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(buffer.AsSpan(0, count));
        }
    }

    /// <summary>Conditions that split the rows: ranges of pages for a plain table, else a hash of the key.</summary>
    private IEnumerable<string> Chunks(DatabaseTable table)
    {
        if (table.PageCount >= config.Chunks && config.Chunks > 1)
        {
            for (int chunk = 0; chunk < config.Chunks; chunk++)
            {
                // The last range is open: the table may have grown since its pages were counted.
                string from = $"ctid >= '({table.PageCount * chunk / config.Chunks},0)'::tid";
                yield return chunk == config.Chunks - 1 ? from : $"{from} and ctid < '({table.PageCount * (chunk + 1) / config.Chunks},0)'::tid";
            }
        }
        else if (table.PageCount == 0 && !table.IsPlainTable && config.Key.Count > 0 && config.Chunks > 1)
        {
            string key = string.Join(", ", config.Key.Select(DatabaseTable.Quote));
            for (int chunk = 0; chunk < config.Chunks; chunk++)
            {
                yield return $"(hashtext(row({key})::text) & 2147483647) % {config.Chunks} = {chunk}";
            }
        }
        else
        {
            yield return "true";
        }
    }

    private static NpgsqlTransaction Begin(NpgsqlConnection connection)
    {
        NpgsqlTransaction transaction = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        using var command = new NpgsqlCommand("set transaction read only", connection);
        command.ExecuteNonQuery();
        return transaction;
    }
}

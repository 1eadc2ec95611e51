using System.Globalization;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Segmentation.Sql.Engine.Spark.Protocol;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>A session on a Spark Connect server, 4.0 or newer: what it knows (views, functions, models) lives until it is disposed.</summary>
/// <remarks>Faults that pass are tried again up to six times in all; a statement that was sent is never sent twice. A server that was restarted
/// has lost the session, and the next statement says so. Cancelling stops the statement on the server too.</remarks>
public sealed partial class SparkSession : IAsyncDisposable
{
    private const int OldestMajorVersion = 4;

    /// <summary>How every session computes, whatever the server's own configuration says.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["spark.sql.session.timeZone"] = "UTC",
        ["spark.sql.timestampType"] = "TIMESTAMP_NTZ",
        ["spark.sql.ansi.enabled"] = "true",
        ["spark.sql.ansi.doubleQuotedIdentifiers"] = "true",
        ["spark.sql.parquet.outputTimestampType"] = "TIMESTAMP_MICROS",
        // The plan of an error holds literals, and a literal may be a person's.
        ["spark.sql.maxMetadataStringLength"] = "100",
    };

    private readonly SparkCalls calls;

    private SparkSession(SparkCalls calls, string version) => (this.calls, Version) = (calls, version);

    /// <summary>The server's version, such as 4.1.4.</summary>
    public string Version { get; }

    /// <summary>Where the server is.</summary>
    public SparkConnection Connection => calls.Connection;

    /// <summary>Told how far a long statement is, about every two seconds.</summary>
    public Action<SparkProgress>? OnProgress { get; set; }

    /// <summary>Begins a session.</summary>
    /// <param name="connection">Where the server is.</param>
    /// <param name="settings">Spark settings of this session, over those it always has.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="SparkException">Nothing answers, it is not Spark Connect, its version is too old, or it refuses the token.</exception>
    public static async Task<SparkSession> ConnectAsync(
        SparkConnection connection, IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellationToken = default)
    {
        var calls = new SparkCalls(connection, SparkCalls.NewId());
        try
        {
            string version = await calls.VersionAsync(cancellationToken);
            if (!int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out int major) || major < OldestMajorVersion)
            {
                throw new SparkException(
                    "connecting to Spark",
                    EngineFailure.Connection,
                    $"the server at {connection} is Spark {(version.Length > 0 ? version : "of no version")}; {OldestMajorVersion}.0 or newer is needed. Nothing was run. Upgrade the server, or name another.",
                    SparkFault.None,
                    null);
            }

            var session = new SparkSession(calls, version);
            await session.ConfigureAsync(Settings, cancellationToken);
            await session.ConfigureAsync(settings ?? new Dictionary<string, string>(), cancellationToken);
            return session;
        }
        catch
        {
            await calls.ReleaseSessionAsync();
            calls.Dispose();
            throw;
        }
    }

    /// <summary>Sets Spark settings for this session.</summary>
    public async Task ConfigureAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken = default)
    {
        if (settings.Count == 0)
        {
            return;
        }

        var set = new ConfigRequest.Types.Set();
        set.Pairs.AddRange(settings.Select(setting => new KeyValue { Key = setting.Key, Value = setting.Value }));
        await calls.ConfigAsync(new() { Set = set }, $"setting {string.Join(", ", settings.Keys)}", cancellationToken);
    }

    /// <summary>A setting's value; null if it has none.</summary>
    public async Task<string?> SettingAsync(string name, CancellationToken cancellationToken = default)
    {
        ConfigResponse answer = await calls.ConfigAsync(
            new() { GetOption = new() { Keys = { name } } }, $"reading {name}", cancellationToken);
        return answer.Pairs.Count > 0 && answer.Pairs[0].HasValue ? answer.Pairs[0].Value : null;
    }

    /// <summary>Runs a statement that returns no rows: DDL, an insert.</summary>
    public Task<SparkResult> ExecuteAsync(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default) =>
        RunAsync(new Command { SqlCommand = new() { Input = SparkRelation.Sql(sql, parameters).Message } }, subject, cancellationToken);

    /// <summary>Makes rows known by a name to this session alone.</summary>
    public Task<SparkResult> CreateViewAsync(string name, SparkRelation rows, CancellationToken cancellationToken = default) =>
        RunAsync(
            new Command { CreateDataframeView = new() { Input = rows.Message, Name = name, Replace = true } }, $"view {name}", cancellationToken);

    /// <summary>Reads rows as Arrow batches, as the server makes them.</summary>
    /// <remarks>Leaving the loop early stops the query on the server, which holds each partition of a result whole before it sends it.</remarks>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        SparkRelation rows, string subject, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var execution = new SparkExecution(calls, new Plan { Root = rows.Message }, subject);
        while (await execution.NextAsync(cancellationToken) is { } response)
        {
            Tell(response);
            if (response.ArrowBatch is not { } sent)
            {
                continue;
            }

            // Each message is a stream of its own, schema first. A result without rows is one batch of none, which tells the columns.
            using var reader = new ArrowStreamReader(sent.Data.Memory);
            while (await reader.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
            {
                yield return batch;
            }
        }
    }

    /// <summary>Reads a small result whole: one value per column, exact, null where there is none.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="subject">What is being read, for messages.</param>
    /// <param name="limit">How many rows are small.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="InvalidOperationException">They are more: read them with <see cref="ReadAsync"/>.</exception>
    public async Task<IReadOnlyList<object?[]>> RowsAsync(
        SparkRelation rows, string subject, int limit = 10_000, CancellationToken cancellationToken = default)
    {
        var read = new List<object?[]>();
        await foreach (RecordBatch batch in ReadAsync(rows, subject, cancellationToken))
        {
            using (batch)
            {
                if (read.Count + batch.Length > limit)
                {
                    throw new InvalidOperationException($"{subject}: more than {limit} rows came, which is the most that is read whole here.");
                }

                read.AddRange(Enumerable.Range(0, batch.Length).Select(row =>
                    Enumerable.Range(0, batch.ColumnCount).Select(column => ArrowValues.Get(batch.Column(column), row)).ToArray()));
            }
        }

        return read;
    }

    /// <summary>Spark's plan of a query, as text.</summary>
    public async Task<string> ExplainAsync(SparkRelation rows, string subject, CancellationToken cancellationToken = default)
    {
        AnalyzePlanResponse answer = await calls.AnalyzeAsync(
            new AnalyzePlanRequest
            {
                Explain = new()
                {
                    Plan = new Plan { Root = rows.Message },
                    ExplainMode = AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Formatted,
                },
            },
            subject,
            cancellationToken);
        return answer.Explain.ExplainString;
    }

    /// <summary>Whether Spark understands a query: names, types, functions. Nothing is run.</summary>
    /// <returns>The names of its columns.</returns>
    /// <exception cref="SparkException">It does not.</exception>
    public async Task<IReadOnlyList<string>> AnalyzeAsync(SparkRelation rows, string subject, CancellationToken cancellationToken = default)
    {
        AnalyzePlanResponse answer = await calls.AnalyzeAsync(
            new AnalyzePlanRequest { Schema = new() { Plan = new Plan { Root = rows.Message } } }, subject, cancellationToken);
        return [.. answer.Schema.Schema_.Struct.Fields.Select(field => field.Name)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await calls.ReleaseSessionAsync();
        calls.Dispose();
    }

    internal async Task<SparkResult> RunAsync(Command command, string subject, CancellationToken cancellationToken)
    {
        var result = new SparkResult();
        await using var execution = new SparkExecution(calls, new Plan { Command = command }, subject);
        while (await execution.NextAsync(cancellationToken) is { } response)
        {
            Tell(response);
            result.Add(response);
        }

        return result;
    }

    private void Tell(ExecutePlanResponse response)
    {
        if (response.ExecutionProgress is { } progress && OnProgress is { } tell)
        {
            tell(new SparkProgress(
                progress.Stages.Sum(stage => stage.NumCompletedTasks),
                progress.Stages.Sum(stage => stage.NumTasks),
                progress.NumInflightTasks,
                progress.Stages.Sum(stage => stage.InputBytesRead)));
        }
    }
}

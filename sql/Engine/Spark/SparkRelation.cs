using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Segmentation.Sql.Engine.Spark.Protocol;
using MlFetch = Segmentation.Sql.Engine.Spark.Protocol.Fetch;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Rows that Spark can make: a description, which costs nothing until it is read, written or fitted to.</summary>
/// <remarks>Whatever is done with it runs it again. What is used more than once is written first and read back.</remarks>
public sealed class SparkRelation
{
    /// <summary>What may be sent along in a message. More is written to a file that the server can read.</summary>
    public const int UploadBytes = 32 * 1024 * 1024;

    private static long lastPlanId;

    private SparkRelation(Relation message) => Message = message;

    internal Relation Message { get; }

    /// <summary>The rows of a query.</summary>
    /// <param name="sql">One query, with parameters as <c>:name</c>.</param>
    /// <param name="parameters">Values of the parameters; ones that the query does not use do no harm.</param>
    public static SparkRelation Sql(string sql, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        var query = new SQL { Query = sql };
        foreach (string name in parameters is null ? [] : SqlText.ParametersIn(sql))
        {
            query.NamedArguments.Add(name, SparkLiterals.Argument(parameters!.TryGetValue(name, out object? value)
                ? value
                : throw new ArgumentException($"The SQL uses :{name}, which has no value here. Known: {string.Join(", ", parameters.Keys.Order())}.")));
        }

        return new SparkRelation(new Relation { Sql = query });
    }

    /// <summary>The rows of a table or view.</summary>
    public static SparkRelation Table(string name) =>
        new(new Relation { Read = new Read { NamedTable = new Read.Types.NamedTable { UnparsedIdentifier = name } } });

    /// <summary>The rows of files.</summary>
    /// <param name="format">Such as <c>parquet</c>.</param>
    /// <param name="path">File or folder, as the executors see it.</param>
    public static SparkRelation Files(string format, string path) =>
        new(new Relation { Read = new Read { DataSource = new Read.Types.DataSource { Format = format, Paths = { path } } } });

    /// <summary>Rows brought along from here.</summary>
    /// <exception cref="ArgumentException">They are more than <see cref="UploadBytes"/>.</exception>
    public static SparkRelation Local(RecordBatch rows)
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, rows.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(rows);
            writer.WriteEnd();
        }

        return stream.Length <= UploadBytes
            ? new SparkRelation(new Relation { LocalRelation = new LocalRelation { Data = ByteString.CopyFrom(stream.GetBuffer(), 0, (int)stream.Length) } })
            : throw new ArgumentException(
                $"{rows.Length} rows of {stream.Length} bytes are too many to send along; at most {UploadBytes} bytes are. Write them as Parquet where Spark can read them.");
    }

    /// <summary>The same rows without some columns.</summary>
    public SparkRelation Without(params string[] columns) =>
        new(new Relation { Drop = new Drop { Input = Message, ColumnNames = { columns } } });

    /// <summary>The same rows in so many partitions.</summary>
    public SparkRelation InPartitions(int count) =>
        new(new Relation { Repartition = new Repartition { Input = Message, NumPartitions = count, Shuffle = true } });

    /// <summary>The same rows, measured while they pass: the result of what runs them holds the values.</summary>
    /// <param name="name">The measurement's name.</param>
    /// <param name="metrics">Aggregates with names, such as <c>count(1) as row_count</c>.</param>
    public SparkRelation Observe(string name, params string[] metrics) =>
        new(new Relation
        {
            // Without an id of its own a measurement cannot be told from another.
            Common = new RelationCommon { PlanId = Interlocked.Increment(ref lastPlanId) },
            CollectMetrics = new CollectMetrics
            {
                Input = Message,
                Name = name,
                Metrics = { metrics.Select(metric => new Expression { ExpressionString = new() { Expression = metric } }) },
            },
        });

    internal SparkRelation Through(MlRelation.Types.Transform transform)
    {
        transform.Input = Message;
        return new SparkRelation(new Relation { MlRelation = new MlRelation { Transform = transform } });
    }

    internal static SparkRelation Of(MlFetch fetch) => new(new Relation { MlRelation = new MlRelation { Fetch = fetch } });
}

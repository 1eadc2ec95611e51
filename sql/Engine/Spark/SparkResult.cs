using Segmentation.Sql.Engine.Spark.Protocol;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>How far a running operation is.</summary>
/// <param name="TasksDone">Tasks finished, of the stages known so far.</param>
/// <param name="TaskCount">Tasks of the stages known so far; grows while stages are added.</param>
/// <param name="TasksRunning">Tasks at work now.</param>
/// <param name="ReadBytes">Bytes read from files.</param>
public sealed record SparkProgress(long TasksDone, long TaskCount, long TasksRunning, long ReadBytes);

/// <summary>A figure that an operator of the plan counted, such as shuffled bytes.</summary>
/// <param name="Operator">The operator, such as <c>Exchange</c>.</param>
/// <param name="Name">What was counted, in Spark's words.</param>
/// <param name="Value">The figure.</param>
/// <param name="Kind">Its unit in Spark's words: <c>sum</c>, <c>size</c>, <c>timing</c>, <c>nsTiming</c>.</param>
public sealed record SparkMetric(string Operator, string Name, long Value, string Kind);

/// <summary>What is left of an operation besides its rows.</summary>
public sealed class SparkResult
{
    internal const string Written = "rows_written";
    internal const string RowCount = "row_count";

    private readonly Dictionary<string, IReadOnlyDictionary<string, object?>> observed = new(StringComparer.Ordinal);
    private readonly List<SparkMetric> metrics = [];

    /// <summary>The values of each measurement that <see cref="SparkRelation.Observe"/> asked for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Observed => observed;

    /// <summary>Rows that a write wrote; -1 for what is no write.</summary>
    public long RowsWritten => observed.TryGetValue(Written, out IReadOnlyDictionary<string, object?>? counted) ? (long)counted[RowCount]! : -1;

    /// <summary>What the operators of the plan counted.</summary>
    public IReadOnlyList<SparkMetric> Metrics => metrics;

    internal MlCommandResult? Ml { get; private set; }

    internal void Add(ExecutePlanResponse response)
    {
        Ml = response.MlCommandResult ?? Ml;
        foreach (ExecutePlanResponse.Types.ObservedMetrics measured in response.ObservedMetrics)
        {
            observed[measured.Name] = measured.Keys.Zip(measured.Values)
                .ToDictionary(pair => pair.First, pair => SparkLiterals.ValueOf(pair.Second));
        }

        metrics.AddRange((response.Metrics?.Metrics_ ?? []).SelectMany(node => node.ExecutionMetrics.Values
            .Select(metric => new SparkMetric(node.Name, metric.Name, metric.Value, metric.MetricType))));
    }
}

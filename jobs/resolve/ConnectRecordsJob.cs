using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Models.Linkage;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Resolve;

/// <summary>Finds which records hang together: the connected components of the pairs that a matching rule joined.</summary>
/// <remarks>Reads the pairs that the transforms drew. Writes intermediate.record_components. Not as of a date: every record ever
/// loaded takes part, since identity is what is known now. When no rule joins anybody there is nothing to do per record.</remarks>
public sealed class ConnectRecordsJob : IBatchJob
{
    public string Name => "connect_records";

    public IReadOnlyList<string> Reads =>
    [
        "intermediate.int_customer_records__collected", "intermediate.int_match_values__counted",
        "intermediate.int_identity_edges__drawn",
    ];

    public IReadOnlyList<string> Writes => ["intermediate.record_components"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        engine.Execute("create schema if not exists intermediate", Name, null, cancellationToken);
        engine.Execute(
            "create or replace table intermediate.record_components (record_number int, component_number int)", Name, null, cancellationToken);
        NoteTooCommonValues(context, cancellationToken);

        int edgeCount = engine.Scalar<int>("select count(*) from intermediate.int_identity_edges__drawn", Name, null, cancellationToken);
        if (edgeCount == 0)
        {
            return new JobResult(0, "no rule joins two records");
        }

        int recordCount = engine.Scalar<int>(
            "select count(*) from intermediate.int_customer_records__collected", Name, null, cancellationToken);
        int[][] edges = engine.ReadIntegers(
            "select first_record_number, second_record_number from intermediate.int_identity_edges__drawn",
            edgeCount,
            columnCount: 2,
            Name,
            cancellationToken);

        int[] components = ConnectedComponents.Label(recordCount, [.. edges[0].Zip(edges[1])]);

        long joined = engine.Append("intermediate.record_components", Touched(components, edges), (row, record) =>
            row.AppendValue(record).AppendValue(components[record]));
        return new JobResult(joined, $"{edgeCount:N0} pairs join {joined:N0} of {recordCount:N0} records");
    }

    /// <summary>The records that some pair touches, in order.</summary>
    private static IEnumerable<int> Touched(int[] components, int[][] edges)
    {
        var isTouched = new bool[components.Length];
        foreach (int record in edges.SelectMany(ends => ends))
        {
            isTouched[record] = true;
        }

        return Enumerable.Range(0, components.Length).Where(record => isTouched[record]);
    }

    private static void NoteTooCommonValues(JobContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Rule, long Count)> tooCommon = context.Engine.Query(
            """
            select rule_name, count(*) as value_count
            from intermediate.int_match_values__counted
            where is_too_common
            group by rule_name
            order by rule_name
            """,
            "counting values that too many records share",
            row => (row.GetString(0), row.GetInt64(1)),
            null,
            cancellationToken);
        foreach ((string rule, long count) in tooCommon)
        {
            context.Run.Log.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{rule}: {count} value(s) are carried by more than {context.Run.Config.Identity.LargestGroup} records (identity.largest_group) and join nobody."));
        }
    }
}

using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Resolve;

/// <summary>Decides which records are one customer, and keeps customer ids stable from night to night.</summary>
/// <remarks>
/// Reads staging.stg_raw__customers, staging.stg_raw__order_lines, previous.customer_xref and previous.id_changes.
/// Replaces identity.customer_xref, identity.id_changes and identity.clusters. Not as of a date: every record ever loaded
/// takes part, since identity is what is known now.
/// </remarks>
public sealed class ResolveCustomersJob(TransformCatalog catalog)
{
    /// <summary>The transforms that find the pairs of records that agree.</summary>
    public static IReadOnlyList<string> LinkTransforms { get; } =
    [
        "intermediate.int_customer_records__collected",
        "intermediate.int_customer_records__normalized",
        "intermediate.int_customer_records__keyed",
        "intermediate.int_match_values__counted",
        "intermediate.int_identity_edges__drawn",
    ];

    /// <summary>The transforms that give every component of connected records its customer id.</summary>
    public static IReadOnlyList<string> NameTransforms { get; } =
    [
        "intermediate.int_customer_records__grouped",
        "intermediate.int_earlier_ids__placed",
        "intermediate.int_identity_components__named",
        "intermediate.int_customer_records__resolved",
        "identity.customer_xref",
        "identity.id_changes",
        "identity.clusters",
    ];

    /// <summary>Resolves every record. Running it again gives the same ids.</summary>
    /// <exception cref="RunRefusedException">The configuration names something that customers do not have.</exception>
    public ResolveResult Run(RunContext run, DuckDbEngine engine, CancellationToken cancellationToken)
    {
        IdentityRules.Write(engine, run.Config.Identity);
        RunTransforms(LinkTransforms, run, engine, cancellationToken);

        ConnectRecords(engine, cancellationToken);

        RunTransforms(NameTransforms, run, engine, cancellationToken);
        ResolveResult result = Count(run, engine, cancellationToken);
        NoteTooCommonValues(run, result);
        return result;
    }

    private void RunTransforms(
        IReadOnlyList<string> names, RunContext run, DuckDbEngine engine, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, object?>
        {
            ["snapshot_date"] = run.SnapshotDate,
            ["run_id"] = run.RunId,
            ["started_at"] = run.StartedAt,
            ["largest_group"] = run.Config.Identity.LargestGroup,
        };
        foreach (string name in names)
        {
            Transform transform = catalog.Find(name)
                ?? throw new InvalidOperationException($"{name} is not among the transforms. Resolving customers needs it.");
            engine.RunTransform(transform, parameters, cancellationToken);
        }
    }

    /// <summary>Writes the component of every record that an edge touches. The others are components of their own.</summary>
    private static void ConnectRecords(DuckDbEngine engine, CancellationToken cancellationToken)
    {
        const string Subject = "connecting records";
        engine.Execute("create schema if not exists identity", Subject, cancellationToken: cancellationToken);
        engine.Execute(
            "create or replace table identity.record_components (record_number int, component_number int)",
            Subject,
            cancellationToken: cancellationToken);
        int edgeCount = engine.Scalar<int>(
            "select count(*) from intermediate.int_identity_edges__drawn", Subject, cancellationToken: cancellationToken);
        if (edgeCount == 0)
        {
            return;
        }

        int recordCount = engine.Scalar<int>(
            "select count(*) from intermediate.int_customer_records__collected", Subject, cancellationToken: cancellationToken);
        int[][] edges = engine.ReadIntegers(
            "select first_record_number, second_record_number from intermediate.int_identity_edges__drawn",
            edgeCount,
            columnCount: 2,
            Subject,
            cancellationToken);

        int[] components = ConnectedRecords.Find(recordCount, edges[0], edges[1]);

        engine.Append("identity.record_components", Touched(components, edges), (row, record) =>
            row.AppendValue(record).AppendValue(components[record]));
    }

    /// <summary>The records that some edge touches, in order.</summary>
    private static IEnumerable<int> Touched(int[] components, int[][] edges)
    {
        var isTouched = new bool[components.Length];
        foreach (int record in edges.SelectMany(ends => ends))
        {
            isTouched[record] = true;
        }

        return Enumerable.Range(0, components.Length).Where(record => isTouched[record]);
    }

    private static ResolveResult Count(RunContext run, DuckDbEngine engine, CancellationToken cancellationToken)
    {
        const string Subject = "counting resolved customers";
        Dictionary<string, long> tooCommon = engine.Query(
            """
            select rule_name, count(*) as value_count
            from intermediate.int_match_values__counted
            where is_too_common
            group by rule_name
            """,
            Subject,
            row => (Rule: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken: cancellationToken).ToDictionary(row => row.Rule, row => row.Count);

        return new ResolveResult(
            RecordCount: Rows("identity.customer_xref"),
            CustomerCount: Rows("identity.clusters"),
            JoinedRecordCount: Rows("identity.record_components"),
            EdgeCount: Rows("intermediate.int_identity_edges__drawn"),
            MintedCount: Rows("intermediate.int_identity_components__named where is_minted"),
            MergeCount: Changes("merge"),
            SplitCount: Changes("split"),
            EndCount: Changes("end"),
            tooCommon);

        long Rows(string from) =>
            engine.Scalar<long>($"select count(*) from {from}", Subject, cancellationToken: cancellationToken);

        long Changes(string type) => engine.Scalar<long>(
            "select count(*) from identity.id_changes where run_id = :run_id and change_type = :type",
            Subject,
            new Dictionary<string, object?> { ["run_id"] = run.RunId, ["type"] = type },
            cancellationToken);
    }

    private static void NoteTooCommonValues(RunContext run, ResolveResult result)
    {
        foreach ((string rule, long count) in result.TooCommonValues.OrderBy(rule => rule.Key, StringComparer.Ordinal))
        {
            run.Log.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{rule}: {count} value(s) are carried by more than {run.Config.Identity.LargestGroup} records (identity.largest_group) and join nobody."));
        }
    }
}

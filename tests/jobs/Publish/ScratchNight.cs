using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Publish;

/// <summary>A scratch database with the tables that the publish transforms read, over made-up tags.</summary>
internal sealed class ScratchNight : IDisposable
{
    private static readonly TransformCatalog Catalog = TransformCatalog.Load();
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });

    public ScratchNight()
    {
        foreach (string script in TransformCatalog.Migrations("serving").Values)
        {
            engine.Execute(script, "tables kept between nights");
        }

        engine.CreateFunctions(Catalog);
        engine.Execute(
            """
            create schema scores; create schema config; create schema mart; create schema publish;
            create table scores.segment_assignments (scheme string, customer_id string, segment_code string);
            create table config.schemes (scheme string, model_version string);
            create table config.carried_schemes (scheme string);
            create table mart.customer_features (customer_id string, net_spend_amount decimal(18,4), spend_365d_amount decimal(18,4));
            """,
            "made-up night");
    }

    public DuckDbEngine Engine => engine;

    /// <summary>Publishes tags as one night does, and makes what was published the previous state of the next.</summary>
    public void Publish(
        DateOnly snapshotDate, int run, IReadOnlyDictionary<(string Scheme, string Customer), string> tags, IReadOnlyList<string> schemes,
        IReadOnlyList<string>? carried = null)
    {
        engine.Execute("delete from scores.segment_assignments; delete from config.schemes; delete from config.carried_schemes", "made-up night");
        engine.Append("scores.segment_assignments", tags, (row, tag) => row
            .AppendValue(tag.Key.Scheme).AppendValue(tag.Key.Customer).AppendValue(tag.Value));
        engine.Append("config.schemes", schemes, (row, scheme) => row.AppendValue(scheme).AppendValue("v1"));
        engine.Append("config.carried_schemes", carried ?? [], (row, scheme) => row.AppendValue(scheme));
        var parameters = new Dictionary<string, object?>
        {
            ["snapshot_date"] = snapshotDate,
            ["run_id"] = $"r{run}",
            ["started_at"] = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(run),
        };
        foreach (string table in (string[])["dim_snapshot", "segment_membership", "segment_migration"])
        {
            engine.RunTransform(Catalog.Find($"publish.{table}")!, parameters);
        }

        foreach (Sql.Engine.Audit audit in Catalog.Audits.Where(audit => audit.Table is "publish.segment_membership" or "publish.segment_migration"))
        {
            engine.Scalar<long>($"select count(*) from (\n{audit.Body}\n) as bad", audit.Name, parameters).ShouldBe(0, audit.Name);
        }

        foreach (string table in (string[])["dim_snapshot", "segment_membership", "segment_migration"])
        {
            engine.Execute($"create or replace table previous.{table} as select * from publish.{table}", "made-up night");
        }
    }

    /// <summary>The tags that are believed now for one day.</summary>
    public Dictionary<(string Scheme, string Customer), string> BelievedOn(DateOnly day) =>
        engine.Query(
            """
            select scheme, customer_id, segment_code
            from publish.segment_membership
            where recorded_to_at = timestamp '9999-12-31 00:00:00' and valid_from_date <= :day and valid_to_date > :day
            """,
            "believed tags",
            row => ((row.GetString(0), row.GetString(1)), row.GetString(2)),
            new Dictionary<string, object?> { ["day"] = day }).ToDictionary(tag => tag.Item1, tag => tag.Item2);

    /// <summary>The tags that were believed for one day when a run had been recorded.</summary>
    public Dictionary<(string Scheme, string Customer), string> BelievedOn(DateOnly day, int afterRun) =>
        engine.Query(
            """
            select scheme, customer_id, segment_code
            from publish.segment_membership
            where recorded_from_at <= :at and recorded_to_at > :at and valid_from_date <= :day and valid_to_date > :day
            """,
            "believed tags",
            row => ((row.GetString(0), row.GetString(1)), row.GetString(2)),
            new Dictionary<string, object?>
            {
                ["day"] = day,
                ["at"] = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(afterRun),
            }).ToDictionary(tag => tag.Item1, tag => tag.Item2);

    public void Dispose() => engine.Dispose();
}

using System.Globalization;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Resolve;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Resolve;

/// <summary>A made-up record of one source system. Columns that are not set are null.</summary>
internal sealed record TestRecord(string System, string Id, params (string Column, object? Value)[] Columns);

/// <summary>A made-up order line.</summary>
internal sealed record TestLine(string System, string? RecordId, DateOnly OrderedDate);

/// <summary>What one night resolved.</summary>
internal sealed record NightCounts(
    long RecordCount, long CustomerCount, long JoinedRecordCount, long EdgeCount, long MintedCount, long MergeCount, long SplitCount,
    long EndCount);

/// <summary>A warehouse in memory that lives through several nights: each one's identity is the next one's previous.</summary>
internal sealed class ResolveWorld : IDisposable
{
    public static readonly DateOnly Snapshot = new(2026, 6, 30);

    private static readonly TransformCatalog Catalog = TransformCatalog.Load();
    private static readonly IReadOnlyList<PlanStep> Steps = StepOrder.Sort(
        [
            .. ((IBatchJob[])[new WriteIdentityRulesJob(), new ConnectRecordsJob()])
                .Select(job => new PlanStep(job.Name, job.Reads, job.Writes, null, job)),
            .. Catalog.InOrder.Where(transform => transform.Tags.Contains("identity") || transform.Name == "mart.customers")
                .Select(transform => new PlanStep(transform.Name, transform.Reads, [transform.Name], transform, null)),
        ],
        ["staging", "previous"]);

    private static readonly IReadOnlyList<PlanStep> ResolveSteps =
        StepOrder.Select(Steps, "identity.customer_xref identity.id_changes identity.clusters");

    private int nightCount;

    public ResolveWorld(IdentityConfig? identity = null, int threads = 2)
    {
        Identity = identity ?? Rules("email");
        Engine = DuckDbEngine.Open(new DuckDbOptions { Threads = threads, MemoryLimit = "2GB" });
        Engine.CreateFunctions(Catalog);
        Engine.Execute("create schema staging", "test");
        foreach (string script in TransformCatalog.Migrations("serving").Values)
        {
            Engine.Execute(script, "tables kept between nights");
        }
    }

    public DuckDbEngine Engine { get; }

    public IdentityConfig Identity { get; set; }

    public NotedLines Log { get; } = new();

    public static IdentityConfig Rules(params string[] on) => new() { Rules = [.. on.Select(rule => new MatchRule { On = rule })] };

    /// <summary>Starts again with the first night.</summary>
    public void Forget()
    {
        nightCount = 0;
        Engine.Execute("delete from previous.customer_xref; delete from previous.id_changes", "test");
    }

    /// <summary>Resolves these records, checks every audit, and makes the result the next night's previous state.</summary>
    public NightCounts Night(IEnumerable<TestRecord> records, IEnumerable<TestLine>? lines = null)
    {
        Stage(records, lines ?? []);
        return NightAsStaged();
    }

    public NightCounts NightAsStaged(bool withAudits = true)
    {
        nightCount++;
        RunSteps(ResolveSteps, Snapshot);
        if (withAudits)
        {
            ExpectNoBadRows("identity.customer_xref", "identity.id_changes", "identity.clusters",
                "intermediate.int_identity_components__named", "intermediate.int_customer_records__collected");
        }

        Engine.Execute("create or replace table previous.customer_xref as select * from identity.customer_xref", "test");
        Engine.Execute("create or replace table previous.id_changes as select * from identity.id_changes", "test");
        return CountNight();
    }

    /// <summary>Builds mart.customers and checks its audits.</summary>
    public void BuildCustomers(DateOnly? snapshot = null)
    {
        RunSteps([.. Steps.Except(ResolveSteps)], snapshot ?? Snapshot);
        ExpectNoBadRows("mart.customers", "identity.attribute_sources");
    }

    /// <summary>The customer of each record, by <c>system/id</c>.</summary>
    public Dictionary<string, string> Xref() =>
        Engine.Query(
            "select source_system || '/' || source_record_id, customer_id from identity.customer_xref",
            "test",
            row => (Record: row.GetString(0), Customer: row.GetString(1))).ToDictionary(row => row.Record, row => row.Customer);

    /// <summary>Every change so far, as <c>type old new</c>, in order.</summary>
    public IReadOnlyList<string> Changes() =>
        Texts("select change_type || ' ' || old_customer_id || ' ' || coalesce(new_customer_id, '-') from identity.id_changes order by 1");

    /// <summary>One column of text.</summary>
    public IReadOnlyList<string> Texts(string sql) => Engine.Query(sql, "test", row => row.IsDBNull(0) ? "" : row.GetString(0));

    public void Stage(IEnumerable<TestRecord> records, IEnumerable<TestLine> lines)
    {
        string columns = string.Join(", ", SourceContract.Find("customers")!.Columns.Select(column => $"{column.Name} {column.SqlType}"));
        Engine.Execute($"create or replace table staging.stg_raw__customers (source_system string, loaded_at timestamp, {columns})", "test");
        Engine.Execute(
            """
            create or replace table staging.stg_raw__order_lines
                (source_system string, source_record_id string, ordered_at timestamp, ordered_date date)
            """,
            "test");
        foreach (TestRecord record in records)
        {
            string names = string.Concat(record.Columns.Select(column => $", {column.Column}"));
            string values = string.Concat(record.Columns.Select(column => $", {SqlText.Literal(column.Value)}"));
            Engine.Execute(
                $"insert into staging.stg_raw__customers (source_system, source_record_id{names}) values ({SqlText.Literal(record.System)}, {SqlText.Literal(record.Id)}{values})",
                "test");
        }

        foreach (TestLine line in lines)
        {
            Engine.Execute(
                $"insert into staging.stg_raw__order_lines values ({SqlText.Literal(line.System)}, {SqlText.Literal(line.RecordId)}, {SqlText.Literal(line.OrderedDate)}, {SqlText.Literal(line.OrderedDate)})",
                "test");
        }
    }

    public void Dispose() => Engine.Dispose();

    private void RunSteps(IReadOnlyList<PlanStep> steps, DateOnly snapshot)
    {
        var run = new RunContext
        {
            RunId = $"run-{nightCount}",
            SnapshotDate = snapshot,
            StartedAt = new DateTimeOffset(2026, 6, 30, 1, 0, 0, TimeSpan.Zero),
            Config = new SegmentationConfig { Identity = Identity },
            Folders = new ProjectFolders("", ""),
            Log = Log,
        };
        var context = new JobContext(run, Engine, Ledger: null!, Catalog, Schemes: [], IsFullRefresh: false);
        foreach (PlanStep step in steps)
        {
            if (step.Job is { } job)
            {
                job.Run(context, CancellationToken.None);
            }
            else
            {
                Engine.RunTransform(step.Transform!, RunParameters.Of(run));
            }
        }
    }

    private NightCounts CountNight()
    {
        return new NightCounts(
            Rows("identity.customer_xref"),
            Rows("identity.clusters"),
            Rows("intermediate.record_components"),
            Rows("intermediate.int_identity_edges__drawn"),
            Rows("intermediate.int_identity_components__named where is_minted"),
            Changes("merge"),
            Changes("split"),
            Changes("end"));

        long Rows(string from) => Engine.Scalar<long>($"select count(*) from {from}", "test");

        long Changes(string type) => Rows($"identity.id_changes where run_id = 'run-{nightCount}' and change_type = '{type}'");
    }

    private void ExpectNoBadRows(params string[] tables)
    {
        foreach (Sql.Engine.Audit audit in Catalog.Audits.Where(audit => tables.Contains(audit.Table)))
        {
            Engine.Scalar<long>($"select count(*) from ({audit.Body}) as bad_rows", audit.Name)
                .ShouldBe(0, string.Create(CultureInfo.InvariantCulture, $"night {nightCount}: {audit.Name}"));
        }
    }
}

/// <summary>Keeps what a run told.</summary>
internal sealed class NotedLines : IRunLog
{
    public List<string> Notes { get; } = [];

    public void StepStarted(string step)
    {
    }

    public void StepFinished(string step, long? rowCount, string summary)
    {
    }

    public void Note(string message) => Notes.Add(message);
}

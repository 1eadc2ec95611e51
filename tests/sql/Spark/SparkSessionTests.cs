using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>What a session does besides moving values: definitions, settings, errors, cancellation, its end.</summary>
public sealed class SparkSessionTests(SparkServer server) : SparkTests(server)
{
    private const string Endless = "select count(*) from range(1000000000000) as a where hash(a.id) = 1 and md5(cast(a.id as string)) = 'x'";

    [SkippableFact]
    public async Task Functions_and_views_are_the_sessions_own()
    {
        await using SparkSession session = await ConnectAsync();
        await using SparkSession other = await ConnectAsync();
        await session.ExecuteAsync("create or replace temporary function twice(x bigint) returns bigint return 2 * x", "function twice");
        await session.CreateViewAsync("numbers", SparkRelation.Sql("select id from range(:count)", new Dictionary<string, object?> { ["count"] = 4L }));

        IReadOnlyList<object?[]> rows = await RowsAsync(session, SparkRelation.Sql("select sum(twice(id)), max(twice(id)) over () from numbers group by id order by 1 desc limit 1"));
        SparkException error = await Should.ThrowAsync<SparkException>(() => RowsAsync(other, SparkRelation.Table("numbers")));

        rows.ShouldHaveSingleItem().ShouldBe([6L, 6L]);
        error.ErrorClass.ShouldBe("TABLE_OR_VIEW_NOT_FOUND");
    }

    [SkippableFact]
    public async Task A_session_computes_in_UTC_with_timestamps_without_zone_by_ANSI_rules_whatever_the_server_says()
    {
        await using SparkSession session = await ConnectAsync();

        (await session.SettingAsync("spark.sql.session.timeZone")).ShouldBe("UTC");
        (await session.SettingAsync("spark.sql.timestampType")).ShouldBe("TIMESTAMP_NTZ");
        (await session.SettingAsync("spark.sql.ansi.enabled")).ShouldBe("true");
        (await session.SettingAsync("spark.nothing.of.this.name")).ShouldBeNull();
        session.Version.ShouldStartWith("4.");
    }

    [SkippableFact]
    public void An_error_has_class_state_parameters_and_the_place_in_the_file()
    {
        Server.Require();
        TransformCatalog catalog = TransformCatalog.FromFiles([new("mart/t.sql",
            "-- t: nothing.\n-- grain: none\n-- owner: nobody\n-- reads: none\n\nselect\n    1 as one,\n    nope\nfrom range(1)\n")]);
        using SparkEngine engine = SparkEngine.Open(new SparkEngineOptions { Connection = Server.Connection });

        SparkException error = Should.Throw<SparkException>(() => engine.RunTransform(catalog.Find("mart.t")!, new Dictionary<string, object?>()));

        (error.ErrorClass, error.SqlState, error.Failure).ShouldBe(("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", EngineFailure.Statement));
        (error.Subject, error.File, error.Line, error.Column).ShouldBe(("mart.t", "mart/t.sql", 8, 5));
        error.MessageParameters["objectName"].ShouldBe("`nope`");
        error.Message.ShouldStartWith("mart.t: mart/t.sql(8,5): Spark does not accept the SQL. [UNRESOLVED_COLUMN.WITH_SUGGESTION]");
    }

    [SkippableFact]
    public async Task A_value_that_does_not_convert_is_not_told()
    {
        await using SparkSession session = await ConnectAsync();

        SparkException error = await Should.ThrowAsync<SparkException>(() => RowsAsync(session, SparkRelation.Sql(
            "select\n  cast(name as int) from values ('Mary Miller') as t(name)")));

        error.Failure.ShouldBe(EngineFailure.Data);
        error.ErrorClass.ShouldBe("CAST_INVALID_INPUT");
        error.SqlState.ShouldBe("22018");
        error.Line.ShouldBe(2);
        error.Message.ShouldNotContain("Miller");
    }

    [SkippableFact]
    public async Task A_syntax_error_is_placed_too()
    {
        await using SparkSession session = await ConnectAsync();

        SparkException error = await Should.ThrowAsync<SparkException>(() => session.ExecuteAsync("select 1\nfrom (", "test"));

        (error.Failure, error.SqlState, error.Line).ShouldBe((EngineFailure.Statement, "42601", 2));
    }

    [SkippableFact]
    public async Task Cancelling_stops_the_statement_on_the_server()
    {
        await using SparkSession session = await ConnectAsync();
        using var cancellation = new CancellationTokenSource();
        SparkProgress? seen = null;
        session.OnProgress = progress =>
        {
            seen = progress.TasksRunning > 0 ? progress : seen;
            if (seen is not null)
            {
                cancellation.Cancel();
            }
        };
        cancellation.CancelAfter(TimeSpan.FromSeconds(60));

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (Apache.Arrow.RecordBatch _ in session.ReadAsync(SparkRelation.Sql(Endless), "test", cancellation.Token))
            {
            }
        });

        session.OnProgress = null;
        // Both cores of the server were taken: only if they are free again does this end.
        (await RowsAsync(session, SparkRelation.Sql("select count(*) from range(10)"))).ShouldHaveSingleItem().ShouldBe([10L]);
        seen.ShouldNotBeNull().TaskCount.ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public async Task A_reader_that_leaves_early_stops_the_query()
    {
        await using SparkSession session = await ConnectAsync();

        await foreach (Apache.Arrow.RecordBatch batch in session.ReadAsync(
            SparkRelation.Sql("select id from range(0, 400000000, 1, 4000)"), "test"))
        {
            batch.Length.ShouldBeGreaterThan(0);
            break;
        }

        (await RowsAsync(session, SparkRelation.Sql("select count(*) from range(10)"))).ShouldHaveSingleItem().ShouldBe([10L]);
    }

    [SkippableFact]
    public async Task A_plan_can_be_read_and_measured()
    {
        await using SparkSession session = await ConnectAsync();
        string folder = Path.Combine(Server.Folder, "measured");
        await session.WriteParquetAsync(SparkRelation.Sql("select id % 10 as k, id from range(1000)"), folder, "test");
        SparkRelation rows = SparkRelation.Files("parquet", folder);
        await session.CreateViewAsync("measured", rows);

        string plan = await session.ExplainAsync(SparkRelation.Sql("select k, sum(id) from measured group by k"), "test");
        IReadOnlyList<string> columns = await session.AnalyzeAsync(SparkRelation.Sql("select k, sum(id) as total from measured group by k"), "test");

        plan.ShouldContain("HashAggregate");
        plan.ShouldContain("Exchange");
        columns.ShouldBe(["k", "total"]);
    }

    [SkippableFact]
    public void A_table_that_is_written_is_found_and_a_view_too()
    {
        Server.Require();
        using SparkEngine engine = SparkEngine.Open(new SparkEngineOptions { Connection = Server.Connection, WorkFolder = Path.Combine(Server.Folder, "found") });
        TransformCatalog catalog = TransformCatalog.FromFiles(
        [
            new("there/rows.sql", "-- rows: numbers.\n-- grain: number\n-- owner: nobody\n-- reads: none\n-- params: count\nselect id from range(:count)"),
            new("there/seen.sql", "-- seen: numbers.\n-- grain: number\n-- owner: nobody\n-- reads: there.rows\n-- as: view\nselect id + 1 as id from there.rows"),
        ]);
        var parameters = new Dictionary<string, object?> { ["count"] = 5L };

        engine.HasTable("there.rows").ShouldBeFalse();
        engine.RunTransform(catalog.Find("there.rows")!, parameters).ShouldBe(5);
        engine.RunTransform(catalog.Find("there.rows")!, parameters).ShouldBe(5, "Made anew, it is replaced.");
        engine.RunTransform(catalog.Find("there.seen")!, parameters).ShouldBe(-1);

        engine.HasTable("there.rows").ShouldBeTrue();
        engine.HasTable("there.seen").ShouldBeTrue();
        engine.HasTable("there.nothing").ShouldBeFalse();
        engine.Scalar<long>("select sum(id) from there.seen where 'there.seen' = 'there.seen'", "test").ShouldBe(15);
        Directory.GetFiles(Path.Combine(Server.Folder, "found", "there", "rows"), "*.parquet").ShouldNotBeEmpty();
    }
}

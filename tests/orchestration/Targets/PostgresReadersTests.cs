using Npgsql;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>Goal: readers and the night do not wait for each other. Method: one side keeps its transaction open, the other must get on.</summary>
public sealed class PostgresReadersTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    /// <summary>Far more than a busy machine needs to answer, far less than forever.</summary>
    private const string Impatient = "set lock_timeout = '2s'";

    [SkippableFact]
    public void A_reader_who_has_read_everything_and_does_not_end_does_not_stop_a_move()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        using NpgsqlConnection reader = bench.Open();
        using NpgsqlTransaction open = reader.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        foreach (string view in bench.Read("select table_name from information_schema.tables where table_schema = 'segments'"))
        {
            PostgresShop.Read(reader, $"select count(*) from segments.{view}");
        }

        bench.Stage(next);
        bench.Move("r-next");

        bench.Target.Live().RunId.ShouldBe("r-next");
        PostgresShop.Read(reader, LargePublication.Question).ShouldBe([bench.First]);
    }

    /// <summary>A statement is planned before it takes the snapshot that it reads with. One that was planned before a publication was
    /// attached, and read behind a pointer that has moved since, would find nothing: polling readers met it on a busy machine.</summary>
    [SkippableFact]
    public void A_statement_that_was_planned_before_the_publication_came_finds_the_old_one_whole()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        bench.Execute("""
            create function public.slow_to_plan() returns integer language plpgsql immutable
            as $body$ begin perform pg_sleep(5); return 1; end $body$
            """);
        using NpgsqlConnection reader = bench.Open();
        // The first subquery is planned, its partitions and all, before the planner wants the value that the second begins with.
        Task<IReadOnlyList<string>> answer = Task.Run(() => PostgresShop.Read(reader, """
            select min(run_id), max(run_id), count(*) > 0
            from (select run_id from segments.customer_segments offset 0) as tags
            cross join (select 1 where public.slow_to_plan() = 1 offset 0) as later
            """));
        bench.WaitUntil("exists (select from pg_stat_activity where wait_event = 'PgSleep')");

        bench.Stage(next);
        bench.Move("r-next");

        answer.Result.ShouldBe([$"{bench.FirstRun} {bench.FirstRun} True"]);
        bench.Target.Live().RunId.ShouldBe("r-next");
    }

    [SkippableFact]
    public void A_move_that_does_not_end_stops_no_reader()
    {
        using FaultBench bench = FaultBench.Published(server);
        bench.Stage(bench.Make("r-next"));
        using NpgsqlConnection mover = bench.Open();
        NpgsqlTransaction open = mover.BeginTransaction();
        PostgresShop.Execute(mover, "set local role segbatch_batch; select segments_gate.promote('r-next', 5000)");
        using NpgsqlConnection reader = bench.Open();
        PostgresShop.Execute(reader, Impatient);

        PostgresShop.Read(reader, LargePublication.Question).ShouldBe([bench.First]);
        open.Commit();
        PostgresShop.Read(reader, LargePublication.Question)[0].ShouldStartWith("r-next r-next ");
    }

    [SkippableFact]
    public void New_tables_do_not_make_readers_queue_behind_one_who_does_not_end()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        FaultBench.Change(next, "alter table publish.segment_kpis add column note string");
        using NpgsqlConnection longReader = bench.Open();
        NpgsqlTransaction open = longReader.BeginTransaction();
        PostgresShop.Read(longReader, "select count(*) from segments.segment_kpis");
        using NpgsqlConnection reader = bench.Open();
        PostgresShop.Execute(reader, "set lock_timeout = '500ms'");

        Task<Exception?> staging = FaultBench.Begin(() => bench.Stage(next));
        while (!staging.IsCompleted)
        {
            PostgresShop.Read(reader, "select count(*) from segments.segment_kpis");
            PostgresShop.Read(reader, LargePublication.Question);
        }

        staging.Result.ShouldBeOfType<RunRefusedException>().Message.ShouldContain("55P03");
        open.Rollback();
        bench.Stage(next);
        bench.Move("r-next");
        bench.Read("select count(note) from segments.segment_kpis").ShouldBe(["0"]);
    }

    [SkippableFact]
    public void A_new_column_is_empty_in_what_was_published_before_and_a_roll_back_still_works()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        // In the middle, where a transform may well put it.
        FaultBench.Change(next, "create table publish.kpis_new as select scheme, 'n' as note, * exclude (scheme) from publish.segment_kpis; drop view main.segment_kpis; drop table publish.segment_kpis; alter table publish.kpis_new rename to segment_kpis");
        bench.Stage(next);
        bench.Move("r-next");
        bench.Read("select distinct note from segments.segment_kpis").ShouldBe(["n"]);

        PublicationFile first = new(bench.FirstRun, Path.Combine(Path.GetDirectoryName(next.Path)!, $"{bench.FirstRun}.duckdb"));
        bench.Stage(first);
        bench.Move(bench.FirstRun);

        bench.Ask().ShouldBe(bench.First);
        bench.Read("select count(*) > 0, count(note) from segments.segment_kpis").ShouldBe(["True 0"]);
    }

    [SkippableFact]
    public void A_column_that_is_gone_is_refused()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        string gone = bench.Read("select column_name from information_schema.columns where table_schema = 'segments' and table_name = 'dim_date' order by ordinal_position desc")[0];
        FaultBench.Change(next, $"drop view main.dim_date; alter table publish.dim_date drop column {gone}");

        string message = Should.Throw<RunRefusedException>(() => bench.Stage(next)).Message;

        message.ShouldContain("_v2");
        message.ShouldContain($"dim_date.{gone}");
        bench.Ask().ShouldBe(bench.First);
    }
}

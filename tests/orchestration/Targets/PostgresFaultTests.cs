using Npgsql;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>Goal: whatever happens to the server or the connection, readers see one whole publication, and the next attempt finishes.
/// Method: readers poll throughout while it happens; every answer they had must be that of a whole publication.</summary>
public sealed class PostgresFaultTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Seed = 20261128;

    [SkippableFact]
    public void A_server_killed_while_a_publication_is_loaded_shows_the_old_one_and_the_next_attempt_loads_it()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next", tags: 100_000);
        using PollingReaders readers = bench.Readers();
        Task<Exception?> staging = FaultBench.Begin(() => bench.Stage(next));
        bench.WaitUntil("exists (select from pg_stat_progress_copy where tuples_processed > 1000)");

        server.Stop("immediate");
        server.Start();

        // Its own retries may have been enough.
        if (staging.Result is { } error)
        {
            error.ShouldBeOfType<RunRefusedException>().Message.ShouldContain("Readers see what they saw.");
        }

        bench.Ask().ShouldBe(bench.First);
        bench.Stage(next);
        bench.Move("r-next");
        SawOneAfterTheOther(readers, bench.First, bench.Ask());
    }

    [SkippableFact]
    public void A_server_killed_while_the_pointer_moves_shows_the_old_or_the_new_publication()
    {
        using FaultBench bench = FaultBench.Published(server);
        var random = new Random(Seed);
        PublicationFile[] runs = [.. Enumerable.Range(1, 6).Select(number => bench.Make($"r-{number}", 500 * number))];
        foreach (PublicationFile run in runs)
        {
            bench.Stage(run);
        }

        using PollingReaders readers = bench.Readers();
        var expected = new List<string> { bench.First };
        string live = bench.FirstRun;
        foreach (PublicationFile run in runs)
        {
            Task<Exception?> moving = FaultBench.Begin(() => bench.Move(run.RunId));
            _ = CancellationToken.None.WaitHandle.WaitOne(random.Next(0, 40));
            server.Stop("immediate");
            server.Start();

            Exception? error = moving.Result;
            string? now = bench.Target.Live().RunId;
            now.ShouldBeOneOf(live, run.RunId);
            // One whose answer was lost may have moved, and says so.
            (error is null ? now == run.RunId : error.Message.Contains("or this run whole", StringComparison.Ordinal)).ShouldBeTrue($"{error}");
            bench.Move(run.RunId);
            live = run.RunId;
            expected.Add(bench.Ask());
            readers.WaitForMore();
        }

        SawOneAfterTheOther(readers, [.. expected]);
    }

    [SkippableFact]
    public void A_connection_that_is_cut_is_made_again_and_nothing_is_doubled()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next", tags: 100_000);
        const string Cut = $"pg_terminate_backend(pid) from pg_stat_activity where application_name = '{FaultBench.Application}'";
        using PollingReaders readers = bench.Readers();

        Task<Exception?> staging = FaultBench.Begin(() => bench.Stage(next));
        bench.WaitUntil("exists (select from pg_stat_progress_copy where tuples_processed > 1000)");
        bench.Execute($"select {Cut}");
        staging.Result.ShouldBeNull();
        Task<Exception?> moving = FaultBench.Begin(() => bench.Move("r-next"));
        for (int time = 0; time < 20; time++)
        {
            bench.Execute($"select {Cut}");
        }

        moving.Result.ShouldBeNull();
        bench.Target.Live().RunId.ShouldBe("r-next");
        bench.Read("select count(*) from segments_gate.promotions where run_id = 'r-next'").ShouldBe(["1"]);
        bench.Read("select count(*) from segments_gate.loaded_tables inner join segments_gate.publications using (publication_id) where run_id = 'r-next' and table_name = 'customer_segments'").ShouldBe(["1"]);
        SawOneAfterTheOther(readers, bench.First, bench.Ask());
    }

    [SkippableFact]
    public void A_lock_that_stays_refuses_the_publication_and_one_that_goes_only_delays_it()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        using PollingReaders readers = bench.Readers();
        using NpgsqlConnection vacuum = bench.Open();
        NpgsqlTransaction held = vacuum.BeginTransaction();
        PostgresShop.Execute(vacuum, "lock table segments_history.segment_membership in share update exclusive mode");

        Should.Throw<RunRefusedException>(() => bench.Stage(next)).Message.ShouldContain("55P03");
        bench.Target.Live().RunId.ShouldBe(bench.FirstRun);
        Task<Exception?> staging = FaultBench.Begin(() => bench.Stage(next));
        bench.WaitUntil($"exists (select from pg_stat_activity where application_name = '{FaultBench.Application}' and wait_event_type = 'Lock')");
        held.Rollback();

        staging.Result.ShouldBeNull();
        bench.Move("r-next");
        SawOneAfterTheOther(readers, bench.First, bench.Ask());
    }

    [SkippableFact]
    public void Two_who_wait_for_each_other_both_finish()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next");
        using NpgsqlConnection other = bench.Open();
        using NpgsqlTransaction held = other.BeginTransaction();
        PostgresShop.Execute(other, "lock table segments_history.segment_membership in share update exclusive mode");
        Task<Exception?> staging = FaultBench.Begin(() => bench.Stage(next));
        bench.WaitUntil($"exists (select from pg_stat_activity where application_name = '{FaultBench.Application}' and wait_event_type = 'Lock')");

        // Which the target holds while it waits.
        PostgresShop.Execute(other, "select from segments_gate.publications where run_id = 'r-next' for update");
        held.Commit();

        staging.Result.ShouldBeNull();
        bench.Move("r-next");
        bench.Target.Live().RunId.ShouldBe("r-next");
    }

    [SkippableTheory]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("53300")]
    [InlineData("57P03")]
    public void A_fault_that_passes_is_tried_again(string code)
    {
        using FaultBench bench = FaultBench.Published(server);
        bench.Stage(bench.Make("r-next"));
        FailMoves(bench, code, times: 2);

        bench.Move("r-next");

        bench.Target.Live().RunId.ShouldBe("r-next");
        bench.Read("select last_value from public.faults").ShouldBe(["3"]);
    }

    [SkippableTheory]
    [InlineData("53100", "Free disk space on the server")]
    [InlineData("42501", "Grant segbatch_batch to the account")]
    [InlineData("XX001", "See the server's log")]
    public void A_fault_that_stays_stops_at_once(string code, string remedy)
    {
        using FaultBench bench = FaultBench.Published(server);
        bench.Stage(bench.Make("r-next"));
        FailMoves(bench, code, times: 1000);

        string message = Should.Throw<RunRefusedException>(() => bench.Move("r-next")).Message;

        message.ShouldContain(code);
        message.ShouldContain(remedy);
        bench.Target.Live().RunId.ShouldBe(bench.FirstRun);
        bench.Read("select last_value from public.faults").ShouldBe(["1"]);
    }

    [SkippableFact]
    public void A_full_disk_refuses_the_load_and_with_room_again_the_next_attempt_loads_it()
    {
        using FaultBench bench = FaultBench.Published(server);
        PublicationFile next = bench.Make("r-next", tags: 100_000);
        using var disk = SmallDisk.Mount("4m");
        bench.Execute($"create tablespace small location '{disk.Folder}'");
        bench.Execute("grant create on tablespace small to segbatch_owner");
        bench.Execute("do $do$ begin execute format('alter database %I set default_tablespace = small', current_database()); end $do$");
        bench.Reconnect();
        using (PollingReaders readers = bench.Readers())
        {
            string message = Should.Throw<RunRefusedException>(() => bench.Stage(next)).Message;

            message.ShouldContain("53100");
            message.ShouldContain("Free disk space on the server");
            SawOneAfterTheOther(readers, bench.First);
        }

        bench.Execute("do $do$ begin execute format('alter database %I reset default_tablespace', current_database()); end $do$");
        bench.Reconnect();
        bench.Stage(next);
        bench.Move("r-next");
        bench.Target.Live().RunId.ShouldBe("r-next");
        bench.Read("select count(*) > 90000 from segments.customer_segments").ShouldBe(["True"]);
    }

    private static void FailMoves(FaultBench bench, string code, int times) => bench.Execute($"""
        create sequence public.faults;
        grant usage on sequence public.faults to segbatch_owner;
        create function public.fail() returns trigger language plpgsql as $body$
        begin
            -- A sequence counts on when its transaction is rolled back.
            if nextval('public.faults') <= {times} then
                raise exception 'made for the test' using errcode = '{code}';
            end if;
            return new;
        end
        $body$;
        create trigger fail before update on segments_gate.live_publication for each row execute function public.fail()
        """);

    /// <summary>Every answer that any reader had is that of one whole publication, and nobody went back to an older one.</summary>
    private static void SawOneAfterTheOther(PollingReaders readers, params string[] publications)
    {
        readers.WaitForMore();
        readers.Stop();
        readers.Failures.ShouldBeEmpty();
        foreach (IReadOnlyList<string> story in readers.Stories)
        {
            story.ShouldBe(publications.Where(story.Contains), $"{story.Count} changes");
            story[^1].ShouldBe(publications[^1]);
        }
    }
}

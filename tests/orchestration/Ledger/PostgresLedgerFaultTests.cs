using Dapper;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine.Postgres;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>PostgreSQL goes away, comes back, refuses: nothing is lost, nothing is doubled, and the message says what to do.</summary>
public sealed class PostgresLedgerFaultTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Secret = "s3cret-Pa55";

    /// <summary>Goal: a cut connection never loses or doubles an entry, wherever in the transaction it is cut, the commit included.
    /// Method: four writers append while a fifth ends one session after another; then every entry is there once. It waits for some
    /// entries in between: the same writer cut at each of its attempts would rightly give up.</summary>
    [SkippableFact]
    public async Task Connections_cut_at_any_moment_lose_and_double_nothing()
    {
        string database = server.CreateDatabase();
        Open(database);
        using var done = new CancellationTokenSource();
        int cut = 0;
        int appended = 0;
        Task cutter = Task.Run(() =>
        {
            using var connection = new NpgsqlConnection($"{database};Pooling=false;Application Name=cutter");
            while (!done.IsCancellationRequested)
            {
                cut += connection.ExecuteScalar<int>(
                    "select cast(count(pg_terminate_backend(pid)) as int) from (select pid from pg_stat_activity where application_name = 'segbatch' and datname = current_database() order by random() limit 1) as one");
                int next = Volatile.Read(ref appended) + 12;
                while (!done.IsCancellationRequested && Volatile.Read(ref appended) < next)
                {
                    done.Token.WaitHandle.WaitOne(5);
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(
            () =>
            {
                SqlLedger ledger = Open(database);
                for (int change = 0; change < 100; change++)
                {
                    ledger.AppendChange(LedgerRecords.Entry($"{writer}-{change}"));
                    Interlocked.Increment(ref appended);
                }
            },
            TaskCreationOptions.LongRunning)));
        await done.CancelAsync();
        await cutter;

        IReadOnlyList<Change> changes = Open(database).Changes();
        cut.ShouldBeGreaterThan(10);
        changes.Count.ShouldBe(400);
        changes.Select(change => change.Subject).Distinct().Count().ShouldBe(400);
        ChangeChain.FirstBroken(changes).ShouldBeNull();
    }

    /// <summary>A server that waits for a standby which is not there keeps a commit and does not answer; then the session is cut.</summary>
    [SkippableFact]
    public void A_commit_that_was_kept_and_never_answered_is_not_done_again()
    {
        string database = server.CreateDatabase();
        SqlLedger ledger = Open(database);
        Run(database, "alter system set synchronous_standby_names = 'nobody'");
        Run(database, "select pg_reload_conf()");
        using var done = new CancellationTokenSource();
        int appended = 0;
        Task writer = Task.Factory.StartNew(
            () =>
            {
                // The server takes a moment to begin waiting.
                while (!done.IsCancellationRequested)
                {
                    ledger.AppendChange(LedgerRecords.Entry($"{appended++}"));
                }
            },
            TaskCreationOptions.LongRunning);
        try
        {
            while (Scalar(database, "select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'") == 0)
            {
                writer.IsCompleted.ShouldBeFalse("nobody answers its commit");
            }
        }
        finally
        {
            done.Cancel();
            Run(database, "alter system reset synchronous_standby_names");
            Run(database, "select pg_reload_conf()");
        }

        writer.Wait();
        ledger.Changes().Select(change => change.Subject).ShouldBe(Enumerable.Range(0, appended).Select(number => $"{number}"));
    }

    /// <summary>A deferred trigger ends the session within the commit, once: the server keeps nothing of it and does not say so.</summary>
    [SkippableFact]
    public void A_commit_that_failed_without_an_answer_is_done_again_once()
    {
        string database = server.CreateDatabase();
        SqlLedger ledger = Open(database);
        Run(database,
            """
            create sequence segbatch.cuts;
            create function segbatch.cut() returns trigger language plpgsql as
                'begin if nextval(''segbatch.cuts'') = 1 then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if; return null; end';
            create constraint trigger cut after insert on segbatch.change_log deferrable initially deferred
                for each row execute function segbatch.cut()
            """);

        ledger.AppendChange(LedgerRecords.Entry("a"));
        ledger.AppendChange(LedgerRecords.Entry("b"));

        ledger.Changes().Select(change => (change.Number, change.Subject)).ShouldBe([(1, "a"), (2, "b")]);
        Scalar(database, "select last_value from segbatch.cuts").ShouldBe(3);
    }

    /// <summary>The pool holds connections that the crash has cut, and the ledger does not know it.</summary>
    [SkippableFact]
    public void A_server_that_crashed_and_came_back_is_written_to_as_if_nothing_had_been()
    {
        string database = server.CreateDatabase();
        SqlLedger ledger = Open(database);
        ledger.AppendChange(LedgerRecords.Entry("before"));
        server.Stop("immediate");
        server.Start();

        ledger.AppendChange(LedgerRecords.Entry("after"));

        ledger.Changes().Select(change => change.Subject).ShouldBe(["before", "after"]);
    }

    [SkippableFact]
    public void A_server_that_is_down_is_named_without_the_password_after_six_attempts()
    {
        server.Require();
        // Nothing listens on port 1.
        string message = Refusal($"Host=127.0.0.1;Port=1;Database=ledgers;Username=batch;Password={Secret}");

        message.ShouldContain("The ledger on PostgreSQL 127.0.0.1:1, database ledgers, user batch, schema segbatch cannot be opened: the server does not answer (");
        message.ShouldContain($"; tried {PostgresFaults.Attempts} times. What it held before it still holds. Start the server");
    }

    [SkippableFact]
    public void A_missing_database_is_said_at_once()
    {
        string message = Refusal(server.CreateDatabase().Replace("Database=test_", "Database=no_such_", StringComparison.Ordinal) + $";Password={Secret}");

        message.ShouldContain("there is no such database. What it held");
    }

    [SkippableFact]
    public void An_unknown_user_is_said_at_once()
    {
        string message = Refusal(server.CreateDatabase().Replace("Username=owner", "Username=nobody_here", StringComparison.Ordinal) + $";Password={Secret}");

        message.ShouldContain("user nobody_here, schema segbatch cannot be opened: the server refuses this user or its password.");
    }

    [SkippableFact]
    public void A_read_only_server_can_be_read_and_says_so_when_written()
    {
        string database = server.CreateDatabase();
        Open(database).StartRun(LedgerRecords.Run("r1"));
        SqlLedger ledger = Open($"{database};Options=-c default_transaction_read_only=on");

        ledger.Runs(9).Count.ShouldBe(1);
        Should.Throw<RunRefusedException>(() => ledger.StartRun(LedgerRecords.Run("r2"))).Message.ShouldContain("the server is read-only");
    }

    /// <summary>Once as the server reports it, once until every attempt is spent.</summary>
    [SkippableTheory]
    [InlineData("40001", "other transactions were in the way every time; tried 6 times")]
    [InlineData("40P01", "other transactions were in the way every time; tried 6 times")]
    [InlineData("53300", "the server has no connection left; tried 6 times")]
    [InlineData("53100", "the server's disk is full. What it held")]
    [InlineData("22012", "the server reports error 22012. What it held")]
    public void A_fault_that_passes_is_tried_again_and_any_other_stops_at_once(string code, string said)
    {
        string database = server.CreateDatabase();
        SqlLedger ledger = Open(database);
        Run(database,
            $"""
            create sequence segbatch.faults;
            create table segbatch.faults_left (count integer);
            insert into segbatch.faults_left values (1);
            create function segbatch.fail() returns trigger language plpgsql as
                'begin if nextval(''segbatch.faults'') <= (select count from segbatch.faults_left) then raise exception ''{Secret}'' using errcode = ''{code}''; end if; return new; end';
            create trigger fail before insert on segbatch.change_log for each row execute function segbatch.fail()
            """);
        bool passes = said.Contains("tried", StringComparison.Ordinal);
        if (passes)
        {
            ledger.AppendChange(LedgerRecords.Entry("a")).Number.ShouldBe(1);
            Scalar(database, "select last_value from segbatch.faults").ShouldBe(2);
        }

        Run(database, "update segbatch.faults_left set count = 1000; alter sequence segbatch.faults restart");
        string message = Should.Throw<RunRefusedException>(() => ledger.AppendChange(LedgerRecords.Entry("b"))).Message;

        message.ShouldContain(said);
        message.ShouldNotContain(Secret);
        Scalar(database, "select last_value from segbatch.faults").ShouldBe(passes ? PostgresFaults.Attempts : 1);
        ledger.Changes().Count.ShouldBe(passes ? 1 : 0);
    }

    private static string Refusal(string database)
    {
        string message = Should.Throw<RunRefusedException>(() => Open(database)).Message;
        message.ShouldNotContain(Secret);
        return message;
    }

    private static void Run(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Execute(sql);
    }

    private static long Scalar(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database);
        return connection.ExecuteScalar<long>(sql);
    }

    private static SqlLedger Open(string database) => SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database)));
}

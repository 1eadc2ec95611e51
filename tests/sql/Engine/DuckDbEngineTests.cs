using System.Diagnostics;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Engine;

public sealed class DuckDbEngineTests : IDisposable
{
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 2, MemoryLimit = "500MB" });

    public void Dispose() => engine.Dispose();

    [Fact]
    public void What_a_transaction_did_is_there_after_it()
    {
        engine.InTransaction("test", () =>
        {
            engine.Execute("create table t (x int)", "test");
            engine.Execute("insert into t values (1), (2)", "test");
        });

        Count("t").ShouldBe(2);
    }

    [Fact]
    public void A_failed_statement_undoes_its_transaction()
    {
        engine.Execute("create table t (x int)", "test");

        EngineException error = Should.Throw<EngineException>(() => engine.InTransaction("test", () =>
        {
            engine.Execute("insert into t values (1)", "test");
            engine.Execute("insert into t select cast('x' as int)", "writing t");
        }));

        error.Failure.ShouldBe(EngineFailure.Data);
        Count("t").ShouldBe(0);
    }

    /// <summary>DuckDB answers COMMIT with success after a failed statement and commits nothing. The goal is that nobody
    /// can take that for a commit, even where the error was swallowed.</summary>
    [Fact]
    public void A_swallowed_error_cannot_end_in_an_empty_commit()
    {
        engine.Execute("create table t (x int)", "test");

        Should.Throw<InvalidOperationException>(() => engine.InTransaction("publishing", () =>
        {
            engine.Execute("insert into t values (1)", "test");
            Should.Throw<EngineException>(() => engine.Execute("insert into t select cast('x' as int)", "test"));
        })).Message.ShouldStartWith("publishing: a statement of the transaction failed and was ignored. Nothing was committed.");

        Count("t").ShouldBe(0);
        engine.InTransaction("test", () => engine.Execute("insert into t values (7)", "test"));
        Count("t").ShouldBe(1);
    }

    [Fact]
    public void A_bulk_read_that_failed_and_was_ignored_ends_the_transaction_too()
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions());
        engine.Execute("create table t (i int)", "test");

        Should.Throw<InvalidOperationException>(() => engine.InTransaction("test", () =>
        {
            engine.Execute("insert into t values (1)", "test");
            Should.Throw<EngineException>(() => engine.ReadColumns("select cast(nobody as double) from t", 1, 1, "test"));
        }));

        engine.Scalar<long>("select count(*) from t", "test").ShouldBe(0);
    }

    [Fact]
    public void A_query_that_fails_in_a_transaction_counts_as_failed()
    {
        engine.Execute("create table t (x int)", "test");

        Should.Throw<InvalidOperationException>(() => engine.InTransaction("test", () =>
        {
            engine.Execute("insert into t values (1)", "test");
            Should.Throw<EngineException>(() => engine.Scalar<long>("select count(*) from nowhere", "test"));
        }));

        Count("t").ShouldBe(0);
    }

    [Fact]
    public void A_failed_append_in_a_transaction_counts_as_failed()
    {
        engine.Execute("create table t (x int not null)", "test");

        Should.Throw<Exception>(() => engine.InTransaction("test", () =>
        {
            engine.Append("main.t", [1], (row, value) => row.AppendValue(value));
            Should.Throw<EngineException>(() => engine.Append("main.t", [1], (row, _) => row.AppendNullValue()));
        }));

        Count("t").ShouldBe(0);
    }

    [Fact]
    public void Cancelling_interrupts_a_running_statement()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();

        Should.Throw<OperationCanceledException>(() => engine.Execute(
            "select sum(a.range * b.range) from range(10000000) as a cross join range(10000000) as b",
            "test",
            null,
            cancellation.Token));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        engine.Scalar<long>("select 1", "test").ShouldBe(1);
    }

    [Fact]
    public void A_cancelled_token_runs_nothing()
    {
        Should.Throw<OperationCanceledException>(
            () => engine.Execute("create table t (x int)", "test", null, new CancellationToken(true)));

        engine.HasTable("main.t").ShouldBeFalse();
    }

    [Fact]
    public void An_error_of_the_data_does_not_tell_the_data()
    {
        engine.Execute("create table t as select 'anna@example.com' as email", "test");

        EngineException error = Should.Throw<EngineException>(() => engine.Execute("select cast(email as int) from t", "mart.t"));

        error.Message.ShouldNotContain("anna");
        error.Message.ShouldStartWith("mart.t: DuckDB met a value it cannot work with");
        error.InnerException.ShouldNotBeNull();
    }

    [Fact]
    public void An_error_of_the_statement_names_the_column()
    {
        EngineException error = Should.Throw<EngineException>(() => engine.Execute("select nonsense from range(3)", "mart.t"));

        error.Failure.ShouldBe(EngineFailure.Statement);
        error.Message.ShouldContain("nonsense");
    }

    [Fact]
    public void Parameters_become_literals_of_their_type() =>
        engine.Query(
            "select :day, :at, :text, :number, :whole, :flag, :nothing",
            "test",
            row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetDataTypeName)),
            new Dictionary<string, object?>
            {
                ["day"] = new DateOnly(2024, 2, 29),
                ["at"] = new DateTime(2024, 2, 29, 1, 2, 3),
                ["text"] = "it's",
                ["number"] = 1.5m,
                ["whole"] = 7L,
                ["flag"] = true,
                ["nothing"] = null,
            }).ShouldHaveSingleItem().ShouldStartWith("Date|Timestamp|Varchar|Decimal|Integer|Boolean");

    [Fact]
    public void Columns_come_in_the_order_of_their_query_with_NaN_for_null()
    {
        // More rows than a chunk, made out of order.
        engine.Execute("create table t as select (range * 7919) % 10007 as id from range(10007)", "test");

        double[][] columns = engine.ReadColumns(
            "select cast(id as double), cast(case when id % 3 <> 0 then id * 2 end as double) from t order by id",
            10007,
            2,
            "columns");

        columns.Length.ShouldBe(2);
        for (int row = 0; row < 10007; row++)
        {
            columns[0][row].ShouldBe(row);
            columns[1][row].ShouldBe(row % 3 == 0 ? double.NaN : row * 2);
        }
    }

    [Fact]
    public void Columns_without_rows_are_empty() =>
        engine.ReadColumns("select cast(1 as double) as x where false", 0, 1, "columns").ShouldHaveSingleItem().ShouldBeEmpty();

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void Columns_of_another_length_than_announced_are_refused(int announced) =>
        Should.Throw<InvalidOperationException>(
            () => engine.ReadColumns("select cast(range as double) from range(5)", announced, 1, "columns"));

    [Fact]
    public void Columns_that_fail_midway_give_nothing() =>
        Should.Throw<EngineException>(() => engine.ReadColumns(
            "select cast(case when range = 90000 then 'x' else '1' end as double) from range(100000)", 100000, 1, "columns"));

    [Fact]
    public void A_transform_becomes_its_table_and_a_view_its_view()
    {
        TransformCatalog catalog = TransformCatalog.FromFiles(
        [
            new("mart/a.sql", "-- a: a test.\n-- grain: one row\n-- owner: test\n-- reads: none\n-- params: day\n\nselect :day as day"),
            new("mart/b.sql", "-- b: a test.\n-- grain: one row\n-- owner: test\n-- reads: mart.a\n-- as: view\n\nselect * from mart.a"),
        ]);
        var parameters = new Dictionary<string, object?> { ["day"] = new DateOnly(2024, 2, 29) };

        catalog.InOrder.Select(transform => engine.RunTransform(transform, parameters)).ToArray().ShouldBe([1, -1]);

        engine.Scalar<string>("select cast(day as string) from mart.b", "test").ShouldBe("2024-02-29");
        engine.HasTable("mart.b").ShouldBeTrue();
        engine.HasTable("mart.c").ShouldBeFalse();
    }

    [Fact]
    public void A_database_that_another_process_might_write_is_opened_for_reading_only()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("engine").FullName, "test.duckdb");
        using (var writer = DuckDbEngine.Open(new DuckDbOptions { Path = file }))
        {
            writer.Execute("create table t as select 1 as x", "test");
        }

        using var reader = DuckDbEngine.Open(new DuckDbOptions { Path = file, IsReadOnly = true });

        reader.Scalar<long>("select x from t", "test").ShouldBe(1);
        Should.Throw<EngineException>(() => reader.Execute("create table u (x int)", "test"));
    }

    [Fact]
    public void Files_outside_the_allowed_folders_are_refused()
    {
        string inside = Directory.CreateTempSubdirectory("inside").FullName;
        string outside = Path.Combine(Directory.CreateTempSubdirectory("outside").FullName, "a.csv");
        File.WriteAllText(outside, "x\n1\n");
        File.Copy(outside, Path.Combine(inside, "a.csv"));
        using var guarded = DuckDbEngine.Open(new DuckDbOptions { AllowedFolders = [inside] });

        guarded.Scalar<long>($"select x from '{inside}/a.csv'", "test").ShouldBe(1);
        Should.Throw<EngineException>(() => guarded.Scalar<long>($"select x from '{outside}'", "test"))
            .Failure.ShouldBe(EngineFailure.Statement);
        Should.Throw<EngineException>(() => guarded.Execute("set enable_external_access = true", "test"));
    }

    private long Count(string table) => engine.Scalar<long>($"select count(*) from {table}", "test");
}

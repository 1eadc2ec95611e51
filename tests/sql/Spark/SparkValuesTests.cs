using System.Data.SqlTypes;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>The goal: no value changes on its way to Spark, through it, and back.</summary>
public sealed class SparkValuesTests(SparkServer server) : SparkTests(server)
{
    [SkippableFact]
    public async Task Every_type_arrives_as_it_is()
    {
        await using SparkSession session = await ConnectAsync();

        IReadOnlyList<object?[]> rows = await RowsAsync(session, SparkRelation.Sql(
            """
            select true, cast(-7 as tinyint), cast(-300 as smallint), -70000, 9007199254740993, cast(0.1 as float), 0.1e0,
                'Žluťoučký 🐎', x'00ff', date '1969-12-31', timestamp_ntz '2026-07-01 23:59:59.123456',
                timestamp_ltz '2026-07-01 23:59:59.123456+02:00', array('a', null), cast(null as string), cast(null as decimal(18,2))
            """));

        object?[] row = rows.ShouldHaveSingleItem();
        row[..10].ShouldBe(
        [
            true, (sbyte)-7, (short)-300, -70000, 9007199254740993L, 0.1f, 0.1, "Žluťoučký 🐎", new byte[] { 0, 255 }, new DateOnly(1969, 12, 31),
        ]);
        row[10].ShouldBe(new DateTime(2026, 7, 1, 23, 59, 59, 123, 456, DateTimeKind.Unspecified));
        row[11].ShouldBe(new DateTime(2026, 7, 1, 21, 59, 59, 123, 456, DateTimeKind.Utc));
        ((DateTime)row[11]!).Kind.ShouldBe(DateTimeKind.Utc);
        row[12].ShouldBe(new object?[] { "a", null });
        row[13..].ShouldBe([null, null]);
    }

    [SkippableFact]
    public async Task A_decimal_keeps_every_digit()
    {
        await using SparkSession session = await ConnectAsync();

        IReadOnlyList<object?[]> rows = await RowsAsync(session, SparkRelation.Sql(
            """
            select * from values
                (1, cast('-0.01' as decimal(38,2)), cast('12345678901234567890123456789012345.678' as decimal(38,3))),
                (2, cast('792281625142643375935439503.35' as decimal(38,2)), cast('-0.001' as decimal(38,3)))
            order by 1
            """));

        rows[0][1].ShouldBe(-0.01m);
        rows[0][2].ShouldBe(SqlDecimal.Parse("12345678901234567890123456789012345.678"));
        rows[1][1].ShouldBe(792281625142643375935439503.35m);
        rows[1][2].ShouldBe(-0.001m);
        ((decimal)rows[0][1]!).Scale.ShouldBe((byte)2);
    }

    [SkippableFact]
    public async Task A_parameter_is_a_value_of_its_type_and_never_SQL()
    {
        await using SparkSession session = await ConnectAsync();
        var parameters = new Dictionary<string, object?>
        {
            ["day"] = new DateOnly(2026, 2, 28),
            ["text"] = "o'Neill; drop table t -- :day",
            ["money"] = 1234.50m,
            ["small"] = 0.005m,
            ["number"] = long.MaxValue,
            ["share"] = 0.1,
            ["at"] = new DateTime(2026, 7, 1, 2, 0, 0, 1, 1),
            ["instant"] = new DateTimeOffset(2026, 7, 1, 2, 0, 0, TimeSpan.FromHours(2)),
            ["none"] = null,
            ["flag"] = true,
            ["unused"] = 1,
        };

        IReadOnlyList<object?[]> rows = await RowsAsync(session, SparkRelation.Sql(
            "select :day, :text, :money, :small, :number, :share, :at, :instant, :none, :flag, typeof(:money), ':day' -- :none", parameters));

        rows.ShouldHaveSingleItem().ShouldBe(
        [
            new DateOnly(2026, 2, 28), "o'Neill; drop table t -- :day", 1234.50m, 0.005m, long.MaxValue, 0.1, new DateTime(2026, 7, 1, 2, 0, 0, 1, 1),
            new DateTime(2026, 7, 1, 0, 0, 0), null, true, "decimal(6,2)", ":day",
        ]);
    }

    [SkippableFact]
    public async Task Rows_sent_along_come_back_the_same()
    {
        await using SparkSession session = await ConnectAsync();
        SparkColumn[] columns =
        [
            new("customer_id", "string"), new("amount", "decimal(18,4)"), new("day", "date"), new("at", "timestamp"), new("number", "bigint"),
            new("whole", "int"), new("share", "double"), new("is_known", "boolean"),
        ];
        object?[][] sent =
        [
            ["c1", -1.2345m, new DateOnly(1900, 2, 28), new DateTime(2026, 7, 1, 2, 0, 0, 1, 1), long.MinValue, -1, -0.0, true],
            [null, null, null, null, null, null, null, null],
            ["Ž", 99999999999999.9999m, new DateOnly(9999, 12, 31), new DateTime(1969, 12, 31, 23, 59, 59), 0L, 0, double.PositiveInfinity, false],
        ];

        await session.CreateViewAsync("sent", SparkRelation.Local(ArrowRows.Batch(columns, sent)));
        IReadOnlyList<object?[]> rows = await RowsAsync(session, SparkRelation.Table("sent"));
        IReadOnlyList<object?[]> types = await RowsAsync(session, SparkRelation.Sql("select typeof(amount), typeof(at) from sent limit 1"));

        rows.Count.ShouldBe(3);
        rows.Zip(sent).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        types.ShouldHaveSingleItem().ShouldBe(["decimal(18,4)", "timestamp_ntz"]);
    }

    [SkippableFact]
    public async Task A_large_result_comes_in_batches_and_none_is_lost()
    {
        await using SparkSession session = await ConnectAsync();
        (int batches, long rows, Int128 sum) = (0, 0, 0);

        await foreach (Apache.Arrow.RecordBatch batch in session.ReadAsync(SparkRelation.Sql("select id, md5(cast(id as string)) from range(400000)"), "test"))
        {
            batches++;
            rows += batch.Length;
            foreach (long id in ((Apache.Arrow.Int64Array)batch.Column(0)).Values)
            {
                sum += id;
            }
        }

        (rows, sum).ShouldBe((400_000L, (Int128)400_000 * 399_999 / 2));
        batches.ShouldBeGreaterThan(1);
    }

    [SkippableFact]
    public void A_result_without_rows_is_empty_and_too_many_rows_are_not_sent_along()
    {
        using SparkEngine engine = SparkEngine.Open(new SparkEngineOptions { Connection = Server.Connection });
        engine.Query("select 1 as one where false", "test", reader => reader.GetInt32(0)).ShouldBeEmpty();

        object?[][] rows = [.. Enumerable.Range(0, 40).Select(_ => new object?[] { new string('x', 1_000_000) })];
        Should.Throw<ArgumentException>(() => SparkRelation.Local(ArrowRows.Batch([new SparkColumn("text", "string")], rows)))
            .Message.ShouldStartWith("40 rows of ");
    }

    [SkippableFact]
    public async Task Files_that_Spark_writes_DuckDB_reads_the_same()
    {
        await using SparkSession session = await ConnectAsync();
        string folder = Path.Combine(Server.Folder, "for_duckdb");

        SparkResult written = await session.WriteParquetAsync(
            SparkRelation.Sql(
                """
                select cast(id as decimal(18,2)) / 100 as amount, date_add(date '2026-01-01', cast(id as int)) as day,
                    timestamp_ntz '2026-07-01 02:00:00.000001' as seen_at, 'ž' || id as text
                from range(1000)
                """),
            folder,
            "test");

        using var duckDb = DuckDbEngine.Open(new DuckDbOptions());
        duckDb.Query(
            $"select count(*), cast(sum(amount) as decimal(18,2)), max(day), max(seen_at), max(text) from read_parquet('{folder}/*.parquet')",
            "test",
            row => (row.GetInt64(0), row.GetDecimal(1), row.GetFieldValue<DateOnly>(2), row.GetDateTime(3), row.GetString(4)))
            .ShouldBe([(1000L, 4995.00m, new DateOnly(2028, 9, 26), new DateTime(2026, 7, 1, 2, 0, 0, 0, 1), "ž999")]);
        written.RowsWritten.ShouldBe(1000);
    }
}

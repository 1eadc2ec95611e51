using Npgsql;
using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Postgres;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>Writes by the executors: Iceberg tables and other databases. (Parquet is in the tests of values.)</summary>
public sealed class SparkWritesTests(SparkServer server, PostgresServer postgres) : SparkTests(server), IClassFixture<PostgresServer>
{
    [SkippableFact]
    public async Task An_Iceberg_table_is_appended_to_and_a_part_of_it_replaced_in_one_commit()
    {
        await using SparkSession session = await ConnectAsync();
        await session.ExecuteAsync("create namespace if not exists lake.writes", "test");
        await session.ExecuteAsync("drop table if exists lake.writes.t", "test");
        await session.ExecuteAsync("create table lake.writes.t (day date, amount decimal(18,2)) using iceberg partitioned by (day)", "test");

        SparkResult appended = await session.AppendAsync(
            SparkRelation.Sql("select date_add(date '2026-01-01', cast(id as int)) as day, cast(id as decimal(18,2)) as amount from range(3)"),
            "lake.writes.t",
            "test");
        SparkResult replaced = await session.OverwriteAsync(
            SparkRelation.Sql("select date '2026-01-02' as day, cast(0.05 as decimal(18,2)) as amount"),
            "lake.writes.t",
            "day = date '2026-01-02'",
            "test");

        (appended.RowsWritten, replaced.RowsWritten).ShouldBe((3L, 1L));
        (await RowsAsync(session, SparkRelation.Sql("select day, amount from lake.writes.t order by day"))).ShouldBe(
        [
            [new DateOnly(2026, 1, 1), 0m], [new DateOnly(2026, 1, 2), 0.05m], [new DateOnly(2026, 1, 3), 2m],
        ]);
        (await RowsAsync(session, SparkRelation.Sql("select count(*) from lake.writes.t.snapshots"))).ShouldHaveSingleItem().ShouldBe([2L]);
    }

    [SkippableFact]
    public async Task Rows_are_written_to_PostgreSQL_from_every_partition()
    {
        Server.Require();
        var database = new NpgsqlConnectionStringBuilder(postgres.CreateDatabase());
        await using SparkSession session = await ConnectAsync();

        SparkResult written = await session.WriteJdbcAsync(
            SparkRelation.Sql("select id, cast(id as decimal(18,2)) / 100 as amount, date '2026-07-01' as day from range(1000)").InPartitions(4),
            $"jdbc:postgresql://127.0.0.1:{database.Port}/{database.Database}",
            "amounts",
            new Dictionary<string, string> { ["user"] = "owner", ["driver"] = "org.postgresql.Driver" },
            "test");

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) || ' ' || cast(sum(amount) as decimal(18,2)) || ' ' || max(day) from amounts", connection);
        (await command.ExecuteScalarAsync()).ShouldBe("1000 4995.00 2026-07-01");
        written.RowsWritten.ShouldBe(1000);
    }

    [SkippableFact]
    public async Task Measurements_come_with_the_write_they_watched()
    {
        await using SparkSession session = await ConnectAsync();

        SparkRelation watched = SparkRelation.Sql("select cast(id as decimal(18,2)) as amount from range(100)")
            .Observe("totals", "sum(amount) as total_amount", "count_if(amount > 49) as large_count", "max(cast(null as date)) as none");
        SparkResult result = await session.WriteParquetAsync(watched, Path.Combine(Server.Folder, "watched"), "test");

        result.Observed["totals"].ShouldBe(new Dictionary<string, object?> { ["total_amount"] = 4950.00m, ["large_count"] = 50L, ["none"] = null });
        result.RowsWritten.ShouldBe(100);
    }
}

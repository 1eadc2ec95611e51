using Segmentation.Sql.Engine.Spark.Protocol;
using Mode = Segmentation.Sql.Engine.Spark.Protocol.WriteOperationV2.Types.Mode;
using SaveMode = Segmentation.Sql.Engine.Spark.Protocol.WriteOperation.Types.SaveMode;

namespace Segmentation.Sql.Engine.Spark;

/// <content>Writes, all done by the executors: no row passes through here.</content>
public sealed partial class SparkSession
{
    /// <summary>Writes rows as Parquet files into a folder, in place of what is there.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="path">The folder, as the executors see it.</param>
    /// <param name="subject">What is being written, for messages.</param>
    /// <param name="cancellationToken">Stops writing; the folder then has no <c>_SUCCESS</c>.</param>
    /// <returns>Rows written, counted in the same pass, and what was measured.</returns>
    public Task<SparkResult> WriteParquetAsync(SparkRelation rows, string path, string subject, CancellationToken cancellationToken = default) =>
        WriteAsync(rows, new WriteOperation { Source = "parquet", Path = path, Mode = SaveMode.Overwrite }, subject, cancellationToken);

    /// <summary>Makes a table of rows, in place of one of that name.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="table">Schema and table; the schema is there.</param>
    /// <param name="format">Such as <c>parquet</c>.</param>
    /// <param name="path">The folder of its files; null lets Spark choose.</param>
    /// <param name="subject">What is being written, for messages.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Rows written, counted in the same pass, and what was measured.</returns>
    public Task<SparkResult> WriteTableAsync(
        SparkRelation rows, string table, string format, string? path, string subject, CancellationToken cancellationToken = default)
    {
        var write = new WriteOperation
        {
            Source = format,
            Table = new() { TableName = table, SaveMethod = WriteOperation.Types.SaveTable.Types.TableSaveMethod.SaveAsTable },
            Mode = SaveMode.Overwrite,
        };
        if (path is not null)
        {
            write.Options["path"] = path;
        }

        return WriteAsync(rows, write, subject, cancellationToken);
    }

    /// <summary>Adds rows to a table of a catalog, such as an Iceberg table, in one commit.</summary>
    public Task<SparkResult> AppendAsync(SparkRelation rows, string table, string subject, CancellationToken cancellationToken = default) =>
        WriteAsync(rows, new WriteOperationV2 { TableName = table, Mode = Mode.Append }, subject, cancellationToken);

    /// <summary>Puts rows in the place of those that a condition names, in one commit.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="table">The table of a catalog that can, such as Iceberg's.</param>
    /// <param name="condition">The rows that go, such as <c>snapshot_date = date '2026-06-30'</c>.</param>
    /// <param name="subject">What is being written, for messages.</param>
    /// <param name="cancellationToken">Stops writing; the table is then as it was.</param>
    /// <returns>Rows written, and what was measured.</returns>
    public Task<SparkResult> OverwriteAsync(
        SparkRelation rows, string table, string condition, string subject, CancellationToken cancellationToken = default) =>
        WriteAsync(
            rows,
            new WriteOperationV2
            {
                TableName = table,
                Mode = Mode.Overwrite,
                OverwriteCondition = new Expression { ExpressionString = new() { Expression = condition } },
            },
            subject,
            cancellationToken);

    /// <summary>Writes rows into a table of another database over JDBC, each partition on a connection of its own.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="url">The JDBC address, without user and password.</param>
    /// <param name="table">The table, which is made if it is not there; rows are added.</param>
    /// <param name="options">Further options: user, password, driver, batchsize, numPartitions.</param>
    /// <param name="subject">What is being written, for messages.</param>
    /// <param name="cancellationToken">Stops writing. Partitions already written stay.</param>
    /// <returns>Rows written, and what was measured.</returns>
    public Task<SparkResult> WriteJdbcAsync(
        SparkRelation rows,
        string url,
        string table,
        IReadOnlyDictionary<string, string> options,
        string subject,
        CancellationToken cancellationToken = default)
    {
        var write = new WriteOperation { Source = "jdbc", Mode = SaveMode.Append, Options = { ["url"] = url, ["dbtable"] = table } };
        foreach ((string name, string value) in options)
        {
            write.Options[name] = value;
        }

        return WriteAsync(rows, write, subject, cancellationToken);
    }

    private async Task<SparkResult> WriteAsync(SparkRelation rows, WriteOperation write, string subject, CancellationToken cancellationToken)
    {
        write.Input = Counted(rows);
        return await RunAsync(new Command { WriteOperation = write }, subject, cancellationToken);
    }

    private async Task<SparkResult> WriteAsync(SparkRelation rows, WriteOperationV2 write, string subject, CancellationToken cancellationToken)
    {
        write.Input = Counted(rows);
        return await RunAsync(new Command { WriteOperationV2 = write }, subject, cancellationToken);
    }

    private static Relation Counted(SparkRelation rows) =>
        rows.Observe(SparkResult.Written, $"count(1) as {SparkResult.RowCount}").Message;
}

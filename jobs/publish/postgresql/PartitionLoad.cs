using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish.Postgresql;

/// <summary>Brings one table of a publication file into a partition of its own, by binary COPY.</summary>
internal static class PartitionLoad
{
    /// <summary>Loads a table whole: begin, rows, keys and indexes, all in the caller's transaction.</summary>
    /// <returns>Rows loaded.</returns>
    public static long Run(
        NpgsqlConnection connection, DuckDbEngine publication, string schema, string runId, PublishedTable table, CancellationToken cancellationToken)
    {
        string partition = Call<string>(connection, $"select {schema}_gate.begin_load($1, $2)", runId, table.Name);
        string columns = string.Join(", ", table.Columns.Select(column => SqlText.Identifier(column.Name)));
        long rows = Copy(
            connection, publication,
            $"copy {schema}_history.{SqlText.Identifier(partition)} ({columns}) from stdin (format binary)",
            $"select {columns} from {table.Source}", table, cancellationToken);
        Call<object>(connection, $"select {schema}_gate.finish_load($1, $2, $3)", runId, table.Name, rows);
        return rows;
    }

    private static long Copy(
        NpgsqlConnection connection, DuckDbEngine publication, string copy, string query, PublishedTable table, CancellationToken cancellationToken)
    {
        Action<NpgsqlBinaryImporter, DbDataReader>[] writers = [.. table.Columns.Select((column, place) => Writer(column.Type.Wire, place))];
        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport(copy);
        long rows = publication.Stream(query, $"publishing {table.Name}", row =>
        {
            importer.StartRow();
            for (int place = 0; place < writers.Length; place++)
            {
                if (row.IsDBNull(place))
                {
                    importer.WriteNull();
                }
                else
                {
                    writers[place](importer, row);
                }
            }
        }, cancellationToken);
        importer.Complete();
        return rows;
    }

    private static Action<NpgsqlBinaryImporter, DbDataReader> Writer(NpgsqlDbType type, int place) => type switch
    {
        NpgsqlDbType.Text => (importer, row) => importer.Write(row.GetString(place), type),
        NpgsqlDbType.Bigint => (importer, row) => importer.Write(row.GetInt64(place), type),
        NpgsqlDbType.Integer => (importer, row) => importer.Write(row.GetInt32(place), type),
        NpgsqlDbType.Smallint => (importer, row) => importer.Write(row.GetFieldValue<short>(place), type),
        NpgsqlDbType.Double => (importer, row) => importer.Write(row.GetDouble(place), type),
        NpgsqlDbType.Boolean => (importer, row) => importer.Write(row.GetBoolean(place), type),
        NpgsqlDbType.Date => (importer, row) => importer.Write(row.GetFieldValue<DateOnly>(place), type),
        NpgsqlDbType.Timestamp => (importer, row) => importer.Write(DateTime.SpecifyKind(row.GetDateTime(place), DateTimeKind.Unspecified), type),
        _ => (importer, row) => importer.Write(row.GetDecimal(place), type),
    };

    internal static T Call<T>(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        object? result = command.ExecuteScalar();
        return result is T typed ? typed : default!;
    }
}

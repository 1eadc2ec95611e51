using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>What a source reads, as the database describes it.</summary>
/// <param name="Subject">The table's name, or "the query", for messages.</param>
/// <param name="From">What stands behind FROM.</param>
/// <param name="Columns">Names and types of its columns.</param>
/// <param name="PageCount">Pages of a plain table, which can be read in ranges of pages; 0 for everything else.</param>
/// <param name="IsPlainTable">Whether rows lie in the table itself: no view, no query, no partitions.</param>
internal sealed record DatabaseTable(
    string Subject, string From, IReadOnlyList<(string Name, string Type)> Columns, long PageCount, bool IsPlainTable)
{
    /// <summary>The columns as text, exact: the contract's own rules read them like those of any other source.</summary>
    public string Texts => string.Join(", ", Columns.Select(column => $"{Quote(column.Name)}::text"));

    /// <summary>A name as PostgreSQL reads it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as PostgreSQL reads it.</summary>
    public static string Literal(string text) => $"E'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Looks at the table or query.</summary>
    /// <exception cref="RunRefusedException">It is not there, or has columns that cannot be read.</exception>
    public static DatabaseTable Describe(NpgsqlConnection connection, string source, PostgresSourceConfig config)
    {
        (string from, string kind, long pages) = config.Table is { } table
            ? FindTable(connection, source, table)
            : ($"({config.Query!.Trim().TrimEnd(';')}\n) as source", "q", 0);
        var columns = new List<(string Name, string Type)>();
        using (var command = new NpgsqlCommand($"select * from {from} limit 0", connection))
        using (NpgsqlDataReader reader = command.ExecuteReader())
        {
            for (int place = 0; place < reader.FieldCount; place++)
            {
                columns.Add((reader.GetName(place), reader.GetDataTypeName(place)));
            }
        }

        string subject = config.Table ?? "the query";
        RefuseUnreadable(source, subject, columns);
        foreach (string name in config.Key.Append(config.Watermark == PostgresSourceConfig.TransactionNumbers ? null : config.Watermark).OfType<string>())
        {
            if (columns.All(column => column.Name != name))
            {
                string hint = NearestWord.Find(name, columns.Select(column => column.Name)) is { } near ? $" Did you mean {near}?" : "";
                throw new RunRefusedException(
                    $"Source {source}: {subject} has no column {name}, which key or watermark names. Nothing was loaded.{hint} Correct the source in the configuration, and run again.");
            }
        }

        return new DatabaseTable(subject, from, columns, kind is "r" or "m" ? pages : 0, kind == "r");
    }

    private static (string From, string Kind, long Pages) FindTable(NpgsqlConnection connection, string source, string table)
    {
        using var command = new NpgsqlCommand(
            """
            select oid::regclass::text, relkind::text, pg_relation_size(oid) / current_setting('block_size')::bigint
            from pg_class where oid = to_regclass($1)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? (reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? 0 : reader.GetInt64(2))
            : throw new RunRefusedException(
                $"Source {source}: the database has no table {table}, or this user may not use its schema. Nothing was loaded. "
                + "Name the table with its schema, or grant the user usage of the schema and select on the table, and run again.");
    }

    private static void RefuseUnreadable(string source, string subject, List<(string Name, string Type)> columns)
    {
        string[] binary = [.. columns.Where(column => column.Type is "bytea" or "bytea[]").Select(column => column.Name)];
        string[] twice = [.. columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (binary.Length + twice.Length > 0)
        {
            string why = binary.Length > 0 ? $"holds bytes (bytea) in {string.Join(", ", binary)}" : $"has more than one column {string.Join(", ", twice)}";
            throw new RunRefusedException(
                $"Source {source}: {subject} {why}, which cannot be read. Nothing was loaded. Use query: with a select of the columns that are wanted, and run again.");
        }
    }
}

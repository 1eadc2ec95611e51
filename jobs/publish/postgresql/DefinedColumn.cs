using Npgsql;

namespace Segmentation.Jobs.Publish.Postgresql;

/// <summary>A column of a table that keeps publications, as the database has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as PostgreSQL writes it.</param>
internal sealed record DefinedColumn(string Name, string Type)
{
    /// <summary>The columns of every table, in their order.</summary>
    public static ILookup<string, DefinedColumn> Of(NpgsqlConnection connection, string schema)
    {
        using var command = new NpgsqlCommand(
            """
            select pg_class.relname, pg_attribute.attname, format_type(pg_attribute.atttypid, pg_attribute.atttypmod)
            from pg_attribute
            inner join pg_class on pg_class.oid = pg_attribute.attrelid and pg_class.relkind = 'p'
            inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace and pg_namespace.nspname = $1
            where pg_attribute.attnum > 0 and not pg_attribute.attisdropped and pg_attribute.attname <> 'publication_id'
            order by pg_class.relname, pg_attribute.attnum
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = $"{schema}_history" });
        using NpgsqlDataReader reader = command.ExecuteReader();
        var columns = new List<(string Table, DefinedColumn Column)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), new DefinedColumn(reader.GetString(1), reader.GetString(2))));
        }

        return columns.ToLookup(column => column.Table, column => column.Column);
    }

    /// <summary>The first change that would break readers: a column keeps its name and its type as long as anybody reads it.</summary>
    /// <param name="there">What the database has.</param>
    /// <param name="wanted">What is to be published: table, column and type.</param>
    public static (string What, string Column)? Breaks(
        ILookup<string, DefinedColumn> there, IEnumerable<(string Table, string Column, string Type)> wanted)
    {
        foreach (IGrouping<string, (string Table, string Column, string Type)> table in wanted.GroupBy(column => column.Table))
        {
            Dictionary<string, string> types = table.ToDictionary(column => column.Column, column => column.Type);
            foreach (DefinedColumn column in there[table.Key])
            {
                if (!types.TryGetValue(column.Name, out string? type))
                {
                    return ($"Column {table.Key}.{column.Name} would be gone", column.Name);
                }

                string spelt = type == "timestamp" ? "timestamp without time zone" : type;
                if (spelt != column.Type)
                {
                    return ($"Column {table.Key}.{column.Name} is {column.Type} and would be {spelt}", column.Name);
                }
            }
        }

        return null;
    }
}

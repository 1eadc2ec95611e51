using Npgsql;

namespace Segmentation.Jobs.Init;

/// <summary>A table or view of a database that its user may read.</summary>
/// <param name="Name">Schema and name, quoted where PostgreSQL needs it.</param>
/// <param name="Label">The bare name.</param>
/// <param name="Columns">Columns that can be read as text.</param>
/// <param name="HasBytes">Whether there are others, of bytes.</param>
/// <param name="Key">Columns of its primary key; none for a view.</param>
/// <param name="IsPlain">Whether rows lie in the table itself: no view, no partitions.</param>
internal sealed record FoundTable(string Name, string Label, IReadOnlyList<string> Columns, bool HasBytes, IReadOnlyList<string> Key, bool IsPlain)
{
    private const string Query = """
        select
            format('%I.%I', pg_namespace.nspname, pg_class.relname),
            pg_class.relname::text,
            array(
                select attname::text from pg_attribute
                where attrelid = pg_class.oid and attnum > 0 and not attisdropped and atttypid not in ('bytea'::regtype, 'bytea[]'::regtype)
                order by attnum),
            exists (
                select 1 from pg_attribute
                where attrelid = pg_class.oid and attnum > 0 and not attisdropped and atttypid in ('bytea'::regtype, 'bytea[]'::regtype)),
            array(
                select pg_attribute.attname::text
                from pg_index
                cross join unnest(pg_index.indkey) with ordinality as key (attnum, place)
                inner join pg_attribute
                    on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = key.attnum
                where pg_index.indrelid = pg_class.oid and pg_index.indisprimary
                order by key.place),
            pg_class.relkind = 'r'
        from pg_class
        inner join pg_namespace
            on pg_namespace.oid = pg_class.relnamespace
        where pg_class.relkind in ('r', 'p', 'v', 'm', 'f')
            and not pg_class.relispartition
            and pg_namespace.nspname <> 'information_schema' and pg_namespace.nspname !~ '^pg_'
            and has_schema_privilege(pg_namespace.oid, 'usage') and has_table_privilege(pg_class.oid, 'select')
        order by 1
        """;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<FoundTable> All(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Query, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var tables = new List<FoundTable>();
        while (reader.Read())
        {
            tables.Add(new FoundTable(
                reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetBoolean(3), reader.GetFieldValue<string[]>(4), reader.GetBoolean(5)));
        }

        return tables;
    }

    /// <summary>Whether a person means this table: by schema and name, or by its name alone.</summary>
    public bool IsCalled(string name) =>
        string.Equals(name, Name, StringComparison.OrdinalIgnoreCase) || string.Equals(name, Label, StringComparison.OrdinalIgnoreCase);
}

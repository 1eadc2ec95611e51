using Npgsql;

namespace Segmentation.Benchmarks.Publish;

/// <summary>The least that bringing the same rows to PostgreSQL costs: one binary COPY of bytes that lie ready, and the same indexes.</summary>
/// <param name="database">Where.</param>
/// <param name="file">Where the encoded rows are kept.</param>
internal sealed class RawCopy(NpgsqlDataSource database, string file)
{
    private const int BufferBytes = 1 << 20;
    private string[] indexes = [];

    /// <summary>Takes the rows of the live publication out, encoded, and makes the bare table.</summary>
    public void Prepare(long rows)
    {
        using NpgsqlConnection connection = database.OpenConnection();
        string partition = Text(connection, "select tablename from pg_tables where schemaname = 'segments_history' and tablename = 'customer_segments__' || (select publication_id from segments_gate.live_publication)");
        indexes = [.. Texts(connection, $"select indexdef from pg_indexes where schemaname = 'segments_history' and tablename = '{partition}'")
            .Select(index => index[..index.IndexOf(" ON ", StringComparison.Ordinal)].Split("INDEX")[0] + "INDEX ON public.bare" + index[index.IndexOf(" USING ", StringComparison.Ordinal)..])];
        Execute(connection, $"create table public.bare (like segments_history.{partition})");
        using (Stream stream = connection.BeginRawBinaryCopy($"copy segments_history.{partition} to stdout (format binary)"))
        using (FileStream target = File.Create(file, BufferBytes))
        {
            stream.CopyTo(target, BufferBytes);
        }

        string copied = Text(connection, $"select count(*)::text from segments_history.{partition}");
        if (copied != rows.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"The target has {copied} rows and the publication {rows}.");
        }
    }

    /// <summary>Copies them into the bare table.</summary>
    public void Copy()
    {
        using NpgsqlConnection connection = database.OpenConnection();
        using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        using Stream stream = connection.BeginRawBinaryCopy("copy public.bare from stdin (format binary)");
        source.CopyTo(stream, BufferBytes);
    }

    /// <summary>Builds the indexes that the partition has, and analyzes, as the target does.</summary>
    public void Index()
    {
        using NpgsqlConnection connection = database.OpenConnection();
        foreach (string index in indexes)
        {
            Execute(connection, index);
        }

        Execute(connection, "analyze public.bare");
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    private static string Text(NpgsqlConnection connection, string sql) => Texts(connection, sql)[0];

    private static List<string> Texts(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        using NpgsqlDataReader reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}

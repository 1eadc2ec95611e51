using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Init;

/// <summary>A database that a new project reads.</summary>
/// <param name="Connection">Npgsql keywords, password and all: for connecting now, and for nothing else.</param>
/// <param name="Written">The same as segmentation.yml gets it: with a reference where the password would stand.</param>
/// <param name="Tables">Tables and views to look at; none: all that the user may read.</param>
public sealed record DatabaseAccess(string Connection, string Written, IReadOnlyList<string> Tables)
{
    /// <summary>Names the database without its password.</summary>
    public override string ToString() => DatabaseFault.Address(new PostgresSourceConfig { Connection = Connection });
}

/// <summary>Reads the beginning of the tables of a PostgreSQL database, all in one snapshot that only reads.</summary>
internal static class DatabaseSample
{
    /// <summary>More tables than a person reads a proposal of: those that matter are to be named.</summary>
    private const int MostTables = 300;

    private const string Patience = "60s";

    /// <summary>Looks at the tables.</summary>
    /// <param name="access">The database.</param>
    /// <param name="unused">Gets the tables that cannot be read, and why.</param>
    /// <exception cref="RunRefusedException">The database cannot be reached, a table is not there, or there are too many.</exception>
    public static IReadOnlyList<SourceSample> Read(DatabaseAccess access, List<(string Path, string Why)> unused)
    {
        var config = new PostgresSourceConfig { Connection = access.Connection };
        try
        {
            using DatabaseSnapshot snapshot = DatabaseSnapshot.Take(config);
            snapshot.Text($"select set_config('statement_timeout', '{Patience}', true)");
            IReadOnlyList<FoundTable> tables = Choose(FoundTable.All(snapshot.Connection), access);
            var samples = new List<SourceSample>();
            foreach (FoundTable table in tables)
            {
                if (Sample(snapshot, table, access, unused) is { } sample)
                {
                    samples.Add(sample);
                }
            }

            return samples;
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException or TimeoutException)
        {
            (string reason, string remedy) = DatabaseFault.Explain(error);
            throw new RunRefusedException($"{access} cannot be read: {reason}. Nothing was written. {remedy}", error);
        }
    }

    private static IReadOnlyList<FoundTable> Choose(IReadOnlyList<FoundTable> all, DatabaseAccess access)
    {
        if (access.Tables.Count == 0)
        {
            return all.Count <= MostTables ? all : throw new RunRefusedException(
                $"{access} has {all.Count:N0} tables and views that this user may read, more than the {MostTables} that are looked at. Nothing was written. Name those with customers, orders and products: --table sales.orders --table sales.customers");
        }

        string[] unknown = [.. access.Tables.Where(name => !all.Any(table => table.IsCalled(name)))];
        return unknown.Length == 0 ? [.. all.Where(table => access.Tables.Any(table.IsCalled))] : throw new RunRefusedException(
            $"{access} has no table or view {string.Join(", ", unknown)} that this user may read. Nothing was written. Write it with its schema, or grant the user usage of the schema and select on it.");
    }

    private static SourceSample? Sample(
        DatabaseSnapshot snapshot, FoundTable table, DatabaseAccess access, List<(string Path, string Why)> unused)
    {
        if (table.Columns.Count == 0)
        {
            unused.Add((table.Name, "it has no column that can be read as text"));
            return null;
        }

        int most = Math.Min(SourceSample.MostRows, SourceSample.MostCells / table.Columns.Count);
        try
        {
            // What a view does wrong must not end the transaction that the next table is read in.
            snapshot.Text("savepoint sample");
            List<string?[]> rows = Rows(snapshot.Connection, table, most + 1);
            return SourceSample.OfTable(table, access, [.. rows.Take(most)], isWhole: rows.Count <= most);
        }
        catch (PostgresException error)
        {
            snapshot.Text("rollback to savepoint sample");
            unused.Add((table.Name, error.SqlState == PostgresErrorCodes.QueryCanceled ? $"its rows did not come within {Patience}" : DatabaseFault.Explain(error).Reason));
            return null;
        }
    }

    private static List<string?[]> Rows(NpgsqlConnection connection, FoundTable table, int most)
    {
        string columns = string.Join(", ", table.Columns.Select(column => $"{DatabaseTable.Quote(column)}::text"));
        using var command = new NpgsqlCommand($"select {columns} from {table.Name} limit {most}", connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, table.Columns.Count).Select(place => reader.IsDBNull(place) ? null : reader.GetString(place))]);
        }

        return rows;
    }
}

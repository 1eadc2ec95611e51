using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Segmentation.Benchmarks.Night;
using Segmentation.Tests.Postgres;

namespace Segmentation.Benchmarks.Source;

/// <summary>What does it cost to load a table of PostgreSQL, beside psql's plain COPY of it to a file and beside loading that file?</summary>
public static class SourceBenchmark
{
    private const string Columns = "order_id, line_number, customer, ordered_at, sku, quantity, price, currency";

    /// <summary>Measures and prints.</summary>
    public static int Run(string[] args, TextWriter output)
    {
        long rows = args is ["--rows", string given] ? long.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-source-");
        using var server = new PostgresServer();
        try
        {
            string database = server.CreateDatabase();
            Fill(database, rows);
            string file = Path.Combine(folder.FullName, "orders.csv");
            Phase(output, rows, "psql copy to a file", () => Copy(database, file));
            Phase(output, rows, "load of that file", () => Load(folder.FullName, "files", "files: ../orders.csv", null));
            Phase(output, rows, "load of the table", () => Load(
                folder.FullName, "database", "postgres: { connection: '${file:database.txt}', table: orders, key: [order_id, line_number], watermark: xmin, chunks: 2 }", database));
            Execute(database, "update orders set quantity = quantity + 1 where order_id like 'O000000%'");
            Phase(output, rows, "load of what changed", () => Ingest(Path.Combine(folder.FullName, "database")));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Fill(string database, long rows) => Execute(database, string.Create(CultureInfo.InvariantCulture, $"""
        create table orders as
        select 'O' || lpad((n / 2)::text, 9, '0') as order_id, (n % 2 + 1)::integer as line_number, 'C' || n % 100000 as customer,
            timestamptz '2025-01-01' + n % 360 * interval '1 day' + n % 86400 * interval '1 second' as ordered_at,
            'P' || n % 5000 as sku, (n % 5 + 1)::integer as quantity, (n % 9700 / 100.0 + 1)::numeric(12,2) as price, 'EUR' as currency
        from generate_series(0, {rows - 1}) as n;
        alter table orders add primary key (order_id, line_number);
        vacuum analyze orders
        """));

    private static void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        foreach (string statement in sql.Split(';'))
        {
            using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            command.ExecuteNonQuery();
        }
    }

    private static void Copy(string database, string file)
    {
        var address = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo("psql");
        string[] arguments =
        [
            "-q", "-h", address.Host!, "-p", address.Port.ToString(CultureInfo.InvariantCulture), "-U", address.Username!, "-d", address.Database!,
            "-c", $"\\copy (select {Columns} from orders) to '{file}' (format csv, header)",
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"psql ended with exit code {process.ExitCode}.");
        }
    }

    private static void Load(string parent, string name, string origin, string? database)
    {
        string folder = Path.Combine(parent, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "database.txt"), database);
        File.WriteAllText(Path.Combine(folder, "segmentation.yml"), $$"""
            company: Large
            currency: EUR
            engine: { threads: 2, memory_limit: 1GB }
            sources:
              shop:
                {{origin}}
                tables:
                  order_lines:
                    columns: { order_id: order_id, line_number: line_number, source_record_id: customer, ordered_at: ordered_at, product_id: sku, quantity: quantity, unit_price: price, currency: currency }
            schemes:
              value: { kind: rfm }

            """);
        Ingest(folder);
    }

    private static void Ingest(string folder) => MeasuredProcess.Run("segbatch.dll", "ingest", "--config", folder);

    private static void Phase(TextWriter output, long rows, string name, Action work)
    {
        long from = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {seconds,7:N1} s {rows / seconds,12:N0} rows/s  load {load}"));
    }
}

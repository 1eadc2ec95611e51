using System.Text.Json;
using Npgsql;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>From the tables of a database to published segments, and no password in anything that is written.</summary>
public sealed class DatabaseInitTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const string Secret = "s3cret;Pa55";
    private const string Variable = "SEGBATCH_SOURCE_PASSWORD";
    private readonly string folder = Directory.CreateTempSubdirectory("segbatch-init-db-").FullName;

    [SkippableFact]
    public void Tables_of_a_shop_become_published_segments_and_the_password_stays_in_its_variable()
    {
        NpgsqlConnectionStringBuilder reader = Fill(server.CreateDatabase());

        Said init = Segbatch.Run("init", folder, "--from", $"postgresql://reader:{Uri.EscapeDataString(Secret)}@{reader.Host}:{reader.Port}/{reader.Database}");

        init.ExitCode.ShouldBe(0, init.ToString());
        init.Output.ShouldContain($"export {Variable}=");
        string written = File.ReadAllText(At("segmentation.yml"));
        written.ShouldContain("table: sales.orders");
        written.ShouldContain("key: [order_no, line]");
        written.ShouldContain("query: \"select ");
        written.ShouldNotContain("photo");
        string.Join('\n', init, written).ShouldNotContain(Secret);
        init.Output.ShouldContain("sales.stock: its columns fill no table of the contract");
        init.ToString().ShouldNotContain("hidden");

        using Segbatch program = Segbatch.StartWith(
            new Dictionary<string, string> { [Variable] = Secret }, "nightly", "-c", folder, "--quiet", "--snapshot-date", "2026-04-01");
        Said night = program.End();
        night.ExitCode.ShouldBe(0, night.ToString());
        Segbatch.Run("nightly", "-c", folder, "--snapshot-date", "2026-04-01").Errors.ShouldContain($"environment variable '{Variable}' is not set");
    }

    [SkippableFact]
    public void A_reference_is_written_as_it_stands_and_named_tables_alone_are_looked_at()
    {
        NpgsqlConnectionStringBuilder reader = Fill(server.CreateDatabase());
        File.WriteAllText(At("database.txt"), reader.ConnectionString);

        Said init = Segbatch.Run("init", folder, "--from", "${file:database.txt}", "--table", "sales.orders", "--json");

        init.ExitCode.ShouldBe(0, init.ToString());
        JsonElement document = JsonDocument.Parse(init.Output).RootElement;
        document.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("files").GetString()).ShouldBe(["sales.orders"]);
        document.GetProperty("password_variable").ValueKind.ShouldBe(JsonValueKind.Null);
        File.ReadAllText(At("segmentation.yml")).ShouldContain("connection: \"${file:database.txt}\"");
        Segbatch.Run("plan", "-c", folder, "--quiet", "--snapshot-date", "2026-04-01").ExitCode.ShouldBe(0);
    }

    [SkippableFact]
    public void What_cannot_be_reached_or_understood_is_refused_without_its_password()
    {
        NpgsqlConnectionStringBuilder reader = Fill(server.CreateDatabase());

        Refused("--from", $"Host={reader.Host};Port=1;Username=reader;Database=none;Password={Secret[..6]}").ShouldContain("the server does not answer");
        Refused("--from", $"Host=x;Pasword={Secret[..6]}").ShouldContain("--from is not understood");
        Refused("--from", reader.ConnectionString, "--table", "sales.hidden").ShouldContain("has no table or view sales.hidden that this user may read");
        Refused("--from", reader.ConnectionString, "--table", "customers").ShouldContain("None of 1 tables looks like order lines");
        File.Exists(At("segmentation.yml")).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Refused(params string[] options)
    {
        Said said = Segbatch.Run(["init", folder, .. options]);
        said.ExitCode.ShouldBe(1, said.ToString());
        said.ToString().ShouldNotContain(Secret[..6]);
        return said.Errors;
    }

    private string At(string path) => Path.Combine(folder, path);

    private static NpgsqlConnectionStringBuilder Fill(string database)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand("""
            create schema sales;
            create table sales.customers (customer_id integer primary key, email text, country text, photo bytea);
            create table sales.orders (
                order_no text, line integer, customer_id integer, order_date timestamptz, sku text, amount numeric(12,2), currency text,
                primary key (order_no, line)
            );
            create table sales.stock (shelf text, counted_by text);
            create table sales.hidden (order_no text, customer_id integer, order_date date, amount numeric);
            insert into sales.customers select number, 'c' || number || '@example.com', 'DE', 'x' from generate_series(1, 20) as number;
            insert into sales.orders
            select 'O' || number, 1, 1 + number % 20, timestamptz '2026-03-01 10:00:00+00' + number % 28 * interval '1 day', 'S1', 9.95, 'EUR'
            from generate_series(1, 60) as number;
            insert into sales.stock values ('A', 'B');
            do $do$ begin if not exists (select from pg_roles where rolname = 'reader') then create role reader login; end if; end $do$;
            grant usage on schema sales to reader;
            grant select on sales.customers, sales.orders, sales.stock to reader
            """, connection);
        command.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(database) { Username = "reader", Password = null };
    }
}

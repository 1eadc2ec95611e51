using System.Text;
using System.Text.Json;
using Npgsql;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>A night that reads its orders from PostgreSQL, as an account that may only read.</summary>
public sealed class DatabaseNightTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Secret = "s3cret-Pa55w0rd";

    [SkippableFact]
    public void A_night_from_a_database_gives_the_tags_of_the_same_rows_in_a_file()
    {
        using Shop files = Shop.Published();
        using Shop shop = FromDatabase(server.CreateDatabase());
        shop.PublishedNight(Shop.FirstNight);

        shop.HashOfTags().ShouldBe(files.HashOfTags());
        const string amounts = "select count(*), sum(net_spend_amount), sum(order_count) from publish.customer_features";
        shop.Read(amounts).ShouldBe(files.Read(amounts));
        shop.Read("select count(*) from finance_reconciliation where not is_tied").ShouldBe(["0"]);
        shop.Read("select distinct source_system, watermark, read_row_count, read_at is not null, full_read_at = read_at from ops.ops_source_watermarks where is_live order by 1")
            .ShouldBe(["crm   False ", "shop 400 200 True True"]);
    }

    [SkippableFact]
    public void What_changed_in_the_database_is_in_the_next_night_and_control_totals_tie()
    {
        string database = server.CreateDatabase();
        using Shop shop = FromDatabase(database);
        shop.PublishedNight(Shop.FirstNight);
        Execute(database, "update orders set price = price + 1000, change_number = 401 where \"order\" = 'O0001' and line = 1; "
            + "insert into orders values ('O9999', 1, 'C05', '2026-01-15', 'P1', 1, 10, 'EUR', 402)");
        // Tags keep since when they hold, so the shop with files has had its first night as well.
        using Shop files = Shop.Published();
        files.Write("orders/orders.csv", Shop.OrderHeader + Text(Rows(database)));

        shop.PublishedNight(Shop.NextNight);
        files.PublishedNight(Shop.NextNight);

        shop.HashOfTags().ShouldBe(files.HashOfTags());
        shop.Read("select count(*) from finance_reconciliation where not is_tied").ShouldBe(["0"]);
        shop.Read("select distinct watermark, read_row_count from ops.ops_source_watermarks where is_live and source_system = 'shop'").ShouldBe(["402 3"]);
    }

    [SkippableFact]
    public void The_password_is_in_nothing_that_is_written_or_said()
    {
        string database = server.CreateDatabase();
        using Shop shop = FromDatabase(database);
        Said done = shop.Night(Shop.FirstNight);
        done.ExitCode.ShouldBe(0, done.ToString());
        Said doctor = shop.Run("doctor");
        Execute(database, "alter table orders rename to moved");
        Said refused = shop.Night(Shop.NextNight);
        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain("has no table public.orders");
        Said failing = shop.Run("doctor");
        failing.ExitCode.ShouldBe(1);
        failing.Output.ShouldContain("has no table public.orders");

        doctor.Output.ShouldContain("can be read");
        string.Join('\n', done, doctor, refused, failing).ShouldNotContain(Secret);
        string[] written = [.. Directory.EnumerateFiles(shop.Warehouse, "*", SearchOption.AllDirectories)];
        written.ShouldContain(file => file.EndsWith("ledger.db", StringComparison.Ordinal));
        written.Where(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains(Secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [SkippableFact]
    public void The_doctor_says_what_is_wrong_with_a_database()
    {
        using Shop shop = FromDatabase(server.CreateDatabase());
        shop.Configure("key: [order, line]", "key: [order, lin]");
        Found(shop).ShouldContain("Did you mean line?");
        shop.Write("database.txt", $"Host=127.0.0.1;Port=1;Username=reader;Database=none;Password={Secret}");
        Found(shop).ShouldContain("PostgreSQL at 127.0.0.1:1, database none, user reader cannot be read: the server does not answer");
    }

    private static string Found(Shop shop)
    {
        Said said = shop.Run("doctor", "--json");
        said.ExitCode.ShouldBe(1, said.ToString());
        said.ToString().ShouldNotContain(Secret);
        return JsonDocument.Parse(said.Output).RootElement.EnumerateArray()
            .Single(finding => finding.GetProperty("subject").GetString() == "source shop").GetProperty("found").GetString()!;
    }

    private static Shop FromDatabase(string database)
    {
        Execute(database, """
            create table orders ("order" text, line integer, customer text, ordered_at date, sku text, quantity integer, price numeric(12,2), currency text, change_number bigint);
            do $do$ begin if not exists (select from pg_roles where rolname = 'reader') then create role reader login; end if; end $do$;
            grant select on orders to reader
            """);
        using (var connection = new NpgsqlConnection(database))
        {
            connection.Open();
            using TextWriter copy = connection.BeginTextImport("copy orders from stdin (format csv)");
            int number = 200;
            foreach (string line in Shop.OrderLines())
            {
                copy.Write($"{line.TrimEnd()},{++number}\n");
            }
        }

        var reader = new NpgsqlConnectionStringBuilder(database) { Username = "reader", Password = Secret, IncludeErrorDetail = false };
        return Shop.Unpublished()
            .Write("database.txt", reader.ConnectionString)
            .Configure(
                "    files: orders/*\n",
                "    postgres:\n      connection: ${file:database.txt}\n      table: public.orders\n      key: [order, line]\n      watermark: change_number\n      chunks: 3\n");
    }

    private static IEnumerable<string> Rows(string database)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand("select concat_ws(',', \"order\", line, customer, ordered_at, sku, quantity, price, currency) from orders order by \"order\", line", connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return $"{reader.GetString(0)}\n";
        }
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines);

    private static void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

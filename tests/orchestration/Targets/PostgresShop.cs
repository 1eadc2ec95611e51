using System.Runtime.CompilerServices;
using Npgsql;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>The small shop, published to a PostgreSQL database of its own.</summary>
internal sealed class PostgresShop : IDisposable
{
    private static readonly ConditionalWeakTable<PostgresServer, PostgresShop> Templates = [];
    private readonly string database;

    private PostgresShop(Shop shop, string database)
    {
        Shop = shop;
        this.database = database;
    }

    public Shop Shop { get; }

    /// <summary>The shop before its first night.</summary>
    /// <param name="server">Where its database is made.</param>
    /// <param name="account">Login of the nightly batch; null: the server's superuser.</param>
    public static PostgresShop Unpublished(PostgresServer server, string? account = null)
    {
        string database = server.CreateDatabase();
        Shop shop = Shop.Unpublished();
        shop.Write("warehouse.txt", account is null ? database : As(database, account));
        shop.Configure("""
            publish:
              keep_runs: 2
              postgres: { connection: "${file:warehouse.txt}" }

            """);
        return new PostgresShop(shop, database);
    }

    /// <summary>The shop after its first night, which is run once per server and copied.</summary>
    public static PostgresShop Published(PostgresServer server)
    {
        server.Require();
        PostgresShop template = Templates.GetValue(server, Publish);
        string database = server.CopyDatabase(template.database);
        Shop shop = template.Shop.Copy();
        shop.Write("warehouse.txt", database);
        return new PostgresShop(shop, database);
    }

    public NpgsqlConnection Open() => Open(database);

    /// <summary>Logs in as an account, which is made first.</summary>
    public NpgsqlConnection OpenAs(string account, string group)
    {
        Execute($"do $do$ begin if not exists (select from pg_roles where rolname = '{account}') then create role {account} login in role {group}; end if; end $do$");
        return Open(As(database, account));
    }

    /// <summary>Logs in as an account that is there.</summary>
    public NpgsqlConnection OpenAs(string account) => Open(As(database, account));

    /// <summary>The first column of a query, as the superuser sees it.</summary>
    public IReadOnlyList<string> Read(string sql)
    {
        using NpgsqlConnection connection = Open();
        return Read(connection, sql);
    }

    public static IReadOnlyList<string> Read(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "" : $"{reader.GetValue(column)}")));
        }

        return rows;
    }

    public void Execute(string sql)
    {
        using NpgsqlConnection connection = Open();
        Execute(connection, sql);
    }

    public static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Shop.Dispose();
    }

    private static PostgresShop Publish(PostgresServer server)
    {
        PostgresShop shop = Unpublished(server);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => shop.Dispose();
        shop.Shop.PublishedNight(Shop.FirstNight);
        return shop;
    }

    private static string As(string database, string account) =>
        new NpgsqlConnectionStringBuilder(database) { Username = account }.ToString();

    private static NpgsqlConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}

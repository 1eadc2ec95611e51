using Npgsql;

namespace Segmentation.Tests.Postgres;

public sealed class PostgresServerTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void A_server_whose_power_was_cut_comes_back_with_what_was_committed()
    {
        string database = server.CreateDatabase();
        Execute(database, "create table kept (id integer); insert into kept values (1)");

        server.Stop("immediate");
        server.Start();

        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand("select count(*) from kept", connection);
        command.ExecuteScalar().ShouldBe(1L);
    }

    private static void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

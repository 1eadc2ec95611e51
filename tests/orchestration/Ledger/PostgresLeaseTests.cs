using Dapper;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>One run at a time holds the ledger on PostgreSQL, and loses it with its connection.</summary>
public sealed class PostgresLeaseTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void A_second_run_is_refused_and_told_who_is_at_work_until_the_lease_is_given_back()
    {
        string database = server.CreateDatabase();
        SqlLedger first = Open(database);
        ILease lease = first.TakeLease("r1");

        string message = Should.Throw<RunRefusedException>(() => Open(database).TakeLease("r2")).Message;
        lease.Dispose();
        using ILease second = Open(database).TakeLease("r2");

        message.ShouldContain("Run r1 is at work on the ledger on PostgreSQL 127.0.0.1:");
        message.ShouldContain("This run did nothing; the published tables are unchanged.");
        second.Token.ShouldBe(lease.Token + 1);
    }

    [SkippableFact]
    public void A_run_whose_lease_connection_was_cut_promotes_nothing()
    {
        string database = server.CreateDatabase();
        SqlLedger ledger = Open(database);
        using ILease lease = ledger.TakeLease("r1");
        CutLease(database);

        Should.Throw<RunRefusedException>(() => ledger.IntendPromotion(LedgerRecords.Intent("r1"), lease))
            .Message.ShouldContain("the connection that held its lease on the ledger was lost. The published tables are unchanged.");

        ledger.Promotions(9).ShouldBeEmpty();
        ledger.Changes().ShouldBeEmpty();
        using ILease second = Open(database).TakeLease("r2");
        ledger.IntendPromotion(LedgerRecords.Intent("r2"), second).RunId.ShouldBe("r2");
    }

    [SkippableFact]
    public void Ledgers_of_two_schemas_are_leased_apart()
    {
        string database = server.CreateDatabase();
        using ILease one = Open($"{database};Search Path=one").TakeLease("r1");
        using ILease two = Open($"{database};Search Path=two").TakeLease("r2");

        (one.Token, two.Token).ShouldBe((1, 1));
    }

    private static void CutLease(string database)
    {
        using var connection = new NpgsqlConnection(database);
        connection.ExecuteScalar<long>("select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory'").ShouldBe(1);
        while (connection.ExecuteScalar<long>("select count(*) from pg_locks where locktype = 'advisory'") > 0)
        {
            Thread.Yield();
        }
    }

    private static SqlLedger Open(string database) => SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database)));
}

using Dapper;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>The ledger in a schema of PostgreSQL.</summary>
public sealed class PostgresLedgerTests(PostgresServer server) : LedgerTests, IClassFixture<PostgresServer>
{
    private string? database;

    protected override ILedger Open() => SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database ??= server.CreateDatabase())));

    protected override void Tamper(string sql)
    {
        using var connection = new NpgsqlConnection($"{database};Search Path=segbatch");
        connection.Execute(sql);
    }
}

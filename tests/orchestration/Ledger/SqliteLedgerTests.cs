using Dapper;
using Microsoft.Data.Sqlite;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>The ledger in a SQLite file.</summary>
public sealed class SqliteLedgerTests : LedgerTests, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-ledger-");

    public void Dispose() => folder.Delete(recursive: true);

    protected override ILedger Open() => SqlLedger.Open(new SqliteDialect(Path.Combine(folder.FullName, "ledger.db")));

    protected override void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "ledger.db")};Pooling=false");
        connection.Execute(sql);
    }
}

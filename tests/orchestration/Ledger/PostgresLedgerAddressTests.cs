using Segmentation.Batch.Ledger;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>How the configuration says where the ledger is.</summary>
public sealed class PostgresLedgerAddressTests
{
    [Theory]
    [InlineData("ledger.db", false)]
    [InlineData("folder/host=1.db", false)]
    [InlineData("Host=db;Database=x", true)]
    [InlineData("database=x; HOST = db", true)]
    [InlineData("Server=db", true)]
    [InlineData("postgres://db/x", true)]
    [InlineData("postgresql://db/x", true)]
    public void A_host_or_a_postgresql_URL_means_PostgreSQL_and_anything_else_a_file(string ledger, bool isPostgres) =>
        PostgresLedgerAddress.IsMeant(ledger).ShouldBe(isPostgres);

    [Theory]
    [InlineData("Host=db;Database=ledgers;Username=batch;Password=s3cret", "db:5432, database ledgers, user batch, schema segbatch")]
    [InlineData("Host=db;Port=6000;Database=ledgers;Username=batch;Search Path=own", "db:6000, database ledgers, user batch, schema own")]
    [InlineData("postgresql://batch:s3%40cret@db.example:6000/ledgers?sslmode=verify-full", "db.example:6000, database ledgers, user batch, schema segbatch")]
    public void An_address_names_everything_but_the_password(string ledger, string said) =>
        PostgresLedgerAddress.Parse(ledger).ToString().ShouldBe(said);

    [Theory]
    [InlineData("Host=db;Pasword=s3cret")]
    [InlineData("Host=db;Password='s3cret")]
    [InlineData("postgresql://batch:s3cret@db:notaport/ledgers")]
    [InlineData("Host=db;Search Path=Not A Schema;Password=s3cret")]
    public void What_is_not_understood_is_refused_without_showing_it(string ledger) =>
        Should.Throw<FormatException>(() => PostgresLedgerAddress.Parse(ledger)).Message.ShouldNotContain("s3cret");

    [Theory]
    [InlineData("Host=db;Password=s3cret", true)]
    [InlineData("Host=db; pwd = s3cret;Database=x", true)]
    [InlineData("postgresql://batch:s3cret@db/x", true)]
    [InlineData("postgresql://batch@db/x?password=s3cret", true)]
    [InlineData("postgresql://batch:s3${env:PART}@db/x", true)]
    [InlineData("${env:SEGBATCH_LEDGER}", false)]
    [InlineData("Host=db;Password=${file:secret}", false)]
    [InlineData("Host=db;Password=\"${env:SECRET}\";Database=x", false)]
    [InlineData("postgresql://batch:${env:SECRET}@db/x", false)]
    [InlineData("postgresql://batch@db/x", false)]
    [InlineData("Host=db;Passfile=/etc/pgpass", false)]
    public void A_password_in_clear_is_noticed(string written, bool isLiteral) =>
        PostgresLedgerAddress.HasLiteralPassword(written).ShouldBe(isLiteral);
}

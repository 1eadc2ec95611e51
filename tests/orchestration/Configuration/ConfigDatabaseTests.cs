namespace Segmentation.Batch.Tests.Configuration;

/// <summary>What a reader sees when a source that is a table of a database is described wrongly.</summary>
public sealed class ConfigDatabaseTests
{
    private const string Text = """
        company: Example
        currency: EUR
        sources:
          erp:
            postgres:
              connection: Host=db;Username=batch;Database=erp
              table: sales.order_lines
              key: [order_id, line_number]
              watermark: updated_at
              overlap: 2d
              full_read_every: 30d
              chunks: 4
            tables:
              order_lines:
                columns: { order_id: order_id, ordered_at: ordered_at, line_amount: amount }
        schemes:
          life: { kind: lifecycle }

        """;

    [Fact]
    public void A_table_of_a_database_is_a_source()
    {
        using var file = new ConfigFile(Text);

        file.Load().Config.Sources["erp"].Postgres!.Chunks.ShouldBe(4);
    }

    [Theory]
    [InlineData("    postgres:\n", "    files: a.csv\n    postgres:\n", "sources.erp says both files and postgres.")]
    [InlineData("      table: sales.order_lines\n", "", "sources.erp.postgres needs either table or query, and not both.")]
    [InlineData("      key: [order_id, line_number]\n", "", "sources.erp.postgres has a watermark and no key.")]
    [InlineData("      watermark: updated_at\n      overlap: 2d\n", "", "sources.erp.postgres.full_read_every needs a watermark")]
    [InlineData("      watermark: updated_at\n", "      watermark: xmin\n", "sources.erp.postgres.overlap needs a watermark column")]
    [InlineData("overlap: 2d", "overlap: -2d", "'-2d'")]
    [InlineData("table: sales.order_lines\n      key: [order_id, line_number]\n      watermark: updated_at\n      overlap: 2d\n", "query: select 1\n      key: [order_id]\n      watermark: xmin\n", "reads a query")]
    [InlineData("    tables:\n", "    decimal_mark: ','\n    tables:\n", "sources.erp.decimal_mark is about files")]
    [InlineData("Username=batch", "Username=batch;Password=s3cret", "sources.erp.postgres.connection holds a password in clear")]
    [InlineData("schemes:\n", "schedule:\n  feeds:\n    erp: { new_file: true }\nschemes:\n", "schedule.feeds.erp asks about files")]
    public void What_does_not_fit_together_is_refused(string old, string changed, string error)
    {
        Text.ShouldContain(old, Case.Sensitive);
        using var file = new ConfigFile(Text.Replace(old, changed, StringComparison.Ordinal));

        string said = string.Join('\n', file.Errors());
        said.ShouldContain(error, Case.Sensitive);
        said.ShouldNotContain("s3cret");
    }
}

using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Results of queries as files, and of earlier publications.</summary>
public sealed class QueryFileTests
{
    private const string Sql = "select customer_id, scheme, segment_code, score from customer_segments order by customer_id, scheme;";

    [Fact]
    public void A_parquet_file_holds_the_rows_of_the_query()
    {
        using Shop shop = Shop.Published();
        string file = shop.At("out/segments.parquet");

        Said said = shop.Run("query", Sql, "--format", "parquet", "--output", file);

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldBeEmpty();
        long rows = long.Parse(shop.Read("select count(*) from customer_segments").Single(), System.Globalization.CultureInfo.InvariantCulture);
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        engine.Scalar<long>($"select count(*) from read_parquet('{file}')", "the file").ShouldBe(rows);
        engine.Query($"describe select * from read_parquet('{file}')", "the file", row => row.GetString(0)).ShouldBe(["customer_id", "scheme", "segment_code", "score"]);
        Directory.EnumerateFiles(shop.At("out")).ShouldHaveSingleItem();
        shop.IsUntouched();
    }

    [Theory]
    [InlineData("csv", "customer_id,scheme,segment_code,score\n")]
    [InlineData("json", "[")]
    public void Text_goes_into_a_file_as_it_would_be_printed(string format, string start)
    {
        using Shop shop = Shop.Published();
        string printed = shop.Run("query", Sql, "--format", format).Output;

        shop.Run("query", Sql, "--format", format, "--output", shop.At("result.txt")).ExitCode.ShouldBe(0);

        string written = File.ReadAllText(shop.At("result.txt")).ReplaceLineEndings("\n");
        written.ShouldStartWith(start);
        written.ShouldBe(printed.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Parquet_is_not_for_a_terminal()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("query", Sql, "--format", "parquet");

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("Name the file with --output.");
        said.Output.ShouldBeEmpty();
    }

    /// <summary>A query that breaks half way, or that is none, leaves what was there.</summary>
    [Theory]
    [InlineData("select cast(customer_id as integer) from customer_segments")]
    [InlineData("select 1; select 2")]
    [InlineData("copy (select 1) to 'x'")]
    public void A_query_that_fails_leaves_the_file_that_was_there(string sql)
    {
        using Shop shop = Shop.Published();
        shop.Write("kept/result.parquet", "as it was");

        shop.Run("query", sql, "--format", "parquet", "--output", shop.At("kept/result.parquet")).ExitCode.ShouldBe(1);

        File.ReadAllText(shop.At("kept/result.parquet")).ShouldBe("as it was");
        Directory.EnumerateFiles(shop.At("kept")).ShouldHaveSingleItem();
    }

    [Fact]
    public void An_earlier_publication_is_read_as_it_was()
    {
        using Shop shop = Shop.Published();
        string run = shop.Read("select max(run_id) from dim_snapshot").Single();
        shop.PublishedNight(Shop.NextNight);

        shop.Run("query", "select max(snapshot_date) as day from dim_snapshot", "--format", "csv", "--as-of", run).Output.ShouldContain(Shop.FirstNight);
        shop.Run("query", "select max(snapshot_date) as day from dim_snapshot", "--format", "csv").Output.ShouldContain(Shop.NextNight);
    }
}

using System.Security.Cryptography.X509Certificates;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Postgres;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>Addresses, tokens, TLS, networks that break, servers that restart, and servers that are something else.</summary>
public sealed class SparkConnectionTests(SparkServer server, PostgresServer postgres) : SparkTests(server), IClassFixture<PostgresServer>
{
    private const string Secret = "s3cret-token";

    [Theory]
    [InlineData("sc://spark", "spark:15002", false)]
    [InlineData("sc://spark:443/;use_ssl=true", "spark:443", true)]
    [InlineData("sc://10.0.0.1:15003/;token=abc", "10.0.0.1:15003", true)]
    [InlineData("sc://spark/;token=abc;use_ssl=false;user_id=night;x-header=1", "spark:15002", false)]
    public void An_address_is_read_as_Sparks_own_clients_read_it(string text, string address, bool usesTls)
    {
        SparkConnection connection = SparkConnection.Parse(text);

        connection.ToString().ShouldBe(address);
        connection.UsesTls.ShouldBe(usesTls);
    }

    [Theory]
    [InlineData("spark://host:7077")]
    [InlineData("sc://")]
    [InlineData("sc://host:port/;token=s3cret-token")]
    [InlineData("sc://host:70000/;token=s3cret-token")]
    [InlineData("sc://host/;token=s3cret-token;use_ssl=maybe")]
    [InlineData("sc://host/;s3cret-token")]
    public void What_is_no_address_is_refused_without_telling_a_secret(string text) =>
        Should.Throw<FormatException>(() => SparkConnection.Parse(text)).Message.ShouldNotContain(Secret);

    [SkippableFact]
    public async Task A_server_with_a_token_lets_in_only_who_has_it()
    {
        SparkConnection connection = Server.Start("token", Secret);
        string address = $"sc://127.0.0.1:{connection.Port}/";

        await using (SparkSession session = await SparkSession.ConnectAsync(connection))
        {
            (await RowsAsync(session, SparkRelation.Sql("select 1"))).ShouldHaveSingleItem().ShouldBe([1]);
        }

        foreach (string wrong in (string[])[address, $"{address};token={Secret}-not;use_ssl=false"])
        {
            SparkException error = await Should.ThrowAsync<SparkException>(() => SparkSession.ConnectAsync(SparkConnection.Parse(wrong)));
            error.Message.ShouldBe($"connecting to Spark: Spark at 127.0.0.1:{connection.Port} refuses the token. Nothing was run. Set the token that the server was started with.");
            error.ToString().ShouldNotContain(Secret);
        }

        await using SparkSession before = await SparkSession.ConnectAsync(connection);
        Server.Stop("token");
        SparkException gone = await Should.ThrowAsync<SparkException>(() => RowsAsync(before, SparkRelation.Sql("select 1")));
        gone.Message.ShouldBe($"test: Spark at 127.0.0.1:{connection.Port} does not answer. Start the server or correct host and port, then run again.");
    }

    [SkippableFact]
    public async Task A_certificate_is_checked_against_the_authority_that_is_named()
    {
        string authority = Path.Combine(Server.Folder, "authority.pem");
        using X509Certificate2 certificate = BrokenNetwork.Certificate(authority);
        await using var network = new BrokenNetwork(Server.Connection.Port, certificate);
        string address = $"sc://localhost:{network.Port}/;use_ssl=true";

        await using (SparkSession session = await SparkSession.ConnectAsync(SparkConnection.Parse($"{address};ssl_ca={authority}")))
        {
            (await RowsAsync(session, SparkRelation.Sql("select 1"))).ShouldHaveSingleItem().ShouldBe([1]);
        }

        SparkException error = await Should.ThrowAsync<SparkException>(() => SparkSession.ConnectAsync(SparkConnection.Parse(address)));
        error.Message.ShouldStartWith($"connecting to Spark: no secure connection to localhost:{network.Port}: its certificate is not trusted");
    }

    [SkippableFact]
    public async Task A_result_is_whole_though_the_network_breaks_under_it()
    {
        await using var network = new BrokenNetwork(Server.Connection.Port) { CutAfterBytes = 2_000_000, CutsLeft = 3 };
        await using SparkSession session = await SparkSession.ConnectAsync(SparkConnection.Parse($"sc://127.0.0.1:{network.Port}"));
        (long rows, long next) = (0, 0);

        await foreach (Apache.Arrow.RecordBatch batch in session.ReadAsync(
            SparkRelation.Sql("select id, md5(cast(id as string)) as text from range(0, 300000, 1, 8) order by id"), "test"))
        {
            foreach (long id in ((Apache.Arrow.Int64Array)batch.Column(0)).Values)
            {
                id.ShouldBe(next++);
            }

            rows += batch.Length;
        }

        rows.ShouldBe(300_000);
        network.CutsLeft.ShouldBe(0);
        network.ConnectionCount.ShouldBeGreaterThanOrEqualTo(4);
    }

    [SkippableFact]
    public async Task A_write_is_done_once_though_the_network_breaks_while_it_runs()
    {
        await using var network = new BrokenNetwork(Server.Connection.Port);
        await using SparkSession session = await SparkSession.ConnectAsync(SparkConnection.Parse($"sc://127.0.0.1:{network.Port}"));
        await session.ExecuteAsync("create namespace if not exists lake.once", "test");
        await session.ExecuteAsync("drop table if exists lake.once.t", "test");
        await session.ExecuteAsync("create table lake.once.t (id bigint) using iceberg", "test");
        int cuts = 0;
        session.OnProgress = _ =>
        {
            if (cuts++ < 2)
            {
                network.CutAll();
            }
        };

        // Takes the seconds after which progress is told.
        SparkResult written = await session.AppendAsync(
            SparkRelation.Sql("select count(*) as id from range(0, 40000000, 1, 4) where md5(cast(id as string)) < '1'"), "lake.once.t", "test");

        written.RowsWritten.ShouldBe(1);
        cuts.ShouldBeGreaterThanOrEqualTo(2);
        (await RowsAsync(session, SparkRelation.Sql("select count(*) from lake.once.t"))).ShouldHaveSingleItem().ShouldBe([1L]);
        (await RowsAsync(session, SparkRelation.Sql("select count(*) from lake.once.t.snapshots"))).ShouldHaveSingleItem().ShouldBe([1L]);
    }

    [SkippableFact]
    public async Task A_server_that_ends_streams_early_is_asked_for_the_rest()
    {
        // What it does after two minutes, it does here at once and after a few thousand bytes.
        SparkConnection connection = Server.Start("impatient", settings: new Dictionary<string, string>
        {
            ["spark.connect.execute.reattachable.senderMaxStreamDuration"] = "1s",
            ["spark.connect.execute.reattachable.senderMaxStreamSize"] = "200k",
        });
        try
        {
            await using SparkSession session = await SparkSession.ConnectAsync(connection);

            IReadOnlyList<object?[]> rows = await session.RowsAsync(
                SparkRelation.Sql("select id, md5(cast(id as string)) from range(0, 50000, 1, 8)"), "test", limit: 50_000);

            rows.Select(row => (long)row[0]!).Order().ShouldBe(Enumerable.Range(0, 50_000).Select(id => (long)id));
        }
        finally
        {
            Server.Stop("impatient");
        }
    }

    [SkippableFact]
    public async Task What_is_not_there_or_not_Spark_is_told_as_such()
    {
        postgres.Require();
        int nothing = SparkServer.FreePort();
        SparkException closed = await Should.ThrowAsync<SparkException>(() => SparkSession.ConnectAsync(SparkConnection.Parse($"sc://127.0.0.1:{nothing}")));
        SparkException other = await Should.ThrowAsync<SparkException>(() => SparkSession.ConnectAsync(SparkConnection.Parse($"sc://127.0.0.1:{postgres.Port}")));

        closed.Failure.ShouldBe(EngineFailure.Connection);
        closed.Message.ShouldBe($"connecting to Spark: Spark at 127.0.0.1:{nothing} does not answer. Start the server or correct host and port, then run again.");
        other.Failure.ShouldBe(EngineFailure.Connection);
        other.Message.ShouldContain($"127.0.0.1:{postgres.Port}");
    }
}

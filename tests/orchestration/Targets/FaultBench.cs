using Npgsql;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Publish.Postgresql;
using Segmentation.Sql.Engine;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Targets;

/// <summary>A published shop, its target as the night uses it, and readers.</summary>
internal sealed class FaultBench : IDisposable
{
    /// <summary>How the target's sessions are told from others.</summary>
    public const string Application = "segbatch-under-test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly PostgresShop shop;
    private NpgsqlDataSource database;
    private long token = 1000;

    private FaultBench(PostgresShop shop)
    {
        this.shop = shop;
        database = Connect();
        Target = new PostgresTarget(database, "segments", TransformCatalog.Load());
        FirstRun = Target.Live().RunId!;
        First = Ask();
    }

    public PostgresTarget Target { get; private set; }

    /// <summary>The run that is live when a test begins.</summary>
    public string FirstRun { get; }

    /// <summary>What readers hear of it.</summary>
    public string First { get; }

    private string ConnectionString => File.ReadAllText(shop.Shop.At("warehouse.txt"));

    public static FaultBench Published(PostgresServer server) => new(PostgresShop.Published(server));

    /// <summary>Makes the publication of another run.</summary>
    public PublicationFile Make(string runId, long tags = 1000)
    {
        string folder = shop.Shop.At("warehouse/publications");
        string path = Path.Combine(folder, $"{runId}.duckdb");
        LargePublication.Make(Path.Combine(folder, $"{FirstRun}.duckdb"), path, runId, tags);
        return new PublicationFile(runId, path);
    }

    /// <summary>Changes a publication file, as a program with other tables would have written it.</summary>
    public static void Change(PublicationFile publication, string sql)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = publication.Path });
        engine.Execute(sql, "test");
        engine.Execute("checkpoint", "test");
    }

    public void Stage(PublicationFile publication) => Target.Stage(publication, CancellationToken.None);

    public void Move(string runId) => Target.MoveTo(runId, ++token);

    /// <summary>Starts a deed; the result is what went wrong, or null.</summary>
    public static Task<Exception?> Begin(Action deed) => Task.Run(() => (Exception?)Record.Exception(deed));

    public PollingReaders Readers() => new(ConnectionString, LargePublication.Question);

    public NpgsqlConnection Open() => shop.Open();

    public IReadOnlyList<string> Read(string sql) => shop.Read(sql);

    public void Execute(string sql) => shop.Execute(sql);

    public string Ask() => shop.Read(LargePublication.Question)[0];

    public void WaitUntil(string condition) =>
        SpinWait.SpinUntil(() => shop.Read($"select {condition}")[0] == "True", Patience).ShouldBeTrue(condition);

    /// <summary>New sessions, as a night that starts later has them.</summary>
    public void Reconnect()
    {
        database.Dispose();
        database = Connect();
        Target = new PostgresTarget(database, "segments", TransformCatalog.Load());
    }

    public void Dispose()
    {
        database.Dispose();
        shop.Dispose();
    }

    private NpgsqlDataSource Connect() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = Application }.ToString());
}

using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>The tests that share one Spark, one class after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SparkCollection : ICollectionFixture<SparkServer>
{
    public const string Name = "Spark";
}

/// <summary>A test class that speaks to the shared Spark.</summary>
[Collection(SparkCollection.Name)]
public abstract class SparkTests(SparkServer server)
{
    protected SparkServer Server { get; } = server;

    protected Task<SparkSession> ConnectAsync() => SparkSession.ConnectAsync(Server.Connection);

    protected static Task<IReadOnlyList<object?[]>> RowsAsync(SparkSession session, SparkRelation rows) => session.RowsAsync(rows, "test");
}

namespace Segmentation.Sql.Engine.Spark;

/// <summary>How a Spark is used as the warehouse.</summary>
public sealed record SparkEngineOptions
{
    /// <summary>Where the server is.</summary>
    public required SparkConnection Connection { get; init; }

    /// <summary>The folder or object store that tables are kept in, as the server and its executors see it. Null: where the server keeps its own.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>The format of tables.</summary>
    public string Format { get; init; } = "parquet";

    /// <summary>Spark settings over those that every session has.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

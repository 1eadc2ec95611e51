using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>The log files: one JSON document a line.</summary>
public sealed record LogsConfig
{
    [Description("Whether log files are written.")]
    public bool Enabled { get; init; } = true;

    [Description("Folder of the log files. Relative to this file. Default: logs in the warehouse folder.")]
    public string? Folder { get; init; }

    [Description("Least level that is written. debug adds the SQL of every step.")]
    public LogsLevel Level { get; init; } = LogsLevel.Information;

    [Description("Days for which log files are kept.")]
    [Range(1, 3660)]
    public int KeptDays { get; init; } = 31;
}

/// <summary>Levels of log events.</summary>
public enum LogsLevel
{
    Debug,
    Information,
    Warning,
    Error,
}

/// <summary>OpenTelemetry. It is on when there is an address, here or in OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
public sealed record TelemetryConfig
{
    [Description("Address of the collector, such as http://localhost:4317 (grpc) or http://localhost:4318 (http). Default: OTEL_EXPORTER_OTLP_ENDPOINT, else telemetry is off.")]
    public string? Otlp { get; init; }

    [Description("How the collector is spoken to. Default: OTEL_EXPORTER_OTLP_PROTOCOL, else grpc.")]
    public OtlpProtocol? Protocol { get; init; }

    [Description("service.name of everything that is sent.")]
    public string ServiceName { get; init; } = "segbatch";

    [Description("Headers for the collector, such as Authorization: ${env:OTLP_TOKEN}.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>How OTLP is spoken.</summary>
public enum OtlpProtocol
{
    Grpc,
    Http,
}

/// <summary>OpenLineage events.</summary>
public sealed record LineageConfig
{
    [Description("Whether events are written to files in the warehouse's folder lineage, one file a day.")]
    public bool Files { get; init; } = true;

    [Description("Days for which lineage files are kept.")]
    [Range(1, 3660)]
    public int KeptDays { get; init; } = 31;

    [Description("Whether the event of a run's end tells which raw columns each published column comes from.")]
    public bool Columns { get; init; } = true;

    [Description("Address that takes events by POST, such as https://marquez.example.com/api/v1/lineage. Default: none is sent.")]
    public string? Url { get; init; }

    [Description("Headers for that address, such as Authorization: ${env:LINEAGE_TOKEN}.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    [Description("Namespace of the jobs and of the tables. Default: segbatch.")]
    [RegularExpression(@"^\S+$")]
    public string Namespace { get; init; } = "segbatch";
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>The whole of one <c>segmentation.yml</c>. In the file every name is spelled in snake_case.</summary>
/// <remarks>
/// The JSON Schema, the loader and the documentation are made from these types, so a field exists in one place only.
/// </remarks>
public sealed record SegmentationConfig
{
    [Description("Name of the company or project; shown in reports.")]
    [Required]
    public string Company { get; init; } = "";

    [Description("Currency in which features and segments are measured (ISO 4217).")]
    [Required, RegularExpression("^[A-Z]{3}$")]
    public string Currency { get; init; } = "";

    [Description("Other currencies: how much of the reporting currency one unit is worth. A line in a currency without a rate goes to quarantine.")]
    public IReadOnlyDictionary<string, decimal> ExchangeRates { get; init; } = new Dictionary<string, decimal>();

    [Description("Folder of the warehouse: raw Parquet, quarantine, and segments.duckdb. Relative to this file.")]
    public string Warehouse { get; init; } = "warehouse";

    [Description("The ledger: a SQLite file, relative to this file (default: ledger.db in the warehouse folder), or a PostgreSQL database as ${env:NAME} that holds Host=...;Database=...;Username=... or postgresql://user:password@host:port/database.")]
    public string? Ledger { get; init; }

    [Description("Folder with your own transforms (.sql with the same header as the built-in ones). Relative to this file.")]
    public string? Transforms { get; init; }

    [Description("How the embedded engine may use this machine.")]
    public EngineConfig Engine { get; init; } = new();

    [Description("Where rows come from. The key is the source system's name, kept on every row.")]
    [Required]
    public IReadOnlyDictionary<string, SourceConfig> Sources { get; init; } = new Dictionary<string, SourceConfig>();

    [Description("Which records are one customer.")]
    public IdentityConfig Identity { get; init; } = new();

    [Description("The company's words, defined once: each metric is a condition or a number per customer that any scheme may use by name.")]
    public IReadOnlyDictionary<string, MetricConfig> Metrics { get; init; } = new Dictionary<string, MetricConfig>();

    [Description("Features of your own, beside the built-in ones.")]
    public IReadOnlyDictionary<string, FeatureConfig> Features { get; init; } = new Dictionary<string, FeatureConfig>();

    [Description("The segmentation schemes. The key is the scheme's name.")]
    [Required]
    public IReadOnlyDictionary<string, SchemeConfig> Schemes { get; init; } = new Dictionary<string, SchemeConfig>();

    [Description("How the warehouse is tied to the general ledger.")]
    public FinanceConfig Finance { get; init; } = new();

    [Description("What segments earn after costs. Without this section no segment result is made.")]
    public ProfitConfig? Profit { get; init; }

    [Description("How publications reach readers.")]
    public PublishConfig Publish { get; init; } = new();

    [Description("What the ERP is told of customers' classes: codes, delta files, days on which nothing is sent.")]
    public ErpConfig Erp { get; init; } = new();

    [Description("When a night must stop.")]
    public ThresholdConfig Thresholds { get; init; } = new();

    [Description("Which signs of trouble are watched for after every night, and when what is not mended is escalated.")]
    public MonitoringConfig Monitoring { get; init; } = new();

    [Description("Who is told when an incident opens, is escalated and closes. The key is the recipient's name.")]
    public IReadOnlyDictionary<string, NotifyConfig> Notify { get; init; } = new Dictionary<string, NotifyConfig>();

    [Description("The log files of the nights.")]
    public LogsConfig Logs { get; init; } = new();

    [Description("OpenTelemetry: traces, metrics and logs for a collector.")]
    public TelemetryConfig Telemetry { get; init; } = new();

    [Description("OpenLineage events: which files and tables a run read, which it wrote.")]
    public LineageConfig Lineage { get; init; } = new();

    [Description("When nights start by themselves.")]
    public ScheduleConfig Schedule { get; init; } = new();
}

/// <summary>How the embedded engine may use this machine.</summary>
public sealed record EngineConfig
{
    [Description("Threads. 0: all processors.")]
    [Range(0, 1024)]
    public int Threads { get; init; }

    [Description("Memory the engine may use before it spills to disk, such as 4GB. Default: 60 % of what the machine (or its cgroup) allows.")]
    [RegularExpression(@"^\d+(\.\d+)?\s*(KB|MB|GB|TB)$")]
    public string? MemoryLimit { get; init; }
}

/// <summary>When a night must stop before anything is published.</summary>
public sealed record ThresholdConfig
{
    [Description("Largest share of new rows that may go to quarantine in one load, 0 to 1. Default: no limit.")]
    [Range(0d, 1d)]
    public double? QuarantineShare { get; init; }

    [Description("Largest share of customers whose segment may change in one night, per scheme, 0 to 1. Default: no limit.")]
    [Range(0d, 1d)]
    public double? MovedShare { get; init; }

    [Description("Per audit: how many bad rows (or which measured value) is still accepted. The key is the audit's name.")]
    public IReadOnlyDictionary<string, decimal> Audits { get; init; } = new Dictionary<string, decimal>();
}

/// <summary>One of the company's words, as SQL over the feature table.</summary>
public sealed record MetricConfig
{
    [Description("SQL over the columns of mart.customer_features: a condition or a number.")]
    [Required]
    public string Sql { get; init; } = "";

    [Description("What the word means, for people.")]
    [Required]
    public string Description { get; init; } = "";

    [Description("Who decides what it means.")]
    public string? Owner { get; init; }
}

/// <summary>One feature of the company's own.</summary>
public sealed record FeatureConfig
{
    [Description("An aggregate over intermediate.int_order_lines__identified (one customer's lines before the snapshot date), or a value of mart.customers when from is customers.")]
    [Required]
    public string Sql { get; init; } = "";

    [Description("What the SQL reads.")]
    public FeatureSource From { get; init; } = FeatureSource.OrderLines;

    [Description("SQL type of the column: bigint, double, decimal(18,4), boolean, date or string.")]
    public string Type { get; init; } = "double";

    [Description("Unit of the value: currency, days, orders, share...")]
    [Required]
    public string Unit { get; init; } = "";

    [Description("What the feature says about a customer.")]
    [Required]
    public string Description { get; init; } = "";

    [Description("SQL value that stands in when there is nothing to compute from. Default: null stays null.")]
    public string? WhenMissing { get; init; }
}

/// <summary>What a feature of the company's own is computed from.</summary>
public enum FeatureSource
{
    OrderLines,
    Customers,
}

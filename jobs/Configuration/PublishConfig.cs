using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>How publications reach readers.</summary>
public sealed record PublishConfig
{
    [Description("automatic: a night that passes its audits is what readers see. manual: it waits as a candidate until 'segbatch publish' promotes it.")]
    public PromotionRule Promotion { get; init; } = PromotionRule.Automatic;

    [Description("How many publications are kept to roll back to. The live one, and the one it replaced, are always kept.")]
    [Range(2, 10_000)]
    public int KeepRuns { get; init; } = 7;

    [Description("A PostgreSQL database that publications are brought to, beside segments.duckdb.")]
    public PostgresTargetConfig? Postgres { get; init; }
}

/// <summary>A PostgreSQL database that readers use.</summary>
public sealed record PostgresTargetConfig
{
    [Description("Connection, as Npgsql writes it: Host=...;Database=...;Username=...;Password=... Give it as ${env:NAME} or ${file:PATH}: a password in this file is refused.")]
    [Required]
    public string Connection { get; init; } = "";

    [Description("Schema that readers use. Its companions SCHEMA_live, SCHEMA_history and SCHEMA_gate are made beside it.")]
    [RegularExpression("^[a-z][a-z0-9_]{0,40}$")]
    public string Schema { get; init; } = "segments";
}

/// <summary>Who promotes a publication.</summary>
public enum PromotionRule
{
    Automatic,
    Manual,
}

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
}

/// <summary>Who promotes a publication.</summary>
public enum PromotionRule
{
    Automatic,
    Manual,
}
